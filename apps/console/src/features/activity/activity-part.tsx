import type { Activity } from '@lapwing/protocol/features/activity/api.ts';
import { ACTIVITY_KINDS, type ActivityKind } from '@lapwing/protocol/features/activity/recorded.event.ts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action } from '../../ui/button.tsx';
import { DayInput } from '../../ui/day-input.tsx';
import { Choice } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { type ActivityFilters, activityQuery, type Whose } from './queries.ts';
import { KIND_WORDS, type Piece, sayDone, sayDropped } from './words.ts';
import './activity.css';

const EVERY = 'every';
const NO_FILTERS: ActivityFilters = Object.freeze({ kind: null, from: null, to: null });

/**
 * What a person did on devices, or what was done on a device: files, printing, media, programs. Asked for by hand, since
 * each look is written down. Nothing where the role does not include it.
 */
export function ActivityPart(props: { whose: Whose }): ReactNode {
  const may = useMay('activity.view');
  const [open, setOpen] = useState(false);
  const id = useId();
  if (!may) return null;
  return (
    <section className="stack" aria-labelledby={id}>
      <h3 id={id}>Activity</h3>
      {open ? (
        <Records whose={props.whose} />
      ) : (
        <>
          <p className="quiet small">
            Files deleted and renamed, printing, media and programs, where a desktop agent runs. Each look is
            written into the audit.
          </p>
          <div>
            <Action onPress={() => setOpen(true)}>Look at activity</Action>
          </div>
        </>
      )}
    </section>
  );
}

function Records(props: { whose: Whose }): ReactNode {
  const { whose } = props;
  const [filters, setFilters] = useState(NO_FILTERS);
  const query = useInfiniteQuery(activityQuery(whose, filters));
  const activity = query.data?.pages.flatMap((page) => page.activity) ?? [];
  const [first] = query.data?.pages ?? [];
  const dropped = sayDropped(first?.dropped ?? 0);
  const isNarrowed = filters.kind !== null || filters.from !== null || filters.to !== null;
  const set = (change: Partial<ActivityFilters>): void => setFilters({ ...filters, ...change });
  return (
    <>
      <div className="activity-filters" role="group" aria-label="Narrow the activity">
        <Choice<ActivityKind | typeof EVERY>
          label="Kind"
          look="filter"
          neutral={EVERY}
          value={filters.kind ?? EVERY}
          onChange={(kind) => set({ kind: kind === EVERY ? null : kind })}
          options={[
            { key: EVERY, label: 'Every kind' },
            ...ACTIVITY_KINDS.map((key) => ({ key, label: KIND_WORDS[key] })),
          ]}
        />
        <span className="activity-days">
          <DayInput label="From" value={filters.from} onChange={(from) => set({ from })} />
          <DayInput label="To" value={filters.to} onChange={(to) => set({ to })} />
        </span>
      </div>
      {dropped === null ? null : <Notice tone="warn">{dropped}</Notice>}
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={5} />
      ) : activity.length === 0 ? (
        <p className="quiet" role="status">
          {isNarrowed ? (
            <>
              Nothing fits.{' '}
              <Action look="plain" onPress={() => setFilters(NO_FILTERS)}>
                Show everything
              </Action>
            </>
          ) : (
            `Nothing in the last ${first?.keepDays ?? 90} days.`
          )}
        </p>
      ) : (
        <ul className="activity-list">
          {activity.map((record) => (
            <Record key={record.id} record={record} withDevice={'personId' in whose} />
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <div>
          <Action busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            Earlier activity
          </Action>
        </div>
      ) : null}
      {query.data !== undefined && query.isError ? (
        <Notice tone="stop">The earlier activity could not be fetched. Try again.</Notice>
      ) : null}
    </>
  );
}

function Record(props: { record: Activity; withDevice: boolean }): ReactNode {
  const { record, withDevice } = props;
  const { line, more, stopped } = sayDone(record.done);
  return (
    <li>
      <p className="activity-line">
        <Pieces of={line} /> {stopped === null ? null : <Pill tone="warn">{stopped}</Pill>}
      </p>
      <p className="quiet small">
        {more.length === 0 ? null : (
          <>
            <Pieces of={more} /> ·{' '}
          </>
        )}
        {withDevice ? (
          <Link href={paths.device(record.device.id)}>
            <Name>{record.device.name}</Name>
          </Link>
        ) : (
          <Who person={record.person} />
        )}{' '}
        · <When at={record.at} show="moment" />
      </p>
    </li>
  );
}

function Who(props: { person: Activity['person'] }): ReactNode {
  const { person } = props;
  if (person === null) return 'Nobody logged on';
  if (person.id === null)
    return (
      <>
        <Name>{person.name}</Name> (not matched)
      </>
    );
  return (
    <Link href={paths.person(person.id)}>
      <Name>{person.name}</Name>
    </Link>
  );
}

function Pieces(props: { of: readonly Piece[] }): ReactNode {
  // In one order for good: its place names a piece.
  return props.of.map((piece, place) =>
    'name' in piece ? (
      <Name key={place} className="activity-name">
        {piece.name}
      </Name>
    ) : (
      <span key={place}>{piece.text}</span>
    ),
  );
}

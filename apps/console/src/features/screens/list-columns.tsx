import { Fragment, type ReactNode } from 'react';
import { SEVERITY_WORDS } from '../../severity.ts';
import { sayExactly } from '../../ui/dates.ts';
import { Name } from '../../ui/name.tsx';
import { TimeLeft } from '../../ui/time-left.tsx';
import { When } from '../../ui/when.tsx';
import type { SeatColumn, SeatRow } from './list-rows.ts';
import { CaptureBar } from './tile.tsx';
import { sayNew, STATE_WORDS, stateOf } from './words.ts';

const seatOf = (row: SeatRow) => row.one.seat;

/** Every column that the list can have. The name is always the first. */
export const COLUMNS: readonly SeatColumn[] = Object.freeze([
  {
    key: 'name',
    title: 'Name',
    least: 132,
    grows: 1.6,
    text: (row) => seatOf(row).person?.name ?? '',
    cell: (row) => <Who row={row} />,
  },
  {
    key: 'account',
    title: 'Account',
    least: 90,
    grows: 1,
    text: (row) => seatOf(row).person?.username ?? '',
  },
  { key: 'form', title: 'Form', least: 64, grows: 0, text: (row) => seatOf(row).person?.form ?? '' },
  {
    key: 'device',
    title: 'Device',
    least: 72,
    grows: 0.9,
    text: (row) => seatOf(row).device?.name ?? '',
  },
  { key: 'room', title: 'Room', least: 80, grows: 0.8, text: (row) => seatOf(row).device?.room ?? '' },
  {
    key: 'state',
    title: 'State',
    least: 96,
    grows: 0,
    text: (row) => STATE_WORDS[stateOf(seatOf(row), row.shown)].word,
  },
  {
    key: 'force',
    title: 'In force',
    least: 112,
    grows: 1.1,
    text: (row) => row.marks.map(({ word }) => word).join(', '),
    cell: (row) => <InForce row={row} />,
  },
  {
    key: 'application',
    title: 'Application',
    least: 80,
    grows: 0.9,
    text: (row) => row.shown?.front.application ?? '',
  },
  {
    key: 'window',
    title: 'Window',
    least: 92,
    grows: 1.8,
    text: (row) => row.shown?.front.title ?? '',
  },
  { key: 'site', title: 'Site', least: 84, grows: 1.1, text: (row) => row.shown?.front.site ?? '' },
  {
    key: 'session',
    title: 'Here since',
    least: 80,
    grows: 0,
    text: (row) => exactly(seatOf(row).session?.startedAt ?? null),
    sort: (row) => moment(seatOf(row).session?.startedAt ?? null),
    cell: (row) => <Moment at={seatOf(row).session?.startedAt ?? null} />,
  },
  {
    key: 'captures',
    title: 'New captures',
    least: 118,
    grows: 0,
    text: (row) => {
      const { newCaptures, worstNew } = seatOf(row);
      if (newCaptures === null || newCaptures === 0) return '';
      return `${sayNew(newCaptures)}, ${SEVERITY_WORDS[worstNew ?? 'minor'].word}`;
    },
    sort: (row) => -(seatOf(row).newCaptures ?? 0),
    cell: (row) => <CaptureBar seat={seatOf(row)} />,
  },
  {
    key: 'seen',
    title: 'Last seen',
    least: 100,
    grows: 0,
    text: (row) => exactly(seatOf(row).device?.lastSeenAt ?? null),
    sort: (row) =>
      seatOf(row).device?.online === true
        ? Number.MAX_SAFE_INTEGER
        : moment(seatOf(row).device?.lastSeenAt ?? null),
    cell: (row) =>
      seatOf(row).device?.online === true ? 'Now' : <Moment at={seatOf(row).device?.lastSeenAt ?? null} />,
  },
]);

export const USUAL_COLUMNS: readonly string[] = Object.freeze([
  'name',
  'captures',
  'device',
  'state',
  'force',
  'window',
  'site',
  'session',
]);

/** Columns in the order kept, the name first; the usual ones where nothing was kept. */
export function chosenColumns(kept: readonly string[]): SeatColumn[] {
  const wanted = kept.length === 0 ? USUAL_COLUMNS : ['name', ...kept.filter((key) => key !== 'name')];
  return [...new Set(wanted)].flatMap((key) => COLUMNS.filter((column) => column.key === key));
}

/** What is in force, in one line; the worst of it gives the colour. */
function InForce(props: { row: SeatRow }): ReactNode {
  const { marks } = props.row;
  const lift = marks.flatMap((mark) => mark.lift ?? []);
  // A narrow column cuts the end: what goes on for how long comes before why.
  const inLine = marks.toSorted((one, other) => Number('until' in other) - Number('until' in one));
  const tone = (['stop', 'warn', 'accent', 'quiet'] as const).find((one) =>
    marks.some((mark) => mark.tone === one),
  );
  return (
    <span className="list-force" data-tone={tone}>
      {lift.length === 0 ? null : (
        <button type="button" tabIndex={-1} data-lift={lift.join(' ')}>
          Lift
        </button>
      )}
      <span className="cut" title={marks.map(({ detail }) => detail).join('\n')}>
        {inLine.map(({ key, shape, word, until }, place) => (
          <Fragment key={key}>
            {place === 0 ? '' : ' · '}
            <span aria-hidden="true">{shape}</span> {word}
            {until === undefined ? null : (
              <>
                {' '}
                <TimeLeft until={until} />
              </>
            )}
          </Fragment>
        ))}
      </span>
    </span>
  );
}

function Who(props: { row: SeatRow }): ReactNode {
  const { one } = props.row;
  const { person, newCaptures, worstNew } = one.seat;
  const name = person?.name ?? 'Nobody';
  const marked = newCaptures !== null && newCaptures > 0;
  return (
    <span className="list-who" data-severity={marked ? (worstNew ?? 'minor') : undefined}>
      {marked ? <span aria-hidden="true">{SEVERITY_WORDS[worstNew ?? 'minor'].shape}</span> : null}
      <Name cut>{name}</Name>
      {person !== null && person.id === null ? <span className="quiet small">not matched</span> : null}
      {marked ? <span className="unseen">, {sayNew(newCaptures)}</span> : null}
    </span>
  );
}

function Moment(props: { at: string | null }): ReactNode {
  return props.at === null ? null : <When at={props.at} />;
}

function exactly(at: string | null): string {
  return at === null ? '' : sayExactly(at);
}

function moment(at: string | null): number {
  return at === null ? 0 : Date.parse(at);
}

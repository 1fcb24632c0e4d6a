import { listPersonSessions } from '@lapwing/protocol/features/people/api.ts';
import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { load } from '../../api/client.ts';
import { isRefusal } from '../../api/failure.ts';
import { useMay } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { SEVERITY_WORDS } from '../../severity.ts';
import { sayClock, sayDay } from '../../ui/dates.ts';
import { Name } from '../../ui/name.tsx';
import { Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { latestCapturesQuery } from './queries.ts';
import { useShown } from './screens-live.tsx';
import { frontLine } from './words.ts';

function sessionsQuery(personId: string) {
  return queryOptions({
    queryKey: ['people', 'sessions', personId, 'short'],
    queryFn: ({ signal }) =>
      load(listPersonSessions, { params: { id: personId }, query: { limit: 6 } }, signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

/** What is known of a seat's session: since when, what is in front, its captures, and the sessions before it. */
export function SeatHistory(props: { seat: Seat }): ReactNode {
  const { seat } = props;
  const personId = seat.person?.id ?? null;
  const shown = useShown(seat.device?.id ?? null);
  const line = frontLine(shown);
  return (
    <div className="seat-history">
      <section aria-label="This session">
        <h2>This session</h2>
        {seat.session === null ? (
          <p className="quiet">
            {seat.person === null ? 'Nobody is signed in.' : 'Not signed in at a device now.'}
          </p>
        ) : (
          <p>
            Since <When at={seat.session.startedAt} show="both" />
          </p>
        )}
        {line === '' ? null : (
          <p>
            In front: <Name>{line}</Name>
          </p>
        )}
      </section>
      <Captures seat={seat} />
      {personId === null || seat.person?.mayOpen !== true ? null : (
        <Sessions personId={personId} current={seat.session?.id ?? null} />
      )}
    </div>
  );
}

function Captures(props: { seat: Seat }): ReactNode {
  const { seat } = props;
  const allowed = useMay('captures.view');
  const personId = seat.person?.id ?? null;
  const deviceId = seat.device?.id ?? '';
  const query = useQuery({
    ...latestCapturesQuery(personId === null ? { deviceId } : { personId }),
    enabled: allowed && (personId !== null || deviceId !== ''),
  });
  if (!allowed) return null;
  const began = seat.session === null ? null : Date.parse(seat.session.startedAt);
  return (
    <section aria-label="Latest captures">
      <h2>Latest captures</h2>
      {query.data === undefined ? (
        <Loading lines={2} />
      ) : query.data.items.length === 0 ? (
        <p className="quiet">None so far.</p>
      ) : (
        <ul>
          {query.data.items.map((capture) => {
            const { shape, word, tone } = SEVERITY_WORDS[capture.severity];
            return (
              <li key={capture.id}>
                <span className="open-mark" data-tone={tone}>
                  <span aria-hidden="true">{shape}</span> {word}
                </span>
                <Link href={paths.capture(capture.id)}>{capture.policy.title}</Link>
                <span className="quiet small">
                  {began !== null && Date.parse(capture.happenedAt) >= began ? 'this session, ' : ''}
                  <When at={capture.happenedAt} />
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

function Sessions(props: { personId: string; current: string | null }): ReactNode {
  const allowed = useMay('people.view');
  const query = useQuery({ ...sessionsQuery(props.personId), enabled: allowed });
  // Somebody who only sits at a device of the reader's group: where they were before is not the reader's to know.
  if (!allowed || isRefusal(query.error, 'not-found')) return null;
  const earlier = query.data?.items.filter((session) => session.id !== props.current) ?? [];
  return (
    <section aria-label="Earlier sessions">
      <h2>Earlier sessions</h2>
      {query.isError ? (
        <p className="quiet">They could not be loaded.</p>
      ) : query.data === undefined ? (
        <Loading lines={2} />
      ) : earlier.length === 0 ? (
        <p className="quiet">None that is kept.</p>
      ) : (
        <ul>
          {earlier.map((session) => (
            <li key={session.id}>
              <span className="number">
                {sayDay(session.startedAt)}, {sayClock(session.startedAt)}
                {session.endedAt === null ? '' : `–${sayClock(session.endedAt)}`}
              </span>
              <Name cut>{session.device.name}</Name>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

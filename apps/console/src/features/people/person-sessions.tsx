import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { When } from '../../ui/when.tsx';
import { personSessionsQuery } from './queries.ts';

/** Where and when the person was signed in, the newest first. */
export function PersonSessions(props: { id: string }): ReactNode {
  const query = useInfiniteQuery(personSessionsQuery(props.id));
  const sessions = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="person-block" aria-label="Sessions">
      <h3>Sessions</h3>
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={3} />
      ) : sessions.length === 0 ? (
        <p className="quiet">Not seen at any device yet.</p>
      ) : (
        <ul className="person-list">
          {sessions.map((session) => (
            <li key={session.id}>
              <span>
                <Link href={paths.device(session.device.id)}>
                  <Name>{session.device.name}</Name>
                </Link>
                {session.device.room === null ? null : (
                  <span className="quiet">
                    {' '}
                    in <Name>{session.device.room}</Name>
                  </span>
                )}
              </span>
              <span className="quiet small">
                <When at={session.startedAt} show="moment" />{' '}
                {session.endedAt === null ? (
                  'until now'
                ) : (
                  <>
                    to <When at={session.endedAt} show="moment" />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <div>
          <Action busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            Earlier sessions
          </Action>
        </div>
      ) : null}
    </section>
  );
}

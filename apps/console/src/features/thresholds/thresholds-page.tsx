import type { Threshold } from '@lapwing/protocol/features/thresholds/api.ts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Pill, State } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { Acts } from './acts.tsx';
import { actsQuery, thresholdsQuery } from './queries.ts';
import { RuleWindow } from './rule-window.tsx';
import './thresholds.css';

/** The rules that act when captures of one person gather, and what they did. Who is named in one sees the latter. */
export function ThresholdsPage(): ReactNode {
  const mayRules = useMay('thresholds.view');
  const query = useQuery({ ...thresholdsQuery, enabled: mayRules });
  const [window, setWindow] = useState<Threshold | 'new' | null>(null);
  const { data } = query;
  const manage = data?.may.manage;
  return (
    <Page
      title="Thresholds"
      tab="Thresholds"
      description="When captures of one person gather, a rule puts them in a group for a time and tells you: explained, and taken back at once."
      actions={
        manage === undefined ? undefined : (
          <Action
            look="main"
            unavailable={manage.allowed ? undefined : manage.reason}
            onPress={() => setWindow('new')}
          >
            Make a rule
          </Action>
        )
      }
    >
      <div className="thresholds">
        {mayRules ? (
          <section aria-labelledby="threshold-rules">
            <h2 id="threshold-rules">Rules</h2>
            {data === undefined ? (
              <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={3} />
            ) : data.rules.length === 0 ? (
              <State title="No rule yet" small>
                For example: three severe captures of self-harm within seven days, into your watch group for
                two weeks. Try it on the past before you save it.
              </State>
            ) : (
              <ul className="threshold-rules">
                {data.rules.map((threshold) => (
                  <li key={threshold.id}>
                    <div className="row">
                      <strong>
                        <Name>{threshold.rule.name}</Name>
                      </strong>
                      <Pill tone={threshold.rule.enabled ? 'good' : 'quiet'}>
                        {threshold.rule.enabled ? 'On' : 'Off'}
                      </Pill>
                      <span className="threshold-gap" />
                      {manage?.allowed === true ? (
                        <Action
                          label={`Change the rule ${threshold.rule.name}`}
                          onPress={() => setWindow(threshold)}
                        >
                          Change
                        </Action>
                      ) : null}
                    </div>
                    <p>
                      <Name>{threshold.inWords}</Name>
                    </p>
                    <p className="quiet small">
                      Told: <Name>{threshold.staff.map(({ name }) => name).join(', ')}</Name> · changed{' '}
                      <When at={threshold.changedAt} show="moment" /> by <Name>{threshold.changedBy}</Name>
                    </p>
                  </li>
                ))}
              </ul>
            )}
          </section>
        ) : null}
        <RecentActs />
      </div>
      {window === null || data === undefined ? null : (
        <RuleWindow
          key={window === 'new' ? 'new' : `${window.id} ${window.revision}`}
          threshold={window === 'new' ? null : window}
          choices={data}
          onClose={() => setWindow(null)}
        />
      )}
    </Page>
  );
}

function RecentActs(): ReactNode {
  const query = useInfiniteQuery(actsQuery(null));
  const acts = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby="threshold-acts">
      <h2 id="threshold-acts">What they did</h2>
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={3} />
      ) : acts.length === 0 ? (
        <p className="quiet">Nothing yet that is for you to see. Everything that a rule does stands here.</p>
      ) : (
        <>
          <Acts acts={acts} named />
          {query.hasNextPage ? (
            <div className="row">
              <Action busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                Show more
              </Action>
            </div>
          ) : null}
        </>
      )}
    </section>
  );
}

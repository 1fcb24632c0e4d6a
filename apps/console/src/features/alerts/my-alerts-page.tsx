import { type MyAlerts, type PopUpFrom, saveMyAlerts } from '@lapwing/protocol/features/alerts/mine.api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { ActionLink } from '../../ui/button.tsx';
import { Choice, Tick } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice } from '../../ui/states.tsx';
import { AlertsFrame } from './alerts-frame.tsx';
import { mineQuery } from './queries.ts';

const POP_UPS: ReadonlyArray<{ key: PopUpFrom; label: string }> = [
  { key: 'minor', label: 'All of them' },
  { key: 'moderate', label: 'Moderate and Severe' },
  { key: 'severe', label: 'Severe only' },
  { key: 'none', label: 'None' },
];

/** Which alerts somebody wants for themselves, among those that they are named for. */
export function MyAlertsPage(): ReactNode {
  const query = useQuery(mineQuery);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (mine: MyAlerts) => load(saveMyAlerts, { body: mine }),
    // It holds as soon as it is chosen; when it cannot be saved, what was before stands there again.
    onMutate: (mine) =>
      client.setQueryData(mineQuery.queryKey, (before) =>
        before === undefined ? undefined : { ...before, mine },
      ),
    onSettled: () => client.invalidateQueries({ queryKey: mineQuery.queryKey }),
  });
  const { data } = query;
  const change = (part: Partial<MyAlerts>): void => {
    if (data !== undefined) save.mutate({ ...data.mine, ...part });
  };
  return (
    <AlertsFrame tab="mine">
      <Page
        title="My alerts"
        tab="My alerts"
        description="What you are told of yourself. What you choose here holds at once."
      >
        {data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : (
          <div className="columns">
            {save.isError ? <Notice tone="stop">{sayShortly(save.error)}</Notice> : null}
            <section className="card" aria-labelledby="pop-ups-heading">
              <h2 id="pop-ups-heading">Pop-ups in Lapwing</h2>
              <Choice
                label="Captures that pop up"
                value={data.mine.popUp}
                options={POP_UPS}
                onChange={(popUp) => change({ popUp })}
              />
              <p className="quiet">
                Where somebody is named for a group, its captures pop up for them alone. Where nobody is, for
                everybody who may see them.
              </p>
              <div className="row">
                <ActionLink href={paths.account()}>Sound and notifications of the browser</ActionLink>
              </div>
            </section>
            <section className="card" aria-labelledby="mail-heading">
              <h2 id="mail-heading">E-mail</h2>
              {data.mailWorks ? (
                <p className="quiet">It goes to {data.email}. Severe captures always come at once.</p>
              ) : (
                <Notice tone="warn">The school has not set up a mail server: no mail is sent yet.</Notice>
              )}
              <Tick
                checked={data.mine.outsideHours}
                onChange={(outsideHours) => change({ outsideHours })}
                name="outsideHours"
              >
                Minor and Moderate ones outside school hours as well, instead of on the next school morning
              </Tick>
              <Tick checked={data.mine.daily} onChange={(daily) => change({ daily })} name="daily">
                A summary at 16:00 on each school day: figures, and what waits longest
              </Tick>
              <Tick checked={data.mine.weekly} onChange={(weekly) => change({ weekly })} name="weekly">
                A summary every Monday at 7:30
              </Tick>
            </section>
          </div>
        )}
      </Page>
    </AlertsFrame>
  );
}

import {
  type Chain,
  DEFAULT_MINUTES,
  saveChain,
  type showChain,
} from '@lapwing/protocol/features/alerts/chain.api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { z } from 'zod';
import { load } from '../../api/client.ts';
import { formError } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { LeaveGuard } from '../../leave-guard.tsx';
import { paths } from '../../paths.ts';
import { Action } from '../../ui/button.tsx';
import { Choice } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { AlertsFrame } from './alerts-frame.tsx';
import { Covers } from './chain-covers.tsx';
import { ChainSteps, MinutesInput } from './chain-steps.tsx';
import { placesInWords } from './chain-words.ts';
import { chainQuery } from './queries.ts';

export type ChainShown = z.output<(typeof showChain)['reply']>;

/** Who is told next when nobody opens a Severe capture, who covers for whom, and who it would be right now. */
export function ChainPage(): ReactNode {
  const query = useQuery(chainQuery);
  const { data } = query;
  return (
    <AlertsFrame tab="chain">
      <Page
        title="Chain and cover"
        tab="Chain and cover"
        description="When nobody opens a Severe or escalated capture in time, the next person is told."
      >
        {data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : (
          <div className="alerting">
            <RightNow shown={data} />
            <Editor key={data.revision} shown={data} />
          </div>
        )}
      </Page>
    </AlertsFrame>
  );
}

function RightNow(props: { shown: ChainShown }): ReactNode {
  const { now, chain } = props.shown;
  return (
    <section className="card" aria-labelledby="now-heading">
      <h2 id="now-heading">
        A Severe capture that arrives now, {now.inSchool ? 'in school hours' : 'outside school hours'}
      </h2>
      {now.places.length === 0 ? (
        <Notice tone="warn">
          {chain.steps.length === 0
            ? 'There is no chain yet: nobody is told when a Severe capture stays unopened.'
            : 'Nobody of the chain is there today: nobody is told when a Severe capture stays unopened.'}
        </Notice>
      ) : !now.inSchool && chain.outside.kind === 'wait' ? (
        <p>It waits for the next school day, and then goes to {now.places[0]?.person.name}.</p>
      ) : (
        <ol className="chain-now">
          {placesInWords(now.places).map((text) => (
            <li key={text}>
              <bdi>{text}</bdi>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

const OUTSIDE = [
  { key: 'chain', label: 'The chain goes on as in school hours' },
  { key: 'person', label: 'One person is told first, then the chain' },
  { key: 'wait', label: 'It waits for the next school day' },
] as const;

function Editor(props: { shown: ChainShown }): ReactNode {
  const { shown } = props;
  const client = useQueryClient();
  const [chain, setChain] = useState<Chain>(shown.chain);
  const refused = shown.may.manage.allowed ? undefined : shown.may.manage.reason;
  const changed = JSON.stringify(chain) !== JSON.stringify(shown.chain);
  const save = useMutation({
    mutationFn: () => load(saveChain, { body: { chain, revision: shown.revision } }),
    onSuccess() {
      showToast({ text: 'Saved. It holds from now on.', tone: 'good', key: 'alerts' });
      return client.invalidateQueries({ queryKey: chainQuery.queryKey });
    },
  });
  const names = new Map(shown.staff.map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string => names.get(id) ?? 'Somebody who may not see captures any more';
  const { outside } = chain;
  return (
    <Form problem={formError(save.error, [])} busy={save.isPending} onSubmit={() => save.mutate()}>
      <LeaveGuard
        holds={changed && refused === undefined}
        keeps={staysHere}
        onLeave={() => setChain(shown.chain)}
        title="Leave without saving the chain?"
        verb="Leave without it"
      >
        <p>What you have changed of the chain is lost when you leave this page.</p>
      </LeaveGuard>
      <section className="card" aria-labelledby="steps-heading">
        <h2 id="steps-heading">The chain</h2>
        <ChainSteps
          steps={chain.steps}
          staff={shown.staff}
          nameOf={nameOf}
          refused={refused}
          onChange={(steps) => setChain({ ...chain, steps })}
        />
      </section>
      <section className="card" aria-labelledby="outside-heading">
        <h2 id="outside-heading">Outside school hours and in holidays</h2>
        {refused === undefined ? (
          <div className="chain-step">
            <Choice
              label="What is done then"
              value={outside.kind}
              options={OUTSIDE}
              onChange={(kind) => setChain({ ...chain, outside: outsideOf(kind, shown) })}
            />
            {outside.kind === 'person' ? (
              <>
                <Choice
                  label="Who is told first"
                  value={outside.accountId}
                  options={shown.staff.map(({ id, name }) => ({ key: id, label: name }))}
                  onChange={(accountId) => setChain({ ...chain, outside: { ...outside, accountId } })}
                />
                <MinutesInput
                  of="them"
                  minutes={outside.minutes}
                  onChange={(minutes) => setChain({ ...chain, outside: { ...outside, minutes } })}
                />
              </>
            ) : null}
          </div>
        ) : (
          <p>
            {OUTSIDE.find(({ key }) => key === outside.kind)?.label}
            {outside.kind === 'person' ? `: ${nameOf(outside.accountId)}` : ''}.
          </p>
        )}
        <p className="quiet">
          School hours are those of the timetable. Severe captures go at once to everybody who is named for
          the group, at any hour; this is about who is next.
        </p>
      </section>
      <Covers
        covers={chain.covers}
        staff={shown.staff}
        today={shown.now.today}
        nameOf={nameOf}
        refused={refused}
        onChange={(covers) => setChain({ ...chain, covers })}
      />
      <div className="row">
        <Action
          look="main"
          submit
          busy={save.isPending}
          unavailable={refused ?? (changed ? undefined : 'Nothing has changed.')}
        >
          Save
        </Action>
        {changed ? <Action onPress={() => setChain(shown.chain)}>Undo changes</Action> : null}
      </div>
    </Form>
  );
}

const staysHere = (pathname: string): boolean => pathname === paths.chain();

function outsideOf(kind: Chain['outside']['kind'], shown: ChainShown): Chain['outside'] {
  const first = shown.staff[0]?.id;
  if (kind !== 'person' || first === undefined) return { kind: kind === 'person' ? 'chain' : kind };
  return { kind, accountId: first, minutes: DEFAULT_MINUTES };
}

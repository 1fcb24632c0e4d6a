import {
  decideSealedRule,
  type SealedRule,
  type SecondOffAsk,
  setSealedRule,
  showSealedRule,
} from '@lapwing/protocol/features/evidence/sealed.api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { useMay } from '../../api/queries.ts';
import { Toggle } from '../../ui/adjust.tsx';
import { Action } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { When } from '../../ui/when.tsx';

const RULE_KEY = ['sealed', 'rule'] as const;

/**
 * Whether the school wants a second person. Whoever manages captures switches it on at once; off it goes when somebody
 * else who may open sealed evidence agrees. Each step is in the audit.
 */
export function SealedRuleChoice(props: { onChanged: () => void }): ReactNode {
  const client = useQueryClient();
  const mayManage = useMay('captures.manage');
  const rule = useQuery({ queryKey: RULE_KEY, queryFn: ({ signal }) => load(showSealedRule, {}, signal) });
  const put = (next: SealedRule): void => {
    client.setQueryData(RULE_KEY, next);
    void client.invalidateQueries({ queryKey: ['sealed', 'asks'] });
    props.onChanged();
  };
  const change = useMutation({
    mutationFn: (secondLook: boolean) => load(setSealedRule, { body: { secondLook } }),
    onSuccess: put,
    onError(error) {
      void rule.refetch();
      showToast({ text: sayShortly(error), tone: 'stop' });
    },
  });
  if (rule.data === undefined) return null;
  const { secondLook, changed, offAsked } = rule.data;
  if (!mayManage && offAsked === null) return null;
  return (
    <>
      {mayManage ? (
        <Toggle
          on={secondLook}
          onChange={(wanted) => change.mutate(wanted)}
          disabled={change.isPending || offAsked !== null}
          hint={
            <>
              For the whole school. Switching it off needs a second person too.{' '}
              {changed === null ? (
                'Nobody has decided yet.'
              ) : (
                <>
                  Decided by <Name>{changed.by}</Name> <When at={changed.at} />.
                </>
              )}
            </>
          }
        >
          A second person must agree before sealed evidence is opened
        </Toggle>
      ) : null}
      {offAsked === null ? null : offAsked.own ? (
        <Notice>
          <div className="stack">
            <p>
              You asked <When at={offAsked.at} /> that no second person be needed. It stays as it is until
              somebody else who may open sealed evidence agrees, by <When at={offAsked.until} show="moment" />
              .
            </p>
            <div className="row">
              <Action onPress={() => change.mutate(true)} busy={change.isPending}>
                Take it back
              </Action>
            </div>
          </div>
        </Notice>
      ) : (
        <Notice tone="warn">
          <SecondOffAnswer ask={offAsked} onAnswered={put} />
        </Notice>
      )}
    </>
  );
}

/** Somebody else asks that sealed evidence be opened by one person alone: said to whoever can agree or refuse. */
export function SecondOffAnswer(props: {
  ask: SecondOffAsk;
  onAnswered: (rule: SealedRule) => void;
}): ReactNode {
  const { ask } = props;
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: (agree: boolean) => load(decideSealedRule, { body: { agree } }),
    onSuccess: props.onAnswered,
    onError(error) {
      void client.invalidateQueries({ queryKey: ['sealed'] });
      showToast({ text: sayShortly(error), tone: 'stop' });
    },
  });
  return (
    <div className="stack" role="group" aria-label="Opening sealed evidence alone">
      <p>
        <Name>{ask.by}</Name> asks that sealed evidence be opened without a second person (
        <When at={ask.at} />
        ). It stays as it is unless you or somebody else agrees by <When at={ask.until} show="moment" />.
      </p>
      <div className="row">
        <Action onPress={() => decide.mutate(true)} busy={decide.isPending}>
          Agree: one person is enough
        </Action>
        <Action onPress={() => decide.mutate(false)} busy={decide.isPending}>
          Refuse
        </Action>
      </div>
    </div>
  );
}

import { setSealedRule, showSealedRule } from '@lapwing/protocol/features/evidence/sealed.api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { Toggle } from '../../ui/adjust.tsx';
import { Name } from '../../ui/name.tsx';
import { showToast } from '../../ui/toasts.ts';
import { When } from '../../ui/when.tsx';

const RULE_KEY = ['sealed', 'rule'] as const;

/** Whether the school wants a second person, decided here by whoever manages captures; the decision is in the audit. */
export function SealedRuleChoice(props: { onChanged: () => void }): ReactNode {
  const client = useQueryClient();
  const rule = useQuery({ queryKey: RULE_KEY, queryFn: ({ signal }) => load(showSealedRule, {}, signal) });
  const change = useMutation({
    mutationFn: (secondLook: boolean) => load(setSealedRule, { body: { secondLook } }),
    onSuccess(next) {
      client.setQueryData(RULE_KEY, next);
      props.onChanged();
    },
    onError: (error) => showToast({ text: sayShortly(error), tone: 'stop' }),
  });
  if (rule.data === undefined) return null;
  const { secondLook, changed } = rule.data;
  return (
    <Toggle
      on={secondLook}
      onChange={(wanted) => change.mutate(wanted)}
      disabled={change.isPending}
      hint={
        changed === null ? (
          'For the whole school. Nobody has decided yet.'
        ) : (
          <>
            For the whole school. Decided by <Name>{changed.by}</Name> <When at={changed.at} />.
          </>
        )
      }
    >
      A second person must agree before sealed evidence is opened
    </Toggle>
  );
}

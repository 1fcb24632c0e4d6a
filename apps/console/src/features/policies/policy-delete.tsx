import type { PolicySummary } from '@lapwing/protocol/features/policies/api.ts';
import type { OwnPolicy } from '@lapwing/protocol/features/policies/edits.ts';
import type { ReactNode } from 'react';
import { Confirm } from '../../ui/dialog.tsx';
import { Name } from '../../ui/name.tsx';
import { policyEdit } from './edits.ts';
import { keyOf } from './pending.ts';
import { useEdits } from './use-edits.ts';
import { count } from './words.ts';

/** Means to delete a policy of the school's own with all of its terms; nothing goes before that is applied. */
export function PolicyDelete(props: {
  policy: PolicySummary;
  before: OwnPolicy;
  /** How many it has. */
  terms: number;
  base: number;
  onClose: () => void;
  onDone: () => void;
}): ReactNode {
  const { policy, terms } = props;
  const { pending, put, drop } = useEdits(props.base);
  function remove(): void {
    const unmade = pending.edits.some(
      ({ edit, before }) => edit.kind === 'policy' && edit.id === policy.id && before === null,
    );
    // What was only meant for it is forgotten.
    drop(
      pending.edits.flatMap(({ edit }) => {
        const of =
          (edit.kind === 'policy' && edit.id === policy.id) ||
          (edit.kind === 'watch' && edit.policy === policy.id) ||
          (edit.kind === 'term' && edit.value?.policy === policy.id);
        return of ? [keyOf(edit)] : [];
      }),
    );
    // The server removes its terms with it, in the same change.
    if (!unmade) put([policyEdit(policy.id, null, props.before)]);
    props.onDone();
  }
  return (
    <Confirm
      open
      title="Delete this policy?"
      verb="Delete the policy"
      onClose={props.onClose}
      onConfirm={remove}
    >
      <p>
        <Name>{policy.title}</Name> and its {count(terms, 'term')} go. Captures that they caught stay. You
        look it through before it is applied, and it can be taken back afterwards.
      </p>
    </Confirm>
  );
}

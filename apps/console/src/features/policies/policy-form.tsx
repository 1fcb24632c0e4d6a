import type { PolicySummary } from '@lapwing/protocol/features/policies/api.ts';
import type { OwnPolicy } from '@lapwing/protocol/features/policies/edits.ts';
import type { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import { type ReactNode, useState } from 'react';
import { Window } from '../../ui/dialog.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';

/** Makes a policy of the school's own, or changes what it is called and what it is about. */
export function PolicyForm(props: {
  policy: OwnPolicy | null;
  /** The managed ones, for the risk that it belongs to. */
  risks: ReadonlyArray<Pick<PolicySummary, 'risk' | 'title'>>;
  onClose: () => void;
  onDone: (policy: OwnPolicy) => void;
}): ReactNode {
  const first = props.risks[0]?.risk ?? 'bullying';
  const [title, setTitle] = useState(props.policy?.title ?? '');
  const [description, setDescription] = useState(props.policy?.description ?? '');
  const [risk, setRisk] = useState<PolicyKey>(
    props.policy?.risk ?? (props.risks.some((one) => one.risk === 'bullying') ? 'bullying' : first),
  );
  const [tried, setTried] = useState(false);
  const missing = title.trim() === '';
  return (
    <Window title={props.policy === null ? 'Add a policy' : 'Change the policy'} open onClose={props.onClose}>
      <Form
        busy={false}
        onSubmit={() => {
          setTried(true);
          if (!missing) props.onDone({ title: title.trim(), description: description.trim(), risk });
        }}
      >
        <TextInput
          label="Name"
          name="title"
          value={title}
          onChange={setTitle}
          autoFocus
          required
          maxLength={80}
          hint="For example: Local names"
          error={tried && missing ? 'Give it a name.' : undefined}
        />
        <TextInput
          label="What it is for"
          name="description"
          value={description}
          onChange={setDescription}
          rows={2}
          maxLength={300}
        />
        <Choice
          label="Risk"
          value={risk}
          onChange={setRisk}
          options={props.risks.map((one) => ({ key: one.risk, label: one.title }))}
        />
        <p className="quiet small">
          The risk says which guidance stands beside its captures, and who is alerted. It begins with no terms
          and is Enabled; nothing holds before you have looked it through and applied it.
        </p>
        <FormFoot
          onCancel={props.onClose}
          submit={props.policy === null ? 'Add the policy' : 'Change it'}
          busy={false}
        />
      </Form>
    </Window>
  );
}

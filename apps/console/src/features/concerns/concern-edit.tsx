import { changeConcern, FOUR_CS, setConcernStatus } from '@lapwing/protocol/features/concerns/api.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { load } from '../../api/client.ts';
import { Choice, TextInput, Tick } from '../../ui/field.tsx';
import type { PartProps } from './concern-record.tsx';
import { useDraft } from './drafts.ts';
import { FormWindow, FourCTicks, wrongAt } from './form-parts.tsx';
import { choicesQuery, useConcernChange } from './queries.ts';

type WindowOf = PartProps & { onClose: () => void };

/** Title, risk, the four Cs and the outcome; the chronology keeps what was there before. */
export function EditWindow(props: WindowOf): ReactNode {
  const { concern } = props;
  const draft = useDraft(`${props.draftKey} edit`);
  const change = useConcernChange();
  const choices = useQuery(choicesQuery).data;
  const riskKey = draft.get('risk', concern.risk.key);
  const risks = choices?.risks ?? [concern.risk];
  const risk = risks.find(({ key }) => key === riskKey)?.key ?? concern.risk.key;
  const chosen = draft.get('fourCs', concern.fourCs.join(',')).split(',');
  const fourCs = FOUR_CS.filter((one) => chosen.includes(one));
  const nudes = draft.get('nudes', concern.nudes ? 'yes' : 'no') === 'yes';
  const [title, outcome] = [draft.get('title', concern.title), draft.get('outcome', concern.outcome)];
  return (
    <FormWindow
      title="Change the concern"
      submit="Save"
      busy={change.isPending}
      error={change.error}
      fields={['title', 'outcome']}
      onClose={props.onClose}
      onSubmit={() =>
        change.mutate(
          () =>
            load(changeConcern, {
              params: { id: concern.id },
              body: { revision: concern.revision, title, risk, fourCs, nudes, outcome },
            }),
          {
            onSuccess() {
              draft.drop();
              props.onClose();
            },
          },
        )
      }
    >
      <TextInput
        label="Title"
        name="title"
        value={title}
        maxLength={200}
        required
        error={wrongAt(change.error, 'title')}
        onChange={(value) => draft.put({ title: value })}
      />
      <Choice
        label="Risk"
        value={risk}
        options={risks.map((one) => ({ key: one.key, label: one.title }))}
        onChange={(key) => draft.put({ risk: key })}
      />
      <FourCTicks value={fourCs} onChange={(value) => draft.put({ fourCs: value.join(',') })} />
      <Tick checked={nudes} onChange={(on) => draft.put({ nudes: on ? 'yes' : 'no' })}>
        Nudes or semi-nudes are or may be involved
      </Tick>
      <TextInput
        label="Outcome"
        name="outcome"
        rows={4}
        value={outcome}
        maxLength={8000}
        hint="What came of it, for the pupils and for the school."
        error={wrongAt(change.error, 'outcome')}
        onChange={(value) => draft.put({ outcome: value })}
      />
    </FormWindow>
  );
}

/** Closing and opening again, each with its reason. */
export function StatusWindow(props: WindowOf): ReactNode {
  const { concern } = props;
  const draft = useDraft(`${props.draftKey} status`);
  const change = useConcernChange();
  const closes = concern.status === 'open';
  const reason = draft.get('reason');
  const left = concern.actions.filter(({ done }) => done === null).length;
  return (
    <FormWindow
      title={closes ? 'Close the concern' : 'Open the concern again'}
      submit={closes ? 'Close it' : 'Open it again'}
      busy={change.isPending}
      error={change.error}
      fields={['reason']}
      onClose={props.onClose}
      onSubmit={() =>
        change.mutate(
          () =>
            load(setConcernStatus, {
              params: { id: concern.id },
              body: { status: closes ? 'closed' : 'open', reason, revision: concern.revision },
            }),
          {
            onSuccess() {
              draft.drop();
              props.onClose();
            },
          },
        )
      }
    >
      {closes && left > 0 ? (
        <p>
          {left === 1 ? 'One action is' : `${left} actions are`} not done. They stay in the record as they
          are, and nobody is reminded of them any more.
        </p>
      ) : null}
      <TextInput
        label={closes ? 'Why it can be closed' : 'Why it is opened again'}
        name="reason"
        rows={4}
        required
        value={reason}
        maxLength={4000}
        hint={closes ? 'What was decided and why, also what was decided against.' : undefined}
        error={wrongAt(change.error, 'reason')}
        onChange={(value) => draft.put({ reason: value })}
      />
    </FormWindow>
  );
}

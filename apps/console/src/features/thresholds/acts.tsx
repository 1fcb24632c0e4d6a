import { type ThresholdAct, undoThresholdAct } from '@lapwing/protocol/features/thresholds/api.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { paths } from '../../paths.ts';
import { SEVERITY_WORDS } from '../../severity.ts';
import { Action } from '../../ui/button.tsx';
import { sayDay, sayMoment } from '../../ui/dates.ts';
import { Window } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import './thresholds.css';

/** What rules did: to whom, why, on which captures, and how to take it back. */
export function Acts(props: { acts: readonly ThresholdAct[]; named: boolean }): ReactNode {
  const [undoing, setUndoing] = useState<ThresholdAct | null>(null);
  return (
    <>
      <ul className="threshold-acts">
        {props.acts.map((act) => (
          <li key={act.id} data-undone={act.undone !== null}>
            <div className="row">
              {props.named ? (
                <Link href={paths.person(act.person.id)} className="strong-link">
                  <Name>{act.person.name}</Name>
                </Link>
              ) : null}
              {props.named && act.person.form !== null ? (
                <span className="quiet">
                  <Name>{act.person.form}</Name>
                </span>
              ) : null}
              <Standing act={act} />
              <span className="quiet small">
                <When at={act.at} show="moment" />
              </span>
            </div>
            <p>
              {act.group === null ? 'Because of ' : `In ${act.group.name} because of `}
              <Name>{act.because}</Name>
            </p>
            {act.captures.length === 0 ? (
              act.counted === 0 ? null : (
                <p className="quiet small">{act.counted} captures that are not for your role to see.</p>
              )
            ) : (
              <ul className="threshold-captures">
                {act.captures.map((capture) => (
                  <li key={capture.id}>
                    <Link href={paths.capture(capture.id)}>
                      {SEVERITY_WORDS[capture.severity].word}, {capture.policy},{' '}
                      {sayMoment(capture.happenedAt)}
                    </Link>
                    {capture.status === 'false-positive' || capture.status === 'false-positive-allowed' ? (
                      <span className="quiet small"> closed as a false positive since</span>
                    ) : null}
                  </li>
                ))}
              </ul>
            )}
            {act.undone === null ? (
              act.may.undo.allowed ? (
                <div>
                  <Action
                    label={`Take it back: what the rule ${act.rule.name} did to ${act.person.name}`}
                    onPress={() => setUndoing(act)}
                  >
                    Take it back
                  </Action>
                </div>
              ) : null
            ) : (
              <p className="quiet">
                Taken back <When at={act.undone.at} show="moment" /> by <Name>{act.undone.by}</Name>:{' '}
                <Name>{act.undone.reason}</Name>
              </p>
            )}
          </li>
        ))}
      </ul>
      {undoing === null ? null : <Undo act={undoing} onClose={() => setUndoing(null)} />}
    </>
  );
}

function Standing(props: { act: ThresholdAct }): ReactNode {
  const { act } = props;
  if (act.undone !== null) return <Pill tone="quiet">Taken back</Pill>;
  if (act.group === null) return <Pill tone="quiet">Told</Pill>;
  if (!act.group.inForce) return <Pill tone="quiet">Over</Pill>;
  return (
    <Pill tone="warn">
      In <Name>{act.group.name}</Name> until {sayDay(act.group.until)}
    </Pill>
  );
}

function Undo(props: { act: ThresholdAct; onClose: () => void }): ReactNode {
  const { act } = props;
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const undo = useMutation({
    mutationFn: () => load(undoThresholdAct, { params: { id: act.id }, body: { reason } }),
    onSuccess() {
      for (const key of ['thresholds', 'groups', 'group-members', 'people']) {
        void client.invalidateQueries({ queryKey: [key] });
      }
      props.onClose();
    },
  });
  return (
    <Window title="Take it back" open onClose={props.onClose}>
      <Form
        busy={undo.isPending}
        problem={undo.error === null ? undefined : formError(undo.error, ['reason'])}
        onSubmit={() => undo.mutate()}
      >
        <p>
          {act.group === null ? (
            'The rule does not count these captures again.'
          ) : (
            <>
              <Name>{act.person.name}</Name> leaves <Name>{act.group.name}</Name> at once, unless somebody or
              another rule has put them there as well. The rule does not count these captures again.
            </>
          )}
        </p>
        <TextInput
          label="Why"
          name="reason"
          rows={3}
          required
          maxLength={2000}
          value={reason}
          error={undo.error === null ? undefined : fieldError(undo.error, 'reason')}
          onChange={setReason}
        />
        <FormFoot onCancel={props.onClose} submit="Take it back" busy={undo.isPending} />
      </Form>
    </Window>
  );
}

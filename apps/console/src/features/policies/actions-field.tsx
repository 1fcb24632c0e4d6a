import type { Action as TermAction } from '@lapwing/protocol/features/policies/edits.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { groupsQuery, useMay } from '../../api/queries.ts';
import { Choice, TextInput, Tick } from '../../ui/field.tsx';
import { ACTION_KINDS, ACTION_WORDS, newAction } from './actions.ts';

const SECONDS = [10, 20, 30, 60, 120] as const;
const LOCK_MINUTES = [1, 2, 5, 10, 15, 30] as const;
const INTERNET_MINUTES = [5, 10, 15, 30, 60] as const;
const DAYS = [1, 3, 7, 14, 30, 60, 90] as const;

/** What a device does by itself when a term is found: each kind once, always for a time. */
export function ActionsField(props: {
  value: readonly TermAction[];
  onChange: (actions: readonly TermAction[]) => void;
}): ReactNode {
  const { value, onChange } = props;
  const mayGroups = useMay('groups.view');
  const groups = (useQuery({ ...groupsQuery, enabled: mayGroups }).data?.groups ?? []).filter(
    (group) => group.kind === 'people' && group.builtIn === null && !group.personal,
  );
  const change = (action: TermAction): void =>
    onChange(value.map((one) => (one.kind === action.kind ? action : one)));
  return (
    <fieldset className="actions-field">
      <legend className="field-label">What a device does by itself</legend>
      <p className="field-hint">
        At once, also offline, and always for a time that ends by itself. The pupil reads why; staff see it in
        the room and on the capture, and lift it there with one press. How long at most, and how often for the
        same thing, is set for the school under Settings.
      </p>
      {ACTION_KINDS.map((kind) => {
        const action = value.find((one) => one.kind === kind);
        const fresh = newAction(kind, groups[0]?.id);
        return (
          <div key={kind} className="action-line">
            <Tick
              checked={action !== undefined}
              disabled={fresh === null}
              onChange={(on) => {
                if (!on) onChange(value.filter((one) => one.kind !== kind));
                else if (fresh !== null) onChange([...value, fresh]);
              }}
            >
              {ACTION_WORDS[kind]}
              {fresh === null ? <span className="field-hint"> (there is no group of people yet)</span> : null}
            </Tick>
            {action === undefined ? null : <Measure action={action} groups={groups} onChange={change} />}
          </div>
        );
      })}
    </fieldset>
  );
}

function Measure(props: {
  action: TermAction;
  groups: ReadonlyArray<{ id: string; name: string }>;
  onChange: (action: TermAction) => void;
}): ReactNode {
  const { action, onChange } = props;
  switch (action.kind) {
    case 'screenshot':
      return null;
    case 'record':
      return (
        <Choice
          label="For how long it records"
          look="filter"
          named
          neutral={String(action.seconds)}
          value={String(action.seconds)}
          options={options(SECONDS, action.seconds, (step) => `${step} s`)}
          onChange={(seconds) => onChange({ ...action, seconds: Number(seconds) })}
        />
      );
    case 'message':
    case 'log-off':
      return (
        <TextInput
          label={`Text: ${ACTION_WORDS[action.kind]}`}
          hideLabel
          name={action.kind}
          value={action.text}
          onChange={(text) => onChange({ ...action, text })}
          maxLength={300}
          error={action.text.trim() === '' ? 'Say what the pupil reads.' : undefined}
        />
      );
    case 'lock':
    case 'internet-off': {
      const steps = action.kind === 'lock' ? LOCK_MINUTES : INTERNET_MINUTES;
      return (
        <Choice
          label={`For how long: ${ACTION_WORDS[action.kind]}`}
          look="filter"
          named
          neutral={String(action.minutes)}
          value={String(action.minutes)}
          options={options(steps, action.minutes, (step) => `${step} min`)}
          onChange={(minutes) => onChange({ ...action, minutes: Number(minutes) })}
        />
      );
    }
    case 'move':
      return (
        <span className="row">
          <Choice
            label="Which group"
            look="filter"
            named
            neutral={action.groupId}
            value={action.groupId}
            options={
              props.groups.some((group) => group.id === action.groupId)
                ? props.groups.map((group) => ({ key: group.id, label: group.name }))
                : [
                    { key: action.groupId, label: 'A group that is not shown to you' },
                    ...props.groups.map((group) => ({ key: group.id, label: group.name })),
                  ]
            }
            onChange={(groupId) => onChange({ ...action, groupId })}
          />
          <Choice
            label="For how many days"
            look="filter"
            named
            neutral={String(action.days)}
            value={String(action.days)}
            options={options(DAYS, action.days, (step) => (step === 1 ? '1 day' : `${step} days`))}
            onChange={(days) => onChange({ ...action, days: Number(days) })}
          />
        </span>
      );
  }
}

/** The usual steps, and the value that stands there if it is another. */
function options(
  steps: readonly number[],
  now: number,
  say: (step: number) => string,
): Array<{ key: string; label: string }> {
  return [...new Set([...steps, now])]
    .toSorted((one, other) => one - other)
    .map((step) => ({ key: String(step), label: say(step) }));
}

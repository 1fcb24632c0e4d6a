import {
  PREVIEW_DAYS,
  previewThreshold,
  saveThreshold,
  type Threshold,
  type ThresholdRule,
} from '@lapwing/protocol/features/thresholds/api.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError, isRefusal } from '../../api/failure.ts';
import { useMe } from '../../api/queries.ts';
import { SEVERITY_WORDS, WORST_FIRST } from '../../severity.ts';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Choice, TextInput, Tick } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { fieldsOf, newRule, readRule, type RuleFields } from './rule-form.ts';

export interface RuleChoices {
  readonly staff: readonly { readonly id: string; readonly name: string }[];
  readonly risks: readonly { readonly key: ThresholdRule['policies'][number]; readonly title: string }[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
}

const NOBODY = 'none';

/** Makes a rule or changes one; it can be tried on the past before it is saved. */
export function RuleWindow(props: {
  threshold: Threshold | null;
  choices: RuleChoices;
  onClose: () => void;
}): ReactNode {
  const { threshold, choices } = props;
  const me = useMe();
  const client = useQueryClient();
  const [id] = useState(
    () => threshold?.id ?? uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))),
  );
  const [fields, setFields] = useState<RuleFields>(() =>
    threshold === null ? newRule(me.account.id) : fieldsOf(threshold),
  );
  const [asked, setAsked] = useState(false);
  const read = readRule(fields);
  const put = (part: Partial<RuleFields>): void => setFields({ ...fields, ...part });
  const save = useMutation({
    mutationFn: (rule: ThresholdRule) =>
      load(saveThreshold, { params: { id }, body: { rule, revision: threshold?.revision ?? null } }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: ['thresholds'] });
      props.onClose();
    },
    onError(error) {
      if (isRefusal(error, 'conflict')) void client.invalidateQueries({ queryKey: ['thresholds', 'rules'] });
    },
  });
  const attempt = useMutation({
    mutationFn: async (rule: ThresholdRule) => ({
      of: JSON.stringify(rule),
      found: await load(previewThreshold, { body: { rule } }),
    }),
  });
  const tried = read.ok && attempt.data?.of === JSON.stringify(read.rule) ? attempt.data.found : null;
  const wrong = (field: string): string | undefined =>
    (asked && !read.ok ? read.wrong[field] : undefined) ??
    (save.error === null ? undefined : fieldError(save.error, `rule.${field}`));
  const error = save.error ?? attempt.error;
  function withRule(then: (rule: ThresholdRule) => void): void {
    setAsked(true);
    if (read.ok) then(read.rule);
  }

  return (
    <Window
      title={threshold === null ? 'Make a rule' : 'Change the rule'}
      open
      insists
      size="wide"
      onClose={props.onClose}
    >
      <Form
        busy={save.isPending}
        problem={error === null ? undefined : formError(error, ['rule.staff', 'rule.group', 'rule.name'])}
        onSubmit={() => withRule((rule) => save.mutate(rule))}
      >
        <TextInput
          label="Name"
          name="rule-name"
          value={fields.name}
          maxLength={80}
          required
          hint="It is said wherever the rule acts, for example Self-harm watch."
          error={wrong('name')}
          onChange={(name) => put({ name })}
        />
        <div className="threshold-numbers">
          <TextInput
            label="So many captures"
            name="rule-count"
            value={fields.count}
            error={wrong('count')}
            onChange={(count) => put({ count })}
          />
          <Choice
            label="At least"
            value={fields.severity}
            options={WORST_FIRST.map((key) => ({ key, label: SEVERITY_WORDS[key].word }))}
            onChange={(severity) => put({ severity })}
          />
          <TextInput
            label="Within days"
            name="rule-days"
            value={fields.days}
            error={wrong('days')}
            onChange={(days) => put({ days })}
          />
        </div>
        <Ticks
          legend="Of these risks"
          hint="None ticked: of all of them"
          options={choices.risks.map(({ key, title }) => ({ key, label: title }))}
          chosen={fields.policies}
          onChange={(policies) => put({ policies })}
        />
        <div className="threshold-numbers">
          <Choice
            label="Put the person in"
            value={fields.groupId === '' ? NOBODY : fields.groupId}
            options={[
              { key: NOBODY, label: 'No group: only tell' },
              ...choices.groups.map(({ id: key, name }) => ({ key, label: name })),
            ]}
            onChange={(key) => put({ groupId: key === NOBODY ? '' : key })}
          />
          {fields.groupId === '' ? null : (
            <TextInput
              label="For days"
              name="rule-group-days"
              value={fields.groupDays}
              error={wrong('group')}
              onChange={(groupDays) => put({ groupDays })}
            />
          )}
        </div>
        <Ticks
          legend="Who sees what it does"
          hint="At least one: a rule is never silent"
          options={choices.staff.map(({ id: key, name }) => ({ key, label: name }))}
          chosen={fields.staff}
          error={wrong('staff')}
          onChange={(staff) => put({ staff })}
        />
        <Tick checked={fields.enabled} onChange={(enabled) => put({ enabled })}>
          The rule is on, for captures that arrive from now on
        </Tick>
        <div role="status">
          {tried === null ? null : <Tried found={tried} puts={fields.groupId !== ''} />}
        </div>
        <div className="dialog-foot">
          <Action onPress={props.onClose}>Cancel</Action>
          <Action busy={attempt.isPending} onPress={() => withRule((rule) => attempt.mutate(rule))}>
            Try it on the last {PREVIEW_DAYS} days
          </Action>
          <Action look="main" submit busy={save.isPending}>
            Save
          </Action>
        </div>
      </Form>
    </Window>
  );
}

function Tried(props: {
  found: { people: number; acts: number; names: readonly string[]; cut: boolean };
  puts: boolean;
}): ReactNode {
  const { people, acts, names, cut } = props.found;
  const what = props.puts ? 'put in' : 'told of';
  return (
    <Notice tone={people > 20 ? 'warn' : 'plain'}>
      In the last {PREVIEW_DAYS} days it would have {what}{' '}
      <strong>{people === 0 ? 'nobody' : people === 1 ? '1 person' : `${people} people`}</strong>
      {acts > people ? `, ${acts} times in all` : ''}.
      {names.length === 0 ? null : (
        <>
          {' '}
          {names.map((name, place) => (
            <span key={name}>
              {place === 0 ? '' : ', '}
              <Name>{name}</Name>
            </span>
          ))}
          {people > names.length ? ` and ${people - names.length} more` : ''}.
        </>
      )}
      {cut ? ' There are more captures than were looked at: the figures are at least so high.' : ''}
    </Notice>
  );
}

function Ticks<Key extends string>(props: {
  legend: string;
  hint: string;
  options: readonly { readonly key: Key; readonly label: string }[];
  chosen: readonly Key[];
  error?: string | undefined;
  onChange: (chosen: readonly Key[]) => void;
}): ReactNode {
  const { chosen } = props;
  return (
    <fieldset className="threshold-ticks">
      <legend>
        <span className="field-label">{props.legend}</span> <span className="quiet small">{props.hint}</span>
      </legend>
      <div>
        {props.options.map((option) => (
          <Tick
            key={option.key}
            checked={chosen.includes(option.key)}
            onChange={(on) =>
              props.onChange(on ? [...chosen, option.key] : chosen.filter((key) => key !== option.key))
            }
          >
            <Name>{option.label}</Name>
          </Tick>
        ))}
      </div>
      {props.error === undefined ? null : <p className="field-error">{props.error}</p>}
    </fieldset>
  );
}

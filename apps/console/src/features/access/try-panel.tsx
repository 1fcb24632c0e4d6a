import { type AccessPolicyFields, tryAddress } from '@lapwing/protocol/features/access/api.ts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { groupsQuery, useMay, usePeopleSearch } from '../../api/queries.ts';
import { Action } from '../../ui/button.tsx';
import { DayInput } from '../../ui/day-input.tsx';
import { Choice, TextInput, Tick } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Notice, Pill } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { TimeInput } from '../../ui/time-input.tsx';
import { groupsForPolicies } from './queries.ts';

interface Whom {
  readonly kind: 'group' | 'person';
  readonly id: string;
  readonly name: string;
}

/** What can be tried. */
const ASKING = Object.freeze({
  url: {
    question: 'Would this page be open?',
    form: 'Try an address',
    label: 'Address',
    example: 'bbc.co.uk/bitesize',
    first: 'Write an address first.',
  },
  program: {
    question: 'Would this program stay open?',
    form: 'Try a program',
    label: 'Name of the program, of its file or of its window',
    example: 'steam',
    first: 'Write the name of a program first.',
  },
});
const KINDS = [
  { key: 'url', label: 'A page' },
  { key: 'program', label: 'A program' },
] as const;

/** Would this page, or this program, be open? For somebody, at a time, and with the policy as it is being written. */
export function TryPanel(props: {
  /** In place of the stored one of its id; null: as everything is stored. */
  draft: { readonly id: string | null; readonly policy: AccessPolicyFields } | null;
  /** What is being written cannot be tried yet. */
  unready?: boolean;
}): ReactNode {
  const [written, setWritten] = useState('');
  const [kind, setKind] = useState<keyof typeof ASKING>('url');
  const [whom, setWhom] = useState<Whom | null>(null);
  const [other, setOther] = useState(false);
  const [day, setDay] = useState<string | null>(null);
  const [time, setTime] = useState('09:00');
  const [asked, setAsked] = useState('');
  const at = other && day !== null ? instantOf(day, time) : null;
  const body = {
    [kind]: written,
    ...(whom?.kind === 'group' ? { groupId: whom.id } : {}),
    ...(whom?.kind === 'person' ? { personId: whom.id } : {}),
    at,
    draft: props.draft === null ? null : { id: props.draft.id, policy: props.draft.policy },
  };
  const now = JSON.stringify(body);
  const attempt = useMutation({ mutationFn: () => load(tryAddress, { body }) });
  const wrong = attempt.error === null ? undefined : fieldError(attempt.error, kind);
  return (
    <section className="card access-try" aria-labelledby="access-try-heading">
      <h2 id="access-try-heading">{ASKING[kind].question}</h2>
      <Form
        label={ASKING[kind].form}
        busy={attempt.isPending}
        problem={attempt.error === null || asked !== now ? undefined : formError(attempt.error, [kind])}
        onSubmit={() => {
          setAsked(now);
          attempt.mutate();
        }}
      >
        <Choice label="Try" value={kind} options={KINDS} onChange={setKind} />
        <TextInput
          label={ASKING[kind].label}
          name="try-url"
          value={written}
          placeholder={ASKING[kind].example}
          error={asked === now ? wrong : undefined}
          onChange={setWritten}
        />
        <WhomField whom={whom} onChange={setWhom} />
        <Tick checked={other} onChange={setOther}>
          At another time than now
        </Tick>
        {other ? (
          <div className="row">
            <DayInput label="Day" value={day} onChange={setDay} />
            <TimeInput label="Time" value={time} onChange={setTime} />
          </div>
        ) : null}
        <div className="row">
          <Action
            submit
            busy={attempt.isPending}
            unavailable={
              written.trim() === ''
                ? ASKING[kind].first
                : props.unready === true
                  ? 'Put right first what is wrong with the policy.'
                  : other && at === null
                    ? 'Give the day and the time.'
                    : undefined
            }
          >
            Try it
          </Action>
          {props.draft === null ? null : (
            <span className="quiet small">With the policy as it is written here.</span>
          )}
        </div>
        <div role="status">
          {attempt.data === undefined || asked !== now ? null : (
            <div className="stack access-verdict">
              <p>
                {attempt.data.open ? (
                  <Pill tone="good" shape="●">
                    Open
                  </Pill>
                ) : (
                  <Pill tone="stop" shape="■">
                    Closed
                  </Pill>
                )}{' '}
                <Name>{attempt.data.because}</Name>
              </p>
              {attempt.data.others.length === 0 ? null : (
                <>
                  <p className="quiet small">What else has a say on it, the strongest first:</p>
                  <ol className="small">
                    {attempt.data.others.map((sentence) => (
                      <li key={sentence}>
                        <Name>{sentence}</Name>
                      </li>
                    ))}
                  </ol>
                </>
              )}
            </div>
          )}
        </div>
        {attempt.data !== undefined && asked !== now ? (
          <Notice>Something has changed since: try it again.</Notice>
        ) : null}
      </Form>
    </section>
  );
}

/** A group, a person, or nobody in particular: the whole school. */
function WhomField(props: { whom: Whom | null; onChange: (whom: Whom | null) => void }): ReactNode {
  const { whom } = props;
  const [words, setWords] = useState('');
  const mayGroups = useMay('groups.view');
  const mayPeople = useMay('people.view');
  const groups = useQuery({ ...groupsQuery, enabled: mayGroups }).data?.groups ?? [];
  const people = usePeopleSearch(mayPeople ? words : '', 8);
  const sought = words.trim().toLocaleLowerCase('en-GB');
  const found = [
    ...groupsForPolicies(groups)
      .filter(({ name, within }) => `${within} ${name}`.toLocaleLowerCase('en-GB').includes(sought))
      .slice(0, sought === '' ? 12 : 6)
      .map(({ id, name, within }) => ({
        id: `group ${id}`,
        label: name,
        hint: within === '' ? 'Group' : within,
      })),
    ...(sought === '' || !mayPeople
      ? []
      : people.map(({ id, name, form }) => ({ id: `person ${id}`, label: name, hint: form ?? 'Person' }))),
  ];
  if (whom !== null) {
    return (
      <div className="row">
        <span className="field-label">For</span> <Tag onRemove={() => props.onChange(null)}>{whom.name}</Tag>
      </div>
    );
  }
  return (
    <Picker
      label="For whom"
      placeholder="Whole school"
      words={words}
      onWords={setWords}
      items={found}
      onPick={({ id, label }) => {
        const [kind, of = ''] = id.split(' ');
        props.onChange({ kind: kind === 'person' ? 'person' : 'group', id: of, name: label });
        setWords('');
      }}
      nothing="Nobody and no group is called that."
    />
  );
}

/** Null for what is no moment. */
function instantOf(day: string, time: string): string | null {
  const moment = new Date(`${day}T${time}:00`);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

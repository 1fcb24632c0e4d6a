import { type CaptureDetail, type StaffName } from '@lapwing/protocol/features/captures/api.ts';
import { FOUR_CS, openConcern } from '@lapwing/protocol/features/concerns/api.ts';
import { ConcernRisk } from '@lapwing/protocol/features/concerns/risk.ts';
import { Id, uuidV7 } from '@lapwing/protocol/ids.ts';
import { useQueries, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { z } from 'zod';
import { load } from '../../api/client.ts';
import { formError } from '../../api/failure.ts';
import { useMe, usePeopleSearch } from '../../api/queries.ts';
import { LeaveGuard } from '../../leave-guard.tsx';
import { paths } from '../../paths.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Choice, TextInput, Tick } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Loading, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { When } from '../../ui/when.tsx';
import { useDraft, useHoldsWords } from './drafts.ts';
import { type ConcernFilters, capturesIn, searchOf } from './filters.ts';
import { FourCTicks, MomentInput, wrongAt } from './form-parts.tsx';
import { captureQuery, choicesQuery, useConcernChange } from './queries.ts';
import { fieldsOf, momentOf } from './words.ts';
import './concerns.css';

/** Captures that are shown in full on the way; of more only the number. */
const SHOWN = 5;
const everywhere = (): boolean => true;
const nothing = (): void => undefined;

const Chosen = z.array(z.object({ id: Id, name: z.string() }));
type Chosen = StaffName[];

/** Opens a case file, with the captures that the address names or from what somebody has noticed. */
export function NewConcernPage(props: {
  filters: ConcernFilters;
  go: (href: string, options?: { replace?: boolean }) => void;
}): ReactNode {
  const ids = capturesIn(props.filters);
  const queries = useQueries({ queries: ids.slice(0, SHOWN).map((id) => captureQuery(id)) });
  const captures = queries.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const waiting = queries.some(({ data, isError }) => data === undefined && !isError);
  const missing = queries.some(({ isError }) => isError);
  return (
    <Page
      title="Open a concern"
      tab="Open a concern"
      description="A case file for the safeguarding team: everything in it stays as it is written"
      actions={
        ids.length === 0 ? undefined : (
          <ActionLink href={paths.concerns(searchOf({ capture: props.filters.capture }))}>
            Attach to one that is open
          </ActionLink>
        )
      }
    >
      {waiting ? (
        <Loading lines={8} />
      ) : (
        <NewConcern
          key={ids.join()}
          ids={ids}
          captures={captures}
          missing={missing}
          subject={props.filters.person}
          go={props.go}
        />
      )}
    </Page>
  );
}

function pupilsOf(captures: readonly CaptureDetail[]): Chosen {
  const people = captures.flatMap(({ person }) =>
    person === null ? [] : [{ id: person.id, name: person.name }],
  );
  return people.filter(({ id }, place) => people.findIndex((other) => other.id === id) === place);
}

function readPeople(text: string): Chosen {
  try {
    return Chosen.catch([]).parse(JSON.parse(text));
  } catch {
    return [];
  }
}

function NewConcern(props: {
  ids: readonly string[];
  captures: readonly CaptureDetail[];
  missing: boolean;
  subject: string | undefined;
  go: (href: string) => void;
}): ReactNode {
  const { ids, captures } = props;
  const me = useMe();
  const key = `${me.account.id} new ${ids.join()}`;
  const draft = useDraft(key);
  const change = useConcernChange();
  const choices = useQuery(choicesQuery).data;
  const [opened] = useState(() => fieldsOf(Date.now()));
  // The same on every try: a form that is sent twice opens one concern.
  const [id] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const [unclear, setUnclear] = useState(false);

  const risks = choices?.risks ?? [];
  const risk = ConcernRisk.catch('other').parse(draft.get('risk', captures[0]?.policy.key ?? 'other'));
  const people = readPeople(draft.get('people', JSON.stringify(pupilsOf(captures))));
  const others = readPeople(draft.get('others', '[]'));
  const fourCs = FOUR_CS.filter((one) => draft.get('fourCs').split(',').includes(one));
  const nudes = draft.get('nudes', risk === 'sexting' ? 'yes' : 'no') === 'yes';
  const [date, time] = [draft.get('date', opened.date), draft.get('time', opened.time)];
  const [title, words] = [draft.get('title'), draft.get('words')];
  const holds = useHoldsWords(key);

  function send(): void {
    const happenedAt = momentOf(date, time);
    setUnclear(happenedAt === null);
    if (happenedAt === null) return;
    change.mutate(
      () =>
        load(openConcern, {
          body: {
            id,
            title,
            risk,
            fourCs,
            nudes,
            people: [
              ...people.map((person) => ({
                kind: 'roster' as const,
                personId: person.id,
                part: 'subject' as const,
              })),
              ...others.map((person) => ({
                kind: 'roster' as const,
                personId: person.id,
                part: 'other-pupil' as const,
              })),
            ],
            captureIds: [...ids],
            words,
            happenedAt,
          },
        }),
      {
        onSuccess(concern) {
          draft.drop();
          props.go(paths.concern(concern.id));
        },
      },
    );
  }

  return (
    <div className="readable stack">
      {props.missing ? (
        <Notice tone="stop">
          Not every capture is there for you to see. Go back to the captures and choose again.
        </Notice>
      ) : null}
      {ids.length === 0 ? null : <FromCaptures captures={captures} count={ids.length} />}
      <Form
        look="card"
        label="Open a concern"
        busy={change.isPending}
        problem={formError(change.error, ['title', 'words', 'happenedAt', 'people'])}
        onSubmit={send}
      >
        <TextInput
          label="Title"
          name="title"
          required
          maxLength={200}
          value={title}
          hint="A few words by which the team finds it; it stands in lists."
          error={wrongAt(change.error, 'title')}
          onChange={(value) => draft.put({ title: value })}
        />
        <PupilPicker
          label="Whom it is about"
          chosen={people}
          error={wrongAt(change.error, 'people')}
          onChange={(next) => draft.put({ people: JSON.stringify(next) })}
        />
        <PupilPicker
          label="Other pupils involved"
          chosen={others}
          error={undefined}
          onChange={(next) => draft.put({ others: JSON.stringify(next) })}
        />
        {risks.length === 0 ? null : (
          <Choice
            label="Risk"
            value={risk}
            options={risks.map((one) => ({ key: one.key, label: one.title }))}
            onChange={(value) => draft.put({ risk: value })}
          />
        )}
        <FourCTicks value={fourCs} onChange={(value) => draft.put({ fourCs: value.join(',') })} />
        <Tick checked={nudes} onChange={(on) => draft.put({ nudes: on ? 'yes' : 'no' })}>
          Nudes or semi-nudes are or may be involved
        </Tick>
        {nudes ? (
          <Notice tone="warn">
            <strong>Nobody views, copies or asks for the picture.</strong> The five points come next; any yes
            means referring at once.
          </Notice>
        ) : null}
        <TextInput
          label="What gave rise to it"
          name="words"
          rows={6}
          required
          maxLength={8000}
          value={words}
          hint="The first line of the chronology. It stays as you write it: facts first, say what is opinion, use the pupil’s own words where you have them."
          error={wrongAt(change.error, 'words')}
          onChange={(value) => draft.put({ words: value })}
        />
        <MomentInput
          date={date}
          time={time}
          error={unclear ? 'Write the day and the hour.' : wrongAt(change.error, 'happenedAt')}
          onChange={(fields) => draft.put({ date, time, ...fields })}
        />
        <div className="row">
          <Action look="main" submit busy={change.isPending}>
            Open the concern
          </Action>
          {holds ? <Action onPress={() => draft.drop()}>Start anew</Action> : null}
        </div>
      </Form>
      {/* What is typed stays while its writer looks elsewhere; only the window takes it along. */}
      <LeaveGuard holds={holds} keeps={everywhere} title="Leave?" verb="Leave" onLeave={nothing}>
        {null}
      </LeaveGuard>
    </div>
  );
}

function FromCaptures(props: { captures: readonly CaptureDetail[]; count: number }): ReactNode {
  const { captures, count } = props;
  return (
    <section className="card" aria-labelledby="from-captures">
      <h2 id="from-captures">{count === 1 ? 'From one capture' : `From ${count} captures`}</h2>
      <ul className="concern-captures">
        {captures.map((capture) => (
          <li key={capture.id} className="row">
            <SeverityMark severity={capture.severity} />
            <span>{capture.policy.title}</span>
            <span className="quiet">
              {capture.person === null ? 'Nobody matched' : <Name>{capture.person.name}</Name>} ·{' '}
              <When at={capture.happenedAt} show="moment" />
              {capture.sealed ? ' · sealed' : ''}
            </span>
          </li>
        ))}
      </ul>
      {count > captures.length ? <p className="quiet">and {count - captures.length} more</p> : null}
    </section>
  );
}

function PupilPicker(props: {
  label: string;
  chosen: Chosen;
  error: string | undefined;
  onChange: (chosen: Chosen) => void;
}): ReactNode {
  const { chosen } = props;
  const [words, setWords] = useState('');
  const found = usePeopleSearch(words);
  return (
    <div className="stack concern-picker">
      <Picker
        label={props.label}
        placeholder="Name or account"
        words={words}
        onWords={setWords}
        items={found
          .filter((person) => person.kind === 'pupil' && !chosen.some(({ id }) => id === person.id))
          .map((person) => ({ id: person.id, label: person.name, hint: person.form ?? '' }))}
        onPick={(item) => {
          setWords('');
          props.onChange([...chosen, { id: item.id, name: item.label }]);
        }}
        nothing="Nobody of this name"
      />
      {props.error === undefined ? null : <p className="field-error">{props.error}</p>}
      {chosen.length === 0 ? null : (
        <div className="row">
          {chosen.map((person) => (
            <Tag
              key={person.id}
              onRemove={() => props.onChange(chosen.filter((other) => other.id !== person.id))}
            >
              {person.name}
            </Tag>
          ))}
        </div>
      )}
    </div>
  );
}

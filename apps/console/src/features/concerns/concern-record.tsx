import {
  ConcernPart,
  type ConcernDetail,
  type ConcernPerson,
} from '@lapwing/protocol/features/concerns/api.ts';
import {
  addConcernPerson,
  removeConcernCapture,
  removeConcernPerson,
} from '@lapwing/protocol/features/concerns/record.api.ts';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { load } from '../../api/client.ts';
import { useMay, usePeopleSearch } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Picker } from '../../ui/picker.tsx';
import { When } from '../../ui/when.tsx';
import { useDraft } from './drafts.ts';
import { FormWindow, PART_OPTIONS, wrongAt } from './form-parts.tsx';
import { useConcernChange } from './queries.ts';
import { FOUR_C_WORDS, PART_WORDS } from './words.ts';

export interface PartProps {
  concern: ConcernDetail;
  draftKey: string;
}

/** Risk, the four Cs and the outcome. */
export function Facts(props: { concern: ConcernDetail }): ReactNode {
  const { concern } = props;
  return (
    <dl className="facts">
      <dt>Risk</dt>
      <dd>{concern.risk.title}</dd>
      <dt>Four Cs</dt>
      <dd>
        {concern.fourCs.length === 0
          ? 'None chosen'
          : concern.fourCs.map((one) => FOUR_C_WORDS[one].word).join(', ')}
      </dd>
      <dt>Outcome</dt>
      <dd className="concern-words">
        {concern.outcome === '' ? (
          <span className="quiet">Not written yet</span>
        ) : (
          <Name>{concern.outcome}</Name>
        )}
      </dd>
    </dl>
  );
}

/** Who is involved and how. */
export function People(props: PartProps): ReactNode {
  const { concern, draftKey } = props;
  const mayPeople = useMay('people.view');
  const [window, setWindow] = useState<'add' | ConcernPerson | null>(null);
  const may = concern.may.change.allowed && concern.status === 'open';
  return (
    <section aria-labelledby="concern-people">
      <div className="concern-head">
        <h2 id="concern-people">People</h2>
        {may ? <Action onPress={() => setWindow('add')}>Name somebody</Action> : null}
      </div>
      <ul className="concern-lines">
        {concern.people.map((person) => (
          <li key={person.id}>
            <span>
              {person.personId !== null && mayPeople ? (
                <Link href={paths.person(person.personId)} className="strong-link">
                  <Name>{person.name}</Name>
                </Link>
              ) : (
                <strong>
                  <Name>{person.name}</Name>
                </strong>
              )}
              {person.form === null ? null : (
                <span className="quiet">
                  {' '}
                  <Name>{person.form}</Name>
                </span>
              )}
            </span>
            <span className="quiet">{PART_WORDS[person.part]}</span>
            {may ? (
              <Action look="plain" label={`Take out ${person.name}`} onPress={() => setWindow(person)}>
                Take out
              </Action>
            ) : null}
          </li>
        ))}
      </ul>
      {window === 'add' ? (
        <AddPerson concern={concern} draftKey={draftKey} onClose={() => setWindow(null)} />
      ) : null}
      {window === null || window === 'add' ? null : (
        <RemoveWindow
          title="Take somebody out"
          draftKey={`${draftKey} person ${window.id}`}
          onClose={() => setWindow(null)}
          send={(reason) =>
            load(removeConcernPerson, {
              params: { id: concern.id, entryId: window.id },
              body: { reason },
            })
          }
        >
          <p>
            <Name>{window.name}</Name> is not involved after all. The chronology keeps that they were named,
            and your reason.
          </p>
        </RemoveWindow>
      )}
    </section>
  );
}

/** Asks for the reason and says what stays. */
export function RemoveWindow(props: {
  title: string;
  draftKey: string;
  children: ReactNode;
  send: (reason: string) => Promise<ConcernDetail>;
  onClose: () => void;
}): ReactNode {
  const draft = useDraft(props.draftKey);
  const change = useConcernChange();
  const reason = draft.get('reason');
  return (
    <FormWindow
      title={props.title}
      submit="Take out"
      busy={change.isPending}
      error={change.error}
      fields={['reason']}
      onClose={props.onClose}
      onSubmit={() =>
        change.mutate(() => props.send(reason), {
          onSuccess() {
            draft.drop();
            props.onClose();
          },
        })
      }
    >
      {props.children}
      <TextInput
        label="Why"
        name="reason"
        rows={3}
        required
        value={reason}
        error={wrongAt(change.error, 'reason')}
        onChange={(value) => draft.put({ reason: value })}
      />
    </FormWindow>
  );
}

function AddPerson(props: PartProps & { onClose: () => void }): ReactNode {
  const { concern } = props;
  const draft = useDraft(`${props.draftKey} add-person`);
  const change = useConcernChange();
  const [words, setWords] = useState('');
  const found = usePeopleSearch(words);
  const part = ConcernPart.catch('other-pupil').parse(draft.get('part'));
  const isPupil = part === 'subject' || part === 'other-pupil';
  const [personId, name] = [draft.get('personId'), draft.get('name')];
  return (
    <FormWindow
      title="Name somebody"
      submit="Name them"
      busy={change.isPending}
      error={change.error}
      fields={['person', 'person.name', 'person.personId']}
      onClose={props.onClose}
      onSubmit={() =>
        change.mutate(
          () =>
            load(addConcernPerson, {
              params: { id: concern.id },
              body: {
                person:
                  part === 'staff' || part === 'outside'
                    ? { kind: 'named', name, part }
                    : { kind: 'roster', personId, part },
              },
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
      <Choice
        label="As"
        value={part}
        options={PART_OPTIONS}
        onChange={(key) => draft.put({ part: key, personId: '', name: '' })}
      />
      {isPupil ? (
        <>
          <Picker
            label="Pupil"
            placeholder="Name or account"
            words={words}
            onWords={setWords}
            items={found
              .filter((person) => person.kind === 'pupil')
              .map((person) => ({ id: person.id, label: person.name, hint: person.form ?? '' }))}
            onPick={(item) => {
              draft.put({ personId: item.id, name: item.label });
              setWords('');
            }}
            nothing="Nobody of this name"
          />
          <p aria-live="polite">
            {personId === '' ? (
              <span className={change.error === null ? 'quiet' : 'field-error'}>Choose a pupil.</span>
            ) : (
              <>
                Chosen: <Name>{name}</Name>
              </>
            )}
          </p>
        </>
      ) : (
        <TextInput
          label="Name"
          name="person-name"
          value={name}
          required
          hint={part === 'outside' ? 'For example a parent, or an officer of the police.' : undefined}
          error={wrongAt(change.error, 'person.name') ?? wrongAt(change.error, 'person')}
          onChange={(value) => draft.put({ name: value })}
        />
      )}
    </FormWindow>
  );
}

/** The captures that belong to it. What is sealed is there by fact alone. */
export function Captures(props: PartProps): ReactNode {
  const { concern, draftKey } = props;
  const [removing, setRemoving] = useState<string | null>(null);
  const may = concern.may.change.allowed && concern.status === 'open';
  return (
    <section aria-labelledby="concern-captures">
      <div className="concern-head">
        <h2 id="concern-captures">Captures</h2>
        {may && concern.may.captures.allowed ? (
          <ActionLink href={paths.captures()}>Find captures</ActionLink>
        ) : null}
      </div>
      {concern.captures.length === 0 ? (
        <p className="quiet">None. A capture is attached from its own page.</p>
      ) : (
        <ul className="concern-captures">
          {concern.captures.map((capture) => (
            <li key={capture.id}>
              <div className="row">
                <SeverityMark severity={capture.severity} />
                <span>{capture.policy}</span>
                <span className="quiet">
                  {capture.person === null ? 'Nobody matched' : <Name>{capture.person}</Name>} ·{' '}
                  <When at={capture.happenedAt} show="moment" />
                </span>
                {concern.may.captures.allowed ? (
                  <Link className="concern-link" href={paths.capture(capture.id)}>
                    Open<span className="unseen"> the capture of {capture.policy}</span>
                  </Link>
                ) : null}
                {may ? (
                  <Action
                    look="plain"
                    label={`Take out the capture of ${capture.policy}`}
                    onPress={() => setRemoving(capture.id)}
                  >
                    Take out
                  </Action>
                ) : null}
              </div>
              {capture.sealed ? (
                <p className="quiet">Sealed: its words and its evidence are not part of this record.</p>
              ) : capture.sentence === null ? null : (
                <blockquote className="concern-words">
                  <Name>{capture.sentence}</Name>
                </blockquote>
              )}
            </li>
          ))}
        </ul>
      )}
      {removing === null ? null : (
        <RemoveWindow
          title="Take a capture out"
          draftKey={`${draftKey} capture ${removing}`}
          onClose={() => setRemoving(null)}
          send={(reason) =>
            load(removeConcernCapture, {
              params: { id: concern.id, captureId: removing },
              body: { reason },
            })
          }
        >
          <p>
            It does not belong to this concern after all. The chronology keeps that it was attached, and your
            reason; the capture itself stays as it is.
          </p>
        </RemoveWindow>
      )}
    </section>
  );
}

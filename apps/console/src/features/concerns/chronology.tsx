import { addConcernEntry, type ConcernEntry } from '@lapwing/protocol/features/concerns/api.ts';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { load } from '../../api/client.ts';
import { formError } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { sayMoment } from '../../ui/dates.ts';
import { TextInput } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { When } from '../../ui/when.tsx';
import type { PartProps } from './concern-record.tsx';
import { useDraft } from './drafts.ts';
import { MomentInput, wrongAt } from './form-parts.tsx';
import { useConcernChange } from './queries.ts';
import { fieldsOf, momentOf } from './words.ts';

/** What happened, in order. It can only grow; what was wrong is put right by a further line. */
export function Chronology(props: PartProps): ReactNode {
  const { concern, draftKey } = props;
  const draft = useDraft(`${draftKey} entry`);
  const form = useRef<HTMLTextAreaElement>(null);
  const correctedBy = useMemo(
    () =>
      new Map(
        concern.chronology.flatMap((entry) => (entry.corrects === null ? [] : [[entry.corrects, entry]])),
      ),
    [concern.chronology],
  );
  const byId = useMemo(
    () => new Map(concern.chronology.map((entry) => [entry.id, entry])),
    [concern.chronology],
  );
  const mayAdd = concern.may.add.allowed;
  return (
    <section aria-labelledby="concern-chronology">
      <h2 id="concern-chronology">Chronology</h2>
      {mayAdd ? (
        <EntryForm
          concern={concern}
          draftKey={draftKey}
          corrects={byId.get(draft.get('corrects')) ?? null}
          fieldRef={form}
        />
      ) : (
        <p className="quiet concern-screen">{concern.may.add.reason}</p>
      )}
      <ol className="concern-chronology">
        {concern.chronology.map((entry) => (
          <Line
            key={entry.id}
            entry={entry}
            corrected={correctedBy.get(entry.id)}
            corrects={entry.corrects === null ? undefined : byId.get(entry.corrects)}
            onCorrect={
              mayAdd && entry.words !== null
                ? () => {
                    draft.put({ corrects: entry.id, ...fieldsOf(Date.parse(entry.happenedAt)) });
                    form.current?.focus();
                  }
                : undefined
            }
          />
        ))}
      </ol>
    </section>
  );
}

function Line(props: {
  entry: ConcernEntry;
  corrected: ConcernEntry | undefined;
  corrects: ConcernEntry | undefined;
  onCorrect: (() => void) | undefined;
}): ReactNode {
  const { entry, corrected, corrects, onCorrect } = props;
  const late = Math.abs(Date.parse(entry.writtenAt) - Date.parse(entry.happenedAt)) > 5 * 60_000;
  return (
    <li id={`line-${entry.id}`} data-corrected={corrected !== undefined}>
      <span className="quiet small">
        <When at={entry.happenedAt} show="moment" />
      </span>
      <div>
        {entry.what === null ? null : (
          <p>
            <Name>{entry.what}</Name>
          </p>
        )}
        {corrects === undefined ? null : (
          <p className="small">
            Puts right the <a href={`#line-${corrects.id}`}>line of {sayMoment(corrects.happenedAt)}</a>
          </p>
        )}
        {entry.words === null ? null : (
          <p className="concern-words">
            <Name>{entry.words}</Name>
          </p>
        )}
        <p className="quiet small">
          <Name>{entry.by.name}</Name>
          {late ? (
            <>
              , written <When at={entry.writtenAt} show="moment" />
            </>
          ) : null}
          {corrected === undefined ? null : (
            <>
              {' '}
              · <a href={`#line-${corrected.id}`}>put right by a later line</a>
            </>
          )}
          {onCorrect === undefined ? null : (
            <Action
              look="plain"
              className="concern-correct"
              label={`Put right the line of ${sayMoment(entry.happenedAt)}`}
              onPress={onCorrect}
            >
              Put right
            </Action>
          )}
        </p>
      </div>
    </li>
  );
}

function EntryForm(
  props: PartProps & {
    corrects: ConcernEntry | null;
    fieldRef: React.RefObject<HTMLTextAreaElement | null>;
  },
): ReactNode {
  const { concern, corrects } = props;
  const draft = useDraft(`${props.draftKey} entry`);
  const change = useConcernChange();
  const [opened] = useState(() => Date.now());
  const now = fieldsOf(opened);
  const [date, time] = [draft.get('date', now.date), draft.get('time', now.time)];
  const [unclear, setUnclear] = useState(false);
  const words = draft.get('words');
  const touched = words !== '' || corrects !== null;
  return (
    <Form
      look="card"
      label="Write in the chronology"
      busy={change.isPending}
      problem={formError(change.error, ['words', 'happenedAt'])}
      onSubmit={() => {
        const happenedAt =
          draft.fields['date'] === undefined && draft.fields['time'] === undefined
            ? new Date().toISOString()
            : momentOf(date, time);
        setUnclear(happenedAt === null);
        if (happenedAt === null) return;
        change.mutate(
          () =>
            load(addConcernEntry, {
              params: { id: concern.id },
              body: { words, happenedAt, corrects: corrects?.id ?? null },
            }),
          { onSuccess: () => draft.drop() },
        );
      }}
    >
      <TextInput
        label={
          corrects === null
            ? 'What happened, or was said or decided'
            : `What is right, instead of the line of ${sayMoment(corrects.happenedAt)}`
        }
        name="words"
        rows={touched ? 5 : 2}
        value={words}
        maxLength={8000}
        fieldRef={props.fieldRef}
        hint="It stays as you write it. Facts first; say what is opinion."
        error={wrongAt(change.error, 'words')}
        onChange={(value) => draft.put({ words: value })}
      />
      {touched ? (
        <div className="row concern-entry-foot">
          <MomentInput
            date={date}
            time={time}
            error={unclear ? 'Write the day and the hour.' : wrongAt(change.error, 'happenedAt')}
            onChange={(fields) => draft.put({ date, time, ...fields })}
          />
          <span className="concern-gap" />
          <Action onPress={() => draft.drop()}>Discard</Action>
          <Action look="main" submit busy={change.isPending}>
            Add the line
          </Action>
        </div>
      ) : null}
    </Form>
  );
}

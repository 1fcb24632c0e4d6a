import { type TriedCapture, tryChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import { type Source, SOURCES } from '@lapwing/protocol/vocabulary.ts';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link } from 'react-aria-components';
import type { z } from 'zod';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { paths } from '../../paths.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { Action } from '../../ui/button.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { FoundText } from './found-text.tsx';
import type { PendingEdit } from './pending.ts';
import { count, SOURCE_NAMES } from './words.ts';

type Tried = z.output<(typeof tryChange)['reply']>;
type Past = NonNullable<Tried['past']>;
type Kind = keyof Past['shown'];

const KINDS = Object.freeze([
  'newlyCaught',
  'noLongerCaught',
  'changedSeverity',
] as const satisfies readonly Kind[]);
const KIND_WORDS: Readonly<Record<Kind, string>> = Object.freeze({
  newlyCaught: 'newly caught',
  noLongerCaught: 'no longer caught',
  changedSeverity: 'another severity',
});

const DAYS = Object.freeze({ '30': 'The last 30 days', '90': 'The last 90 days', '365': 'The last year' });
type Days = keyof typeof DAYS;

/** What the changes would have made of past captures, and of a text, before they are applied. */
export function TryOut(props: {
  edits: readonly PendingEdit[];
  /** Tried without being asked for. */
  atOnce?: boolean;
}): ReactNode {
  const { edits } = props;
  const [days, setDays] = useState<Days>('90');
  const [text, setText] = useState('');
  const [source, setSource] = useState<Source>('typed');
  const running = useRef<AbortController | null>(null);
  const groupId = onlyGroup(edits);
  const asked = JSON.stringify([edits.map(({ edit }) => edit), text, source, days]);
  const trial = useMutation({
    mutationFn: async (given: string) => {
      running.current?.abort();
      const stop = new AbortController();
      running.current = stop;
      const tried = await load(
        tryChange,
        {
          body: {
            edits: edits.map(({ edit }) => edit),
            sample: text.trim() === '' ? null : { text, source, groupId },
            past: { days: Number(days) },
          },
        },
        stop.signal,
      );
      return { tried, given, text };
    },
  });
  const { mutate } = trial;
  const first = useRef(props.atOnce === true ? asked : null);
  useEffect(() => {
    if (first.current !== null) mutate(first.current);
    first.current = null;
  }, [mutate]);
  const stopped = trial.error?.name === 'AbortError';
  const stale = trial.data !== undefined && trial.data.given !== asked;
  return (
    <section className="card try-out" aria-labelledby="try-heading">
      <h3 id="try-heading">Try it on the past</h3>
      <div className="try-line">
        <Choice
          label="Captures of"
          look="filter"
          named
          neutral={days}
          value={days}
          options={[
            { key: '30', label: DAYS['30'] },
            { key: '90', label: DAYS['90'] },
            { key: '365', label: DAYS['365'] },
          ]}
          onChange={setDays}
        />
        <Action busy={trial.isPending} onPress={() => trial.mutate(asked)}>
          Try it on the past
        </Action>
        {trial.isPending ? <Action onPress={() => running.current?.abort()}>Stop</Action> : null}
      </div>
      <details className="try-sample">
        <summary>Try it on a text, too</summary>
        <div className="stack">
          <TextInput
            label="A text, such as a page of an essay"
            name="sample"
            value={text}
            onChange={setText}
            rows={3}
            maxLength={20_000}
          />
          <Choice
            label="As if it were"
            value={source}
            onChange={setSource}
            options={SOURCES.map((key) => ({ key, label: SOURCE_NAMES[key] }))}
          />
        </div>
      </details>
      <div role="status">
        {trial.isPending ? <p className="quiet">Going through past captures …</p> : null}
        {stopped ? <p className="quiet">Stopped. Nothing has been changed.</p> : null}
        {trial.data === undefined || trial.isPending ? null : (
          <>
            {stale ? <Notice tone="warn">This is from before your last change. Try it again.</Notice> : null}
            <Outcome tried={trial.data.tried} text={trial.data.text} />
          </>
        )}
      </div>
      {trial.error === null || stopped ? null : <Notice tone="stop">{sayShortly(trial.error)}</Notice>}
    </section>
  );
}

/** The group that all of the edits are about; null for the whole school. */
function onlyGroup(edits: readonly PendingEdit[]): string | null {
  const groups = new Set(edits.map(({ edit }) => ('groupId' in edit ? edit.groupId : null)));
  const [first] = groups;
  return groups.size === 1 ? (first ?? null) : null;
}

function Outcome(props: { tried: Tried; text: string }): ReactNode {
  const { past, sample, warnings } = props.tried;
  return (
    <div className="stack">
      {past === null ? null : <PastOutcome past={past} />}
      {warnings.length === 0 ? null : (
        <Notice tone="warn">
          <ul className="bullets">
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Notice>
      )}
      {sample === null ? null : (
        <div className="try-sides">
          <div>
            <h4>The text now</h4>
            <FoundText
              label="The text now"
              text={props.text}
              found={sample.before}
              nothing="Nothing is found."
            />
          </div>
          <div>
            <h4>The text with the changes</h4>
            <FoundText
              label="The text with the changes"
              text={props.text}
              found={sample.after}
              nothing="Nothing is found."
            />
          </div>
        </div>
      )}
    </div>
  );
}

function PastOutcome(props: { past: Past }): ReactNode {
  const { past } = props;
  const first = KINDS.find((kind) => past[kind] > 0) ?? null;
  const [open, setOpen] = useState<Kind | null>(first);
  const shown = open === null ? [] : past.shown[open];
  const none = first === null;
  return (
    <>
      <p>
        {past.captures === 0
          ? 'There are no captures in that time to try it on.'
          : none
            ? `It would have changed nothing about ${count(past.captures, 'past capture')}.`
            : `Of ${count(past.captures, 'past capture')}:`}{' '}
        <span className="quiet small">
          Took {(past.took / 1000).toFixed(1)} s.
          {past.sealed === 0 ? '' : ` ${count(past.sealed, 'capture')} left out, since the words are sealed.`}
          {past.cut ? ' There are more; only the newest were looked at.' : ''}
        </span>
      </p>
      {none ? null : (
        <>
          <div className="row" role="group" aria-label="Past captures">
            {KINDS.map((kind) => (
              <Action
                key={kind}
                pressed={kind === open}
                unavailable={past[kind] === 0 ? 'There are none.' : undefined}
                onPress={() => setOpen(kind)}
              >
                <span className="number">{past[kind].toLocaleString('en-GB')}</span> {KIND_WORDS[kind]}
              </Action>
            ))}
          </div>
          {open === null ? null : shown.length === 0 ? (
            <p className="quiet">The captures themselves are not open to you.</p>
          ) : (
            <ul className="try-captures">
              {shown.map((capture) => (
                <TriedLine key={capture.captureId} capture={capture} />
              ))}
            </ul>
          )}
          {open !== null && shown.length > 0 && shown.length < past[open] ? (
            <p className="quiet small">The newest {shown.length} of them.</p>
          ) : null}
        </>
      )}
    </>
  );
}

function TriedLine(props: { capture: TriedCapture }): ReactNode {
  const { capture } = props;
  const { before, after } = capture;
  return (
    <li>
      <span className="row">
        {before === null ? null : <SeverityMark severity={before.severity} />}
        {before !== null && after !== null ? <span aria-label="becomes">→</span> : null}
        {after === null ? (
          <span className="quiet small">not caught</span>
        ) : (
          <SeverityMark severity={after.severity} />
        )}
        <Link href={paths.capture(capture.captureId)} target="_blank" className="strong-link">
          <Name>{capture.person ?? 'Nobody known'}</Name>
        </Link>
        <span className="quiet small">
          <When at={capture.happenedAt} />
        </span>
      </span>
      <span className="try-sentence">
        <Name>{capture.sentence}</Name>
      </span>
    </li>
  );
}

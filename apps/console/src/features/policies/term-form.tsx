import type { OwnTerm } from '@lapwing/protocol/features/policies/edits.ts';
import { type Severity, SEVERITIES } from '@lapwing/protocol/vocabulary.ts';
import { type ReactNode, useId } from 'react';
import { SeverityMark } from '../../severity-mark.tsx';
import { Choice, TextInput, Tick } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { SourcesField } from './sources-field.tsx';
import type { DraftProblems, TermDraft } from './term-draft.ts';
import type { Checked } from './term-preview.tsx';
import { SEVERITY_RULES } from './words.ts';

const BOUNDARIES: ReadonlyArray<{ key: OwnTerm['boundary']; label: string; hint?: string }> = Object.freeze([
  { key: 'word', label: 'Whole words only', hint: 'the usual one' },
  { key: 'start', label: 'At the beginning of a word', hint: 'flim finds flimmer' },
  { key: 'end', label: 'At the end of a word', hint: 'mer finds flimmer' },
  { key: 'inside', label: 'Anywhere inside a word', hint: 'finds much that is harmless' },
]);

/** The fields of a term of the school's own; what is wrong stands at its field, what is risky below the wordings. */
export function TermFields(props: {
  draft: TermDraft;
  /** A new one begins with the focus in its first field. */
  fresh: boolean;
  onChange: (part: Partial<TermDraft>) => void;
  problems: DraftProblems;
  warnings: Checked['warnings'];
}): ReactNode {
  const { draft, onChange, problems } = props;
  return (
    <>
      <TextInput
        label="What to look for"
        name="wordings"
        value={draft.wordings}
        onChange={(wordings) => onChange({ wordings })}
        rows={4}
        autoFocus={props.fresh}
        required
        hint="One word or phrase on each line, in plain small letters. Start from what a pupil who needs help would type."
        error={problems.wordings}
      />
      <div role="status">
        {props.warnings.length === 0 ? null : (
          <Notice tone="warn">
            <ul className="stack">
              {props.warnings.map((warning) => (
                <li key={`${warning.code} ${warning.phrase}`}>{warning.message}</li>
              ))}
            </ul>
          </Notice>
        )}
      </div>
      <Tick checked={draft.notation} onChange={(notation) => onChange({ notation })}>
        Use the notation for phrases with choices and gaps
      </Tick>
      {draft.notation ? <Notation /> : null}
      <SeverityField
        value={draft.severity}
        onChange={(severity) => onChange({ severity })}
        error={problems.severity}
      />
      <TextInput
        label="What it means"
        name="definition"
        value={draft.definition}
        onChange={(definition) => onChange({ definition })}
        rows={2}
        required
        hint="Two sentences: what the pupil may be telling us, and why it matters. It stands beside a capture."
        error={problems.definition}
      />
      <SourcesField
        legend="Where to look for it"
        value={draft.sources}
        onChange={(sources) => onChange({ sources })}
        error={problems.sources}
      />
      <TextInput
        label="Harmless when it is part of"
        name="unless"
        value={draft.unless}
        onChange={(unless) => onChange({ unless })}
        rows={2}
        hint="One phrase on each line, such as a street, a team or a book of that name. Nothing is reported then."
        error={problems.unless}
      />
      <details className="term-more">
        <summary>Disguises, parts of words and company</summary>
        <div className="stack">
          <Tick checked={draft.unmask} onChange={(unmask) => onChange({ unmask })}>
            See through disguises such as f1immer or f l i m m e r
          </Tick>
          <Choice
            label="Where in a word"
            value={draft.boundary}
            options={BOUNDARIES}
            onChange={(boundary) => onChange({ boundary })}
          />
          <TextInput
            label="Only if one of these words stands near"
            name="near"
            value={draft.near}
            onChange={(near) => onChange({ near })}
            rows={2}
            hint="One on each line. Ties a weak word to its company; leave it empty for none."
            error={problems.near}
          />
          {draft.near.trim() === '' ? null : (
            <TextInput
              label="Within so many words"
              name="within"
              value={draft.within}
              onChange={(within) => onChange({ within })}
              maxLength={3}
              error={problems.within}
            />
          )}
        </div>
      </details>
    </>
  );
}

function SeverityField(props: {
  value: Severity | null;
  onChange: (severity: Severity) => void;
  error: string | undefined;
}): ReactNode {
  const name = useId();
  return (
    <fieldset className="severities" data-wrong={props.error !== undefined || undefined}>
      <legend className="field-label">How bad it is, by what would happen if nobody looked</legend>
      {SEVERITIES.toReversed().map((severity) => (
        <label key={severity} className="severity-choice">
          <input
            type="radio"
            name={name}
            value={severity}
            checked={props.value === severity}
            onChange={() => props.onChange(severity)}
          />
          <SeverityMark severity={severity} />
          <span className="small">{SEVERITY_RULES[severity]}</span>
        </label>
      ))}
      {props.error === undefined ? null : <span className="field-error">{props.error}</span>}
    </fieldset>
  );
}

function Notation(): ReactNode {
  return (
    <dl className="facts notation">
      <dt>
        <code>(hurt|hit) him</code>
      </dt>
      <dd>either</dd>
      <dt>
        <code>[really] want</code>
      </dt>
      <dd>with or without</dd>
      <dt>
        <code>{'meet <2> park'}</code>
      </dt>
      <dd>up to two words of any kind between, 1 to 9</dd>
      <dt>
        <code>cut~</code>
      </dt>
      <dd>every inflection: cut, cuts, cutting</dd>
    </dl>
  );
}

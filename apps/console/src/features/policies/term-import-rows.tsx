import type { OwnTerm } from '@lapwing/protocol/features/policies/edits.ts';
import type { ImportedTerm, readTermFile } from '@lapwing/protocol/features/policies/imports.api.ts';
import { type Severity, SEVERITIES } from '@lapwing/protocol/vocabulary.ts';
import { type ReactNode, useState } from 'react';
import type { z } from 'zod';
import { SeverityMark } from '../../severity-mark.tsx';
import { SEVERITY_WORDS } from '../../severity.ts';
import { Action } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice, Pill } from '../../ui/states.tsx';
import { cellsOf } from './import-cells.ts';
import { EMPTY_DRAFT, type DraftProblems, termOf } from './term-draft.ts';
import { count, saySources } from './words.ts';

/** What was read of a file of terms. */
export type TermFile = z.output<(typeof readTermFile)['reply']>;

/** Rows to put right that are shown at once; the next come up as these are done. */
const SHOWN = 10;

/** The fields of a term that a column can hold. */
const FIELD_WORDS: Readonly<Record<string, string>> = Object.freeze({
  wording: 'the term',
  variants: 'more wordings',
  definition: 'the meaning',
  severity: 'the severity',
  sources: 'the places',
  match: 'where in a word',
  unless: 'the exceptions',
  policy: 'the policy, to compare',
});

/** What was read: the columns, the rows to put right, and the terms as they would be. */
export function TermImportRows(props: {
  file: TermFile;
  onTake: (terms: readonly OwnTerm[]) => void;
}): ReactNode {
  const { file } = props;
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const [fixed, setFixed] = useState<ReadonlyMap<number, OwnTerm>>(new Map());
  const leave = (lines: readonly number[]): void => setLeft(new Set([...left, ...lines]));
  const wrong = file.rows.filter((row) => row.term === null && !left.has(row.line) && !fixed.has(row.line));
  const right = file.rows.flatMap((row): Right[] => {
    const term = fixed.get(row.line) ?? row.term;
    return term === null || left.has(row.line) ? [] : [{ row, term }];
  });
  return (
    <>
      <section className="card" aria-labelledby="import-read">
        <h2 id="import-read">What was read</h2>
        <p>
          {count(file.rows.length, 'row')}
          {file.shape === 'lines' ? ', one term on each line' : ', a table'} ({file.encoding}).{' '}
          {count(right.length, 'term')} to add
          {wrong.length === 0 ? '' : `, ${count(wrong.length, 'row')} to put right`}
          {left.size === 0 ? '' : `, ${count(left.size, 'row')} left out`}.
        </p>
        {file.shape === 'lines' ? null : (
          <ul className="import-columns" aria-label="Columns">
            {file.columns.map((column, place) => (
              // oxlint-disable-next-line react/no-array-index-key -- a column is its place; two can have the same heading
              <li key={place}>
                <Name>{column.heading === '' ? '(no heading)' : column.heading}</Name>
                <span className="quiet">
                  {column.field === null
                    ? ' is not used'
                    : ` is read as ${FIELD_WORDS[column.field] ?? column.field}`}
                </span>
              </li>
            ))}
          </ul>
        )}
        <div className="row">
          <Action
            look="main"
            unavailable={
              right.length === 0
                ? 'There is no term to add.'
                : wrong.length > 0
                  ? 'Put the rows with errors right, or leave them out.'
                  : undefined
            }
            onPress={() => props.onTake(right.map(({ term }) => term))}
          >
            Review {count(right.length, 'term')}
          </Action>
        </div>
      </section>
      {wrong.length === 0 ? null : (
        <section className="card" aria-labelledby="import-wrong">
          <div className="row spread">
            <h2 id="import-wrong">{count(wrong.length, 'row')} to put right</h2>
            <Action onPress={() => leave(wrong.map((row) => row.line))}>
              {wrong.length === 1 ? 'Leave it out' : 'Leave them all out'}
            </Action>
          </div>
          <ul className="import-wrong">
            {wrong.slice(0, SHOWN).map((row) => (
              <WrongRow
                key={row.line}
                row={row}
                file={file}
                onLeave={() => leave([row.line])}
                onFixed={(term) => setFixed(new Map([...fixed, [row.line, term]]))}
              />
            ))}
          </ul>
          {wrong.length > SHOWN ? (
            <p className="quiet">{count(wrong.length - SHOWN, 'more')} come up as these are done.</p>
          ) : null}
        </section>
      )}
      {right.length === 0 ? null : (
        <section className="card import-right" aria-labelledby="import-right">
          <h2 id="import-right">Terms to add</h2>
          <DataTable
            label="Terms to add"
            rows={right}
            columns={columns((line) => leave([line]))}
            rowKey={({ row }) => String(row.line)}
          />
        </section>
      )}
    </>
  );
}

interface Right {
  readonly row: ImportedTerm;
  readonly term: OwnTerm;
}

function columns(onLeave: (line: number) => void): ReadonlyArray<Column<Right>> {
  return [
    {
      key: 'line',
      title: 'Line',
      fixed: true,
      cell: ({ row }) => <span className="number">{row.line}</span>,
    },
    {
      key: 'term',
      title: 'Term',
      sort: ({ term }) => term.wordings[0] ?? '',
      cell: ({ row, term }) => (
        <span className="term-name">
          <Name>{term.wordings.join(', ')}</Name>
          {row.warnings.map((warning) => (
            <span key={warning} className="import-warning small">
              <Pill tone="warn">Risky</Pill> {warning}
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'severity',
      title: 'Severity',
      fixed: true,
      sort: ({ term }) => -SEVERITIES.indexOf(term.severity),
      cell: ({ term }) => <SeverityMark severity={term.severity} />,
    },
    { key: 'meaning', title: 'Meaning', cell: ({ term }) => <Name>{term.definition}</Name> },
    {
      key: 'sources',
      title: 'Looked for in',
      cell: ({ term }) => <span className="quiet small">{saySources(term.sources)}</span>,
    },
    {
      key: 'leave',
      title: 'Leave out',
      hideTitle: true,
      fixed: true,
      cell: ({ row }) => (
        <Action label={`Leave out line ${row.line}`} onPress={() => onLeave(row.line)}>
          Leave out
        </Action>
      ),
    },
  ];
}

function WrongRow(props: {
  row: ImportedTerm;
  file: TermFile;
  onLeave: () => void;
  onFixed: (term: OwnTerm) => void;
}): ReactNode {
  const { row } = props;
  const [first] = useState(() => cellsOf(row, props.file));
  const [wordings, setWordings] = useState(first.wording);
  const [definition, setDefinition] = useState(first.definition);
  const [severity, setSeverity] = useState<Severity>(first.severity);
  const [problems, setProblems] = useState<DraftProblems>({});
  return (
    <li aria-label={`Line ${row.line}`}>
      <p>
        <strong>Line {row.line}.</strong>{' '}
        {row.problems.map((problem) => (
          <span key={`${problem.column ?? ''} ${problem.message}`}>
            {problem.column === null ? '' : `${problem.column}: `}
            <bdi>{problem.message}</bdi>{' '}
          </span>
        ))}
      </p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          const made = termOf({ ...EMPTY_DRAFT, wordings, definition, severity }, 'bullying');
          if (made.ok) props.onFixed(made.term);
          else setProblems(made.problems);
        }}
      >
        <div className="import-cells">
          <TextInput
            label="Term"
            name={`term-${row.line}`}
            value={wordings}
            onChange={setWordings}
            error={problems.wordings}
          />
          <TextInput
            label="Meaning"
            name={`meaning-${row.line}`}
            value={definition}
            onChange={setDefinition}
            error={problems.definition}
          />
          <Choice
            label="Severity"
            value={severity}
            options={SEVERITIES.toReversed().map((key) => ({ key, label: SEVERITY_WORDS[key].word }))}
            onChange={setSeverity}
          />
        </div>
        {problems.sources === undefined ? null : <Notice tone="stop">{problems.sources}</Notice>}
        <div className="row">
          <Action submit>Take the row so</Action>
          <Action onPress={props.onLeave}>Leave the row out</Action>
        </div>
      </form>
    </li>
  );
}

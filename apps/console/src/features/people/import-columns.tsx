import {
  IMPORT_FIELDS,
  type ImportChoices,
  type ImportFile,
} from '@lapwing/protocol/features/people/imports.api.ts';
import type { ReactNode } from 'react';
import { Choice, Tick } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { columnsProblem, ENCODING_WORDS, FIELD_WORDS, SEPARATOR_WORDS, withColumn } from './import-words.ts';

const NONE = 'none';

interface PartProps {
  file: ImportFile;
  choices: ImportChoices;
  onChange: (choices: ImportChoices) => void;
}

/** Which column is what: guessed from the headings, put right by hand. */
export function ImportColumnsCard(props: PartProps): ReactNode {
  const { file, choices } = props;
  const problem = columnsProblem(choices.columns);
  const options = [
    { key: NONE, label: 'Not in the file' },
    ...file.headings.map((heading, at) => ({
      key: String(at),
      label: heading === '' ? `Column ${at + 1}` : heading,
    })),
  ];
  return (
    <section className="card" aria-label="Columns">
      <h2>Columns</h2>
      <p className="quiet">
        {file.rows.toLocaleString('en-GB')} rows, separated by {SEPARATOR_WORDS[file.separator]}, written in{' '}
        {ENCODING_WORDS[file.encoding]}.
      </p>
      <div className="import-fields">
        {IMPORT_FIELDS.map((field) => (
          <Choice
            key={field}
            label={FIELD_WORDS[field]}
            value={String(choices.columns[field] ?? NONE)}
            options={options}
            onChange={(key) =>
              props.onChange({
                ...choices,
                columns: withColumn(choices.columns, field, key === NONE ? null : Number(key)),
                edits: [],
              })
            }
          />
        ))}
      </div>
      {problem === null ? null : <Notice tone="warn">{problem}</Notice>}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
      <div className="import-sample" tabIndex={0} role="region" aria-label="The first rows of the file">
        <table>
          <thead>
            <tr>
              {file.headings.map((heading, at) => (
                // The headings of a file have no other name than their place.
                // oxlint-disable-next-line react/no-array-index-key
                <th key={at} scope="col">
                  <Name>{heading === '' ? `Column ${at + 1}` : heading}</Name>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {file.sample.map((row, line) => (
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={line}>
                {file.headings.map((_, at) => (
                  // oxlint-disable-next-line react/no-array-index-key
                  <td key={at}>
                    <Name>{row[at] ?? ''}</Name>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** How rows find their people, and what else is done. */
export function ImportOptionsCard(props: PartProps): ReactNode {
  const { choices } = props;
  const change = (part: Partial<ImportChoices>): void => props.onChange({ ...choices, ...part });
  return (
    <section className="card" aria-label="What is done">
      <h2>What is done</h2>
      <div className="import-fields">
        <Choice
          label="Find people by"
          value={choices.key}
          options={[
            { key: 'username', label: 'account' },
            { key: 'upn', label: 'pupil number, else account' },
          ]}
          onChange={(key) => change({ key })}
        />
        <Choice
          label="Where the file does not say"
          value={choices.kind}
          options={[
            { key: 'pupil', label: 'pupils' },
            { key: 'staff', label: 'members of staff' },
          ]}
          onChange={(kind) => change({ kind })}
        />
      </div>
      <Tick checked={choices.groups} onChange={(groups) => change({ groups })}>
        Make a group of each form within a group of its year, and put the pupils in
      </Tick>
      <Tick checked={choices.leavers} onChange={(leavers) => change({ leavers })}>
        Mark who is on the roster and not in the file as having left
      </Tick>
    </section>
  );
}

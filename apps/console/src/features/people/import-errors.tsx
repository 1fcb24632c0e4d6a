import {
  IMPORT_FIELDS,
  type ImportError,
  type ImportField,
  type ImportPreview,
} from '@lapwing/protocol/features/people/imports.api.ts';
import { type ReactNode, useState } from 'react';
import { Action } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { FIELD_WORDS } from './import-words.ts';

/** Rows shown at once; the next come up as these are put right. */
const SHOWN = 10;

/** Rows that cannot be taken, each with its cells to put right, or to be left out. */
export function ImportErrors(props: {
  errors: ImportPreview['errors'];
  busy: boolean;
  onSave: (line: number, cells: Partial<Record<ImportField, string>>) => void;
  onSkip: (line: number) => void;
  onSkipAll: () => void;
}): ReactNode {
  const { errors } = props;
  const shown = errors.first.slice(0, SHOWN);
  return (
    <section className="card" aria-label="Rows to put right">
      <div className="row spread">
        <h2>
          {errors.total === 1
            ? '1 row to put right'
            : `${errors.total.toLocaleString('en-GB')} rows to put right`}
        </h2>
        <Action onPress={props.onSkipAll} busy={props.busy}>
          {errors.total === 1 ? 'Leave it out' : 'Leave them all out'}
        </Action>
      </div>
      <ul className="import-errors">
        {shown.map((error) => (
          <Row
            key={`${error.line} ${error.reason} ${JSON.stringify(error.cells)}`}
            error={error}
            busy={props.busy}
            onSave={(cells) => props.onSave(error.line, cells)}
            onSkip={() => props.onSkip(error.line)}
          />
        ))}
      </ul>
      {errors.total > shown.length ? (
        <p className="quiet">
          {(errors.total - shown.length).toLocaleString('en-GB')} more come up as these are put right.
        </p>
      ) : null}
    </section>
  );
}

function Row(props: {
  error: ImportError;
  busy: boolean;
  onSave: (cells: Partial<Record<ImportField, string>>) => void;
  onSkip: () => void;
}): ReactNode {
  const { error } = props;
  const [cells, setCells] = useState<Partial<Record<ImportField, string>>>(error.cells);
  return (
    <li aria-label={`Line ${error.line}`}>
      <p>
        <strong>Line {error.line}.</strong>{' '}
        {error.field === null ? null : <span>{FIELD_WORDS[error.field]}: </span>}
        <bdi>{error.message}</bdi>
      </p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!props.busy) props.onSave(cells);
        }}
      >
        <div className="import-cells">
          {IMPORT_FIELDS.filter((field) => error.cells[field] !== undefined).map((field) => (
            <TextInput
              key={field}
              label={FIELD_WORDS[field]}
              name={`${field}-${error.line}`}
              value={cells[field] ?? ''}
              onChange={(value) => setCells({ ...cells, [field]: value })}
              error={field === error.field ? 'Put this right' : undefined}
              maxLength={1000}
            />
          ))}
        </div>
        <div className="row">
          <Action submit busy={props.busy}>
            Take the row so
          </Action>
          <Action onPress={props.onSkip} busy={props.busy}>
            Leave the row out
          </Action>
        </div>
      </form>
    </li>
  );
}

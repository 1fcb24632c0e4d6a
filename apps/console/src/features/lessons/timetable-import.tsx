import type { readLessonTimetable } from '@lapwing/protocol/features/lessons/api.ts';
import { type ReactNode, useState } from 'react';
import type { z } from 'zod';
import { Action } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { FileChoice, TEXT_TABLES } from '../../ui/file-choice.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';

type Read = z.output<(typeof readLessonTimetable)['reply']>;

/** More than a school's timetable ever has. */
const MOST_BYTES = 2_000_000;
const EXAMPLE =
  'day,from,to,group,teacher,title,room\nMonday,10:20,11:20,8B Computing,t.khan@school.example,Computing,CR2';

/** A timetable pasted or from a file, read line by line before it takes the place of the plan. */
export function TimetableImport(props: {
  /** Planned lessons that it takes the place of. */
  replaces: number;
  read: Read | null;
  busy: boolean;
  problem: string | undefined;
  onRead: (csv: string) => void;
  onChange: () => void;
  onSave: (csv: string) => void;
}): ReactNode {
  const { read, busy, replaces } = props;
  const [csv, setCsv] = useState('');
  const [name, setName] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  function change(text: string): void {
    setCsv(text);
    setWrong(undefined);
    props.onChange();
  }
  async function choose(file: File): Promise<void> {
    setName(file.name);
    if (file.size > MOST_BYTES) {
      setWrong('The file is larger than 2 MB; a timetable has less. Choose another.');
      return;
    }
    const text = await file.text();
    change(text);
    props.onRead(text);
  }
  const usable = read === null ? 0 : read.lines.length;
  const lessons = usable === 1 ? '1 lesson' : `${usable} lessons`;
  const wrongLines = new Set(read?.problems.map(({ line }) => line)).size;
  return (
    <section className="card" aria-labelledby="import-heading">
      <h2 id="import-heading">A new plan</h2>
      <p className="quiet">
        A CSV file with the columns day, from, to, group and teacher (the e-mail address), and if you like
        title and room, in any order. Nothing changes before you have seen what it comes to.
      </p>
      <FileChoice
        label="Timetable as CSV"
        accept={TEXT_TABLES}
        name={name}
        main={csv === ''}
        busy={busy}
        onChoose={(file) => void choose(file)}
      />
      <TextInput
        label="Or paste it here"
        name="csv"
        rows={6}
        value={csv}
        onChange={change}
        placeholder={EXAMPLE}
      />
      {props.problem === undefined && wrong === undefined ? null : (
        <Notice tone="stop">{wrong ?? props.problem}</Notice>
      )}
      {read === null ? (
        <div className="row">
          <Action
            look="main"
            busy={busy}
            unavailable={csv.trim() === '' ? 'Choose a file or paste a table first.' : undefined}
            onPress={() => props.onRead(csv)}
          >
            Look at it
          </Action>
        </div>
      ) : (
        <>
          {read.missingColumns.length === 0 ? null : (
            <Notice tone="stop">
              {read.missingColumns.length === 1 ? 'A column is missing: ' : 'Columns are missing: '}
              {read.missingColumns.join(', ')}. Add {read.missingColumns.length === 1 ? 'it' : 'them'} to the
              first line, and look again.
            </Notice>
          )}
          <p role="status">
            <strong>{lessons}</strong> can be planned
            {read.problems.length === 0
              ? '.'
              : `; ${wrongLines === 1 ? 'one line has a problem' : `${wrongLines} lines have problems`} and would be left out.`}
          </p>
          {read.problems.length === 0 ? null : <Problems problems={read.problems} />}
          <div className="row">
            <Action
              look="main"
              busy={busy}
              unavailable={usable === 0 ? 'No line of it can be used.' : undefined}
              onPress={() => props.onSave(csv)}
            >
              {replaces === 0 ? `Plan ${lessons}` : `Replace the plan by ${lessons}`}
            </Action>
            <Action busy={busy} onPress={() => props.onRead(csv)}>
              Look again
            </Action>
          </div>
        </>
      )}
    </section>
  );
}

function Problems(props: { problems: Read['problems'] }): ReactNode {
  const { problems } = props;
  return (
    <div className="timetable-problems">
      <table className="table" aria-label="Lines with problems">
        <thead>
          <tr>
            <th scope="col">
              <span>Line</span>
            </th>
            <th scope="col">
              <span>Column</span>
            </th>
            <th scope="col">
              <span>It says</span>
            </th>
            <th scope="col">
              <span>What is wrong</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {problems.slice(0, 100).map((one) => (
            <tr key={`${one.line} ${one.column}`}>
              <td className="number">{one.line}</td>
              <td>{one.column}</td>
              <td>{one.value === '' ? <span className="quiet">nothing</span> : <Name>{one.value}</Name>}</td>
              <td>{one.problem}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {problems.length > 100 ? <p className="quiet small">and {problems.length - 100} more</p> : null}
    </div>
  );
}

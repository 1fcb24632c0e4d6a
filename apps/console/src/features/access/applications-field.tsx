import { isApplication } from '@lapwing/protocol/features/access/application.ts';
import { type ReactNode, useState } from 'react';
import { TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { readApplicationLines } from './lines.ts';

/** Programs by the line, and whether one would be closed by them. */
export function ApplicationsField(props: {
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}): ReactNode {
  const [tried, setTried] = useState('');
  const { values } = readApplicationLines(props.value);
  const seen = { executable: tried, originalName: null, names: [tried] };
  const by = tried.trim() === '' ? undefined : values.find((pattern) => isApplication(pattern, seen));
  return (
    <>
      <TextInput
        label="Programs that are closed"
        name="applications"
        rows={5}
        value={props.value}
        hint="One in each line: the name of its file (steam), of the program, or of its window; * stands for any text: *torrent*. Where a desktop agent runs; the browser extension sees no programs."
        error={props.error}
        onChange={props.onChange}
      />
      <TextInput
        label="Would this program be closed?"
        name="tried"
        value={tried}
        hint="Try the name of a file or of a window. Nothing is closed by trying."
        onChange={setTried}
      />
      <p role="status">
        {tried.trim() === '' ? null : by === undefined ? (
          'It would stay open.'
        ) : (
          <>
            <strong>It would be closed</strong>, by the line <Name>{by}</Name>.
          </>
        )}
      </p>
    </>
  );
}

import { readSites } from '@lapwing/protocol/features/access/api.ts';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useId, useMemo, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { FileChoice, TEXT_TABLES } from '../../ui/file-choice.tsx';
import { Form } from '../../ui/form.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { readSiteLines } from './lines.ts';
import { count } from './words.ts';

/** Problems that are shown at once; the rest is counted. */
const MOST_SHOWN = 8;

/** Sites, one in each line, read as they are written: what is wrong with a line is said by its number. */
export function SitesField(props: {
  value: string;
  error: string | undefined;
  fixed: boolean;
  onChange: (value: string) => void;
}): ReactNode {
  const id = useId();
  const [importing, setImporting] = useState(false);
  const read = useMemo(() => readSiteLines(props.value), [props.value]);
  return (
    <div className="stack">
      <TextInput
        label="Sites, one in each line"
        name="sites"
        rows={Math.min(16, Math.max(5, props.value.split('\n').length + 1))}
        value={props.value}
        hint="bbc.co.uk is the site with all of its pages; bbc.co.uk/bitesize only those; *unblocked* any address with this text."
        error={props.error}
        onChange={props.onChange}
      />
      <div className="row">
        <span className="quiet small" role="status">
          {count(read.values.length, 'site')}
          {read.doubled === 0 ? '' : `, ${count(read.doubled, 'line')} doubled and counted once`}
        </span>
        {props.fixed ? null : <Action onPress={() => setImporting(true)}>Paste or import a list</Action>}
      </div>
      {read.problems.length === 0 ? null : (
        <section aria-labelledby={id}>
          <h3 id={id} className="field-label">
            {count(read.problems.length, 'line')} cannot be read
          </h3>
          <Problems problems={read.problems} />
        </section>
      )}
      {importing ? (
        <ImportWindow
          onClose={() => setImporting(false)}
          onAdd={(sites) => {
            const before = props.value.trimEnd();
            props.onChange([...(before === '' ? [] : [before]), ...sites].join('\n'));
            setImporting(false);
          }}
        />
      ) : null}
    </div>
  );
}

function Problems(props: {
  problems: ReadonlyArray<{ readonly line: number; readonly text: string; readonly problem: string }>;
}): ReactNode {
  const more = props.problems.length - MOST_SHOWN;
  return (
    <ul className="access-problems">
      {props.problems.slice(0, MOST_SHOWN).map(({ line, text, problem }) => (
        <li key={line}>
          Line {line}, “<Name>{text.length > 60 ? `${text.slice(0, 60)}…` : text}</Name>”: {problem}
        </li>
      ))}
      {more > 0 ? <li className="quiet">and {more} more</li> : null}
    </ul>
  );
}

/** A list from elsewhere: looked through first, then added to what stands there. */
function ImportWindow(props: { onClose: () => void; onAdd: (sites: readonly string[]) => void }): ReactNode {
  const [text, setText] = useState('');
  const [file, setFile] = useState<string | null>(null);
  const look = useMutation({ mutationFn: (given: string) => load(readSites, { body: { text: given } }) });
  const found = look.data;
  async function open(chosen: File): Promise<void> {
    const content = await chosen.text();
    setFile(chosen.name);
    setText(content);
    look.mutate(content);
  }
  return (
    <Window title="Paste or import a list of sites" open insists size="wide" onClose={props.onClose}>
      <Form
        busy={look.isPending}
        problem={look.error === null ? undefined : sayShortly(look.error)}
        onSubmit={() => look.mutate(text)}
      >
        <TextInput
          label="One address in each line, or a table whose first column has them"
          name="import-sites"
          rows={8}
          value={text}
          onChange={(value) => {
            setText(value);
            look.reset();
          }}
        />
        <FileChoice
          label="A file of sites"
          accept={TEXT_TABLES}
          name={file}
          main={false}
          busy={look.isPending}
          onChoose={(chosen) => void open(chosen)}
        />
        <div role="status" className="stack">
          {found === undefined ? null : (
            <>
              <Notice tone={found.problems.length > 0 ? 'warn' : 'good'}>
                {count(found.sites.length, 'site')} can be added
                {found.doubled === 0 ? '' : `, ${found.doubled} stood there twice`}
                {found.problems.length === 0
                  ? '.'
                  : `. ${count(found.problems.length, 'line')} cannot be read and ${found.problems.length === 1 ? 'is' : 'are'} left out:`}
              </Notice>
              <Problems problems={found.problems} />
            </>
          )}
        </div>
        <div className="dialog-foot">
          <Action onPress={props.onClose}>Cancel</Action>
          {found === undefined || found.sites.length === 0 ? (
            <Action
              look="main"
              submit
              busy={look.isPending}
              unavailable={text.trim() === '' ? 'Paste a list or choose a file first.' : undefined}
            >
              Look it through
            </Action>
          ) : (
            <Action look="main" onPress={() => props.onAdd(found.sites)}>
              Add {count(found.sites.length, 'site')}
            </Action>
          )}
        </div>
      </Form>
    </Window>
  );
}

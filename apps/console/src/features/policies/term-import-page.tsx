import { MAX_TERM_FILE_BYTES, readTermFile } from '@lapwing/protocol/features/policies/imports.api.ts';
import { PolicyId } from '@lapwing/protocol/features/policies/rules.ts';
import type { OwnTerm } from '@lapwing/protocol/features/policies/edits.ts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { failureOf, isRefusal, sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { FileChoice, TEXT_TABLES } from '../../ui/file-choice.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, State } from '../../ui/states.tsx';
import { meantPolicies, newTermId, termEdit } from './edits.ts';
import { groupSearch, type PoliciesSearch } from './place.ts';
import { PolicyFrame } from './policy-frame.tsx';
import { policiesQuery } from './queries.ts';
import { type TermFile, TermImportRows } from './term-import-rows.tsx';
import { useEdits } from './use-edits.ts';
import { count, whyNot } from './words.ts';
import './terms.css';

export interface TermImportPageProps {
  search: PoliciesSearch;
  go: (href: string, options?: { replace?: boolean }) => void;
}

/** Terms from a file or from the clipboard: what is right becomes part of a change, what is wrong is put right or left out. */
export function TermImportPage(props: TermImportPageProps): ReactNode {
  const { search, go } = props;
  const query = useQuery(policiesQuery(search.group));
  const { pending, put, review } = useEdits(query.data?.base ?? 0);
  const [file, setFile] = useState<{ readonly id: number; readonly read: TermFile } | null>(null);
  const [policy, setPolicy] = useState(search.policy ?? '');
  const meant = meantPolicies(pending);
  const policies = [...meant, ...(query.data?.policies ?? [])].filter((one) => !one.sealed);
  const own = policies.find((one) => !one.managed) ?? policies[0];
  const chosen = policies.find((one) => one.id === policy) ?? own;
  const refused = query.data === undefined ? undefined : whyNot(query.data.may.manage);
  function take(terms: readonly OwnTerm[]): void {
    if (chosen === undefined) return;
    put(terms.map((term) => termEdit(newTermId(), { ...term, policy: chosen.id }, null, chosen.title)));
    review(true);
    go(paths.policy(chosen.id, groupSearch(search)));
  }
  return (
    <PolicyFrame tab="policies" search={search}>
      <Page
        title="Import terms"
        tab="Import terms"
        description="From a text file or a table, or from the clipboard"
        actions={<ActionLink href={paths.policies(groupSearch(search))}>All policies</ActionLink>}
      >
        {query.data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : refused !== undefined ? (
          <State title="Importing terms is not open to you" icon="locked">
            {refused}
          </State>
        ) : chosen === undefined ? (
          <State title="There is no policy to import into">Add a policy first.</State>
        ) : (
          <div className="term-import">
            <section className="card" aria-label="Policy and file">
              <Choice
                label="Into which policy"
                value={chosen.id}
                options={policies.map((one) => ({
                  key: one.id,
                  label: one.title,
                  ...(one.managed ? {} : { hint: 'your own' }),
                }))}
                onChange={(id) => {
                  setPolicy(id);
                  setFile(null);
                }}
              />
              <Source
                // One that is only meant is not known to the server; what is read goes into it all the same.
                policy={meant.includes(chosen) ? chosen.risk : chosen.id}
                read={file !== null}
                onRead={(read) => setFile(read === null ? null : { id: Date.now(), read })}
              />
            </section>
            {file === null ? <Hints /> : <TermImportRows key={file.id} file={file.read} onTake={take} />}
          </div>
        )}
      </Page>
    </PolicyFrame>
  );
}

function Source(props: {
  policy: string;
  /** Whether something has been read already: then this steps back. */
  read: boolean;
  onRead: (file: TermFile | null) => void;
}): ReactNode {
  const [name, setName] = useState<string | null>(null);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const read = useMutation({
    mutationFn: async (bytes: () => Promise<Uint8Array<ArrayBuffer>>) =>
      load(readTermFile, { query: { policy: PolicyId.parse(props.policy) }, body: await bytes() }),
    onSuccess: (file) => props.onRead(file),
  });
  function begin(size: number, bytes: () => Promise<Uint8Array<ArrayBuffer>>): void {
    props.onRead(null);
    read.reset();
    const wrong = sizeProblem(size);
    setProblem(wrong);
    if (wrong === null) read.mutate(bytes);
  }
  function choose(file: File): void {
    setName(file.name);
    begin(file.size, async () => new Uint8Array(await file.arrayBuffer()));
  }
  const said = problem ?? (read.error === null ? null : sayReading(read.error));
  return (
    <>
      <FileChoice
        label="File of terms"
        accept={TEXT_TABLES}
        name={name}
        main={!props.read}
        busy={read.isPending}
        onChoose={choose}
      />
      <details className="term-more" open={!props.read}>
        <summary>Or paste the terms</summary>
        <div className="stack">
          <TextInput
            label="Terms"
            name="pasted"
            value={text}
            onChange={setText}
            rows={4}
            hint="One on each line, or a table with headings as copied from a spreadsheet."
          />
          <div>
            <Action
              busy={read.isPending}
              unavailable={text.trim() === '' ? 'Paste something first.' : undefined}
              onPress={() => {
                const bytes = new TextEncoder().encode(text);
                setName(null);
                begin(bytes.length, async () => bytes);
              }}
            >
              Read what is pasted
            </Action>
          </div>
        </div>
      </details>
      {said === null ? null : <Notice tone="stop">{said}</Notice>}
    </>
  );
}

/** Before a byte of it is sent. */
function sizeProblem(bytes: number): string | null {
  if (bytes === 0) return 'There is nothing in it. Choose another file.';
  return bytes > MAX_TERM_FILE_BYTES
    ? `It is larger than ${count(MAX_TERM_FILE_BYTES / 1024 / 1024, 'MB', 'MB')}; a list of terms is far smaller. Choose another file.`
    : null;
}

function sayReading(error: Error): string {
  if (isRefusal(error, 'payload-too-large')) return sizeProblem(MAX_TERM_FILE_BYTES + 1) ?? '';
  const failure = failureOf(error);
  if (failure.kind === 'refused') return [failure.message, failure.remedy].filter(Boolean).join(' ');
  return failure.kind === 'garbled' && failure.status === 0
    ? 'The file could not be read. Is it still where it was?'
    : sayShortly(error);
}

function Hints(): ReactNode {
  return (
    <section className="card" aria-label="What the file needs">
      <h2>What the file needs</h2>
      <ul className="bullets">
        <li>Either one word or phrase on each line, or a table with a line of headings.</li>
        <li>
          Of a table these columns are known: Term, Meaning, Severity (Severe, Moderate, Minor), Sources,
          Exceptions. Only Term has to be there.
        </li>
        <li>From a spreadsheet: save it as CSV (UTF-8), or copy the cells and paste them.</li>
        <li>
          Reading it changes nothing. You see every row, and look all of it through before it is applied.
        </li>
      </ul>
    </section>
  );
}

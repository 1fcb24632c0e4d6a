import {
  addLibrary,
  type LibraryDifference,
  type LibraryVersion,
  MAX_LIBRARY_BYTES,
  previewLibrary,
  showLibrary,
} from '@lapwing/protocol/features/library/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { SeverityMark } from '../../severity-mark.tsx';
import { Action } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, Pill, State } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { When } from '../../ui/when.tsx';
import './library.css';

export interface LibraryPageProps {
  /** The version that is looked at; none for the list alone. */
  version: string | undefined;
  onVersion: (version: string | undefined) => void;
  /** Puts a version into the changes of the policies, where it is reviewed and applied; `before` is the one in force. */
  onChoose: (version: string, inForce: string, base: number, shipped: string) => void;
}

/** The managed library: the version in force, those that are here, what each would change, and bringing another. */
export function LibraryPage(props: LibraryPageProps): ReactNode {
  const query = useQuery({
    queryKey: ['policies', 'library'],
    queryFn: ({ signal }) => load(showLibrary, {}, signal),
  });
  const { data } = query;
  const inForce = data?.versions.find((version) => version.inForce);
  const refused =
    data === undefined || data.may.manage.allowed ? undefined : (data.may.manage.reason ?? 'Not allowed.');
  return (
    <Page
      title="Library"
      tab="Library"
      description={
        inForce === undefined
          ? undefined
          : `Version ${inForce.version} is in force, with ${inForce.terms.toLocaleString('en-GB')} terms. What your school has changed stays when another version is applied.`
      }
      actions={data === undefined ? undefined : <Bring refused={refused} onBrought={props.onVersion} />}
    >
      {data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : (
        <div className="library">
          {data.watched === null ? null : (
            <Notice tone={data.watched.problem === null ? 'plain' : 'warn'}>
              Updates are looked for in <Name>{data.watched.place}</Name>
              {data.watched.at === null ? (
                '.'
              ) : (
                <>
                  , last <When at={data.watched.at} />.
                </>
              )}
              {data.watched.problem === null ? null : <> {data.watched.problem}</>}
            </Notice>
          )}
          <ul className="library-versions" aria-label="Versions">
            {data.versions.map((version) => (
              <Version
                key={version.version}
                version={version}
                open={version.version === props.version}
                onOpen={props.onVersion}
              />
            ))}
          </ul>
          {props.version === undefined ||
          inForce === undefined ||
          props.version === inForce.version ? null : (
            <Preview
              key={props.version}
              version={props.version}
              refused={refused}
              inForce={inForce.version}
              onChoose={() =>
                props.onChoose(
                  props.version ?? '',
                  inForce.version,
                  data.base,
                  data.versions.find(({ from }) => from === 'shipped')?.version ?? '',
                )
              }
            />
          )}
        </div>
      )}
    </Page>
  );
}

const FROM_WORDS = Object.freeze({
  shipped: 'came with Lapwing',
  uploaded: 'uploaded',
  found: 'found where updates are looked for',
});

function Version(props: {
  version: LibraryVersion;
  open: boolean;
  onOpen: (version: string | undefined) => void;
}): ReactNode {
  const { version } = props;
  return (
    <li className="card library-version">
      <strong>{version.version}</strong>
      {version.inForce ? <Pill tone="good">In force</Pill> : null}
      <span className="quiet">
        {version.terms.toLocaleString('en-GB')} terms, {FROM_WORDS[version.from]}
        {version.from === 'shipped' ? null : (
          <>
            {version.by === null ? null : (
              <>
                {' '}
                by <Name>{version.by}</Name>
              </>
            )}
            , <When at={version.at} />
          </>
        )}
      </span>
      <span className="grow" />
      {version.inForce ? null : (
        <Action expanded={props.open} onPress={() => props.onOpen(props.open ? undefined : version.version)}>
          What would change
        </Action>
      )}
    </li>
  );
}

const COLUMNS: readonly Column<LibraryDifference>[] = [
  {
    key: 'change',
    title: 'Change',
    fixed: true,
    sort: (row) => row.change,
    cell: (row) => CHANGE_WORDS[row.change],
  },
  { key: 'term', title: 'Term', sort: (row) => row.term, cell: (row) => <Name>{row.term}</Name> },
  {
    key: 'note',
    title: 'Why',
    cell: (row) => (
      <>
        <Name>{row.note}</Name>
        {row.kept === null ? null : (
          <p className="small">
            Your own change stays: <Name>{row.kept}</Name>
          </p>
        )}
      </>
    ),
  },
  {
    key: 'severity',
    title: 'Severity',
    fixed: true,
    cell: (row) => {
      const { before, after } = row.severity;
      const now = after ?? before;
      return now === null ? null : (
        <>
          {before !== null && after !== null && before !== after ? (
            <>
              <SeverityMark severity={before} /> to{' '}
            </>
          ) : null}
          <SeverityMark severity={now} />
        </>
      );
    },
  },
];
const CHANGE_WORDS = Object.freeze({ new: 'New', changed: 'Changed', gone: 'Gone' });

function Preview(props: {
  version: string;
  inForce: string;
  refused: string | undefined;
  onChoose: () => void;
}): ReactNode {
  const query = useQuery({
    queryKey: ['policies', 'library', props.version],
    queryFn: ({ signal }) => load(previewLibrary, { params: { version: props.version } }, signal),
  });
  if (query.data === undefined)
    return <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={6} />;
  const { differences, notes } = query.data;
  const many = (change: LibraryDifference['change']): number =>
    differences.filter((difference) => difference.change === change).length;
  return (
    <section className="card" aria-labelledby="preview-heading">
      <h2 id="preview-heading">
        From {props.inForce} to {props.version}
      </h2>
      <p>
        {many('new')} new, {many('changed')} changed, {many('gone')} gone.
        {notes.map((note) => (
          <span key={note}> {note}</span>
        ))}
      </p>
      <div className="row">
        <Action look="main" unavailable={props.refused} onPress={props.onChoose}>
          Put into the changes
        </Action>
        <span className="quiet small">
          There you can try it on past captures before it is applied, and take it back afterwards.
        </span>
      </div>
      {differences.length === 0 ? (
        <State title="No term is different" small />
      ) : (
        <DataTable label="Terms" rows={differences} columns={COLUMNS} rowKey={(row) => row.term} />
      )}
    </section>
  );
}

function Bring(props: { refused: string | undefined; onBrought: (version: string) => void }): ReactNode {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const bring = useMutation({
    mutationFn: async (file: File) => load(addLibrary, { body: new Uint8Array(await file.arrayBuffer()) }),
    onSuccess(version) {
      void client.invalidateQueries({ queryKey: ['policies', 'library'] });
      showToast({ text: `Version ${version.version} is here. It is not in force yet.`, tone: 'good' });
      props.onBrought(version.version);
    },
    onError: (error) => setProblem(sayShortly(error)),
  });
  return (
    <div className="stack">
      <Action
        look="main"
        unavailable={props.refused}
        busy={bring.isPending}
        onPress={() => input.current?.click()}
      >
        Bring an update
      </Action>
      <input
        ref={input}
        type="file"
        className="unseen"
        tabIndex={-1}
        aria-label="File of an update"
        accept=".lwlib"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          setProblem(null);
          if (file === undefined) return;
          if (file.size > MAX_LIBRARY_BYTES) setProblem('The file is larger than a library can be.');
          else bring.mutate(file);
        }}
      />
      {problem === null ? null : <Notice tone="stop">{problem}</Notice>}
    </div>
  );
}

import {
  applyImport,
  cancelImport,
  previewImport,
  readImport,
  showImport,
  type ImportChoices,
  type ImportFile,
  type ImportPreview,
} from '@lapwing/protocol/features/people/imports.api.ts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { failureOf, isRefusal, sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Tick } from '../../ui/field.tsx';
import { FileChoice, TEXT_TABLES } from '../../ui/file-choice.tsx';
import { Page } from '../../ui/page.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { ImportColumnsCard, ImportOptionsCard } from './import-columns.tsx';
import { ImportErrors } from './import-errors.tsx';
import { ImportPreviewCard } from './import-preview.tsx';
import { columnsProblem, fileProblem, firstChoices, withEdits } from './import-words.ts';
import './people.css';

const PROGRESS_EVERY_MS = 300;

/** A roster from a file, in one page: choose it, match its columns, look at what would change, put rows right, do it. */
export function ImportPage(props: { go: (href: string) => void }): ReactNode {
  const [file, setFile] = useState<ImportFile | null>(null);
  return (
    <Page
      title="Import people"
      tab="Import people"
      description="From a CSV file, as school information systems export it"
      actions={<ActionLink href={paths.people()}>All people</ActionLink>}
    >
      <div className="import">
        <ChooseFile chosen={file !== null} onRead={setFile} />
        {file === null ? (
          <Hints />
        ) : (
          <Steps key={file.id} file={file} go={props.go} onAgain={() => setFile(null)} />
        )}
      </div>
    </Page>
  );
}

function ChooseFile(props: { chosen: boolean; onRead: (file: ImportFile | null) => void }): ReactNode {
  const [name, setName] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const read = useMutation({
    mutationFn: async (chosen: File) =>
      load(readImport, { body: new Uint8Array(await chosen.arrayBuffer()) }),
    onSuccess: (file) => props.onRead(file),
  });
  function choose(chosen: File): void {
    props.onRead(null);
    read.reset();
    setName(chosen.name);
    const wrong = fileProblem(chosen);
    setProblem(wrong);
    if (wrong === null) read.mutate(chosen);
  }
  const said = problem ?? (read.error === null ? null : sayReading(read.error));
  return (
    <section className="card" aria-label="File">
      <FileChoice
        label="CSV file"
        accept={TEXT_TABLES}
        name={name}
        main={!props.chosen}
        busy={read.isPending}
        onChoose={choose}
      />
      {said === null ? null : <Notice tone="stop">{said}</Notice>}
    </section>
  );
}

/** A file that breaks off while it is sent was too large for the server, or the network went. */
function sayReading(error: Error): string {
  if (isRefusal(error, 'payload-too-large'))
    return 'The file is larger than 20 MB; a roster has a few. Choose another.';
  const failure = failureOf(error);
  return failure.kind === 'refused' && failure.field === 'file'
    ? `${failure.message} ${failure.remedy ?? ''}`.trim()
    : sayShortly(error);
}

function Hints(): ReactNode {
  return (
    <section className="card readable" aria-label="What the file needs">
      <h2>What the file needs</h2>
      <ul className="bullets">
        <li>A line of headings, and below it a line for each person.</li>
        <li>
          The name, or forename and surname, and the account that the devices show, often the e-mail address.
        </li>
        <li>If there are: year, form, unique pupil number, and whether the person is a pupil or staff.</li>
        <li>From a spreadsheet: save it as CSV (UTF-8). Nothing changes before you have seen what would.</li>
      </ul>
    </section>
  );
}

function Steps(props: { file: ImportFile; go: (href: string) => void; onAgain: () => void }): ReactNode {
  const { file } = props;
  const client = useQueryClient();
  const [choices, setChoices] = useState(() => firstChoices(file));
  const [manyMeant, setManyMeant] = useState(false);
  const wrong = columnsProblem(choices.columns);
  const query = useQuery({
    queryKey: ['people', 'import', file.id, choices],
    queryFn: ({ signal }) => load(previewImport, { params: { id: file.id }, body: choices }, signal),
    enabled: wrong === null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const apply = useMutation({
    mutationFn: (preview: ImportPreview) =>
      load(applyImport, {
        params: { id: file.id },
        body: { choices, expected: expectedOf(preview), manyLeaversMeant: manyMeant },
      }),
    onSuccess(done) {
      void client.invalidateQueries({ queryKey: ['people', 'list'] });
      void client.invalidateQueries({ queryKey: ['groups'] });
      showToast({
        tone: 'good',
        text: `Imported: ${done.added} new, ${done.changed} changed, ${done.leavers} leaving, ${done.groups} groups made`,
      });
      props.go(paths.people());
    },
    onError(error) {
      if (isRefusal(error, 'conflict')) void query.refetch();
    },
  });
  const preview = query.data;
  const change = (next: ImportChoices): void => {
    apply.reset();
    setManyMeant(false);
    setChoices(next);
  };
  if (apply.isPending) return <Running id={file.id} />;
  return (
    <>
      <ImportColumnsCard file={file} choices={choices} onChange={change} />
      <ImportOptionsCard file={file} choices={choices} onChange={change} />
      {wrong !== null ? null : preview === undefined ? (
        <Awaiting
          trouble={expired(query) ?? troubleOf(query)}
          onRetry={() => void query.refetch()}
          lines={6}
        />
      ) : (
        <>
          <ImportPreviewCard preview={preview} />
          {query.error === null ? null : <Notice tone="stop">{sayShortly(query.error)}</Notice>}
          {preview.errors.total === 0 ? null : (
            <ImportErrors
              errors={preview.errors}
              busy={query.isFetching}
              onSave={(line, cells) => change(withEdits(choices, line, cells))}
              onSkip={(line) => change({ ...choices, skip: [...choices.skip, line] })}
              onSkipAll={() => change({ ...choices, skipErrors: true })}
            />
          )}
          {preview.manyLeavers ? (
            <Notice tone="warn">
              {preview.leavers.total} of {preview.present} people would be marked as having left, more than a
              fifth. Is the file the whole roster?
              <Tick checked={manyMeant} onChange={setManyMeant}>
                Yes, {preview.leavers.total} people have left
              </Tick>
            </Notice>
          ) : null}
          {apply.error === null ? null : <Notice tone="stop">{sayApplying(apply.error)}</Notice>}
          <div className="row">
            <Action
              look="main"
              unavailable={whyNot(preview, manyMeant)}
              busy={query.isFetching}
              onPress={() => apply.mutate(preview)}
            >
              {verbOf(preview)}
            </Action>
            <Action
              onPress={() => {
                void load(cancelImport, { params: { id: file.id } }).catch(() => undefined);
                props.onAgain();
              }}
            >
              Cancel
            </Action>
          </div>
        </>
      )}
    </>
  );
}

/** The server forgets a file that nobody worked at for half an hour, and all of them when it starts anew. */
function expired(query: { error: Error | null }): { title: string; text: string; kind: 'missing' } | null {
  if (query.error === null || !isRefusal(query.error, 'not-found')) return null;
  return {
    kind: 'missing',
    title: 'The file is not there any more',
    text: 'It is kept for half an hour and never written down. Choose it again.',
  };
}

function Running(props: { id: string }): ReactNode {
  const query = useQuery({
    queryKey: ['people', 'import-progress', props.id],
    queryFn: ({ signal }) => load(showImport, { params: { id: props.id } }, signal),
    refetchInterval: PROGRESS_EVERY_MS,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const cancel = useMutation({ mutationFn: () => load(cancelImport, { params: { id: props.id } }) });
  const progress = query.data;
  const known = progress !== undefined && progress.total > 0;
  return (
    <section className="card" aria-label="Import">
      <Progress
        label={progress?.state === 'finishing' ? 'Finishing' : 'Importing'}
        {...(known
          ? {
              value: progress.done,
              max: progress.total,
              say: `${progress.done.toLocaleString('en-GB')} of ${progress.total.toLocaleString('en-GB')}`,
            }
          : {})}
        onCancel={() => cancel.mutate()}
        cancelling={cancel.isPending || cancel.isSuccess}
      />
      <p className="quiet">
        Nothing of it can be seen before it is done whole. Cancelling, or closing this window, leaves the
        roster as it was.
      </p>
    </section>
  );
}

function expectedOf(preview: ImportPreview): { added: number; changed: number; leavers: number } {
  return { added: preview.added.total, changed: preview.changed.total, leavers: preview.leavers.total };
}

function whyNot(preview: ImportPreview, manyMeant: boolean): string | undefined {
  if (preview.errors.total > 0) return 'Put the rows with errors right, or leave them out.';
  if (preview.manyLeavers && !manyMeant) return 'Confirm that so many people have left.';
  const rows = preview.added.total + preview.changed.total + preview.leavers.total;
  return rows === 0 && preview.newGroups === 0 ? 'There is nothing to change.' : undefined;
}

function verbOf(preview: ImportPreview): string {
  const rows = preview.added.total + preview.changed.total + preview.leavers.total;
  return rows === 1 ? 'Import 1 person' : `Import ${rows.toLocaleString('en-GB')} people`;
}

function sayApplying(error: Error): string {
  const failure = failureOf(error);
  if (failure.kind === 'refused' && failure.reason === 'cancelled') {
    return 'The import was stopped; nothing has changed. You can start it again.';
  }
  return failure.kind === 'unreachable'
    ? 'The connection broke before the import was done. Look at the people: it was done whole or not at all.'
    : sayShortly(error);
}

import type { AuditEntry } from '@lapwing/protocol/features/audit/api.ts';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { sayExactly } from '../../ui/dates.ts';
import { Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { lineQuery } from './queries.ts';
import { outcomeWords, sayAction } from './words.ts';

/** One line whole: who, what, from where, with its hash and the lines before and after it. */
export function LinePanel(props: {
  seq: number;
  open: (seq: number | null) => void;
  onSubject: (id: string) => void;
}): ReactNode {
  const query = useQuery(lineQuery(props.seq));
  return (
    <aside className="aside stack" aria-label="The line">
      <div className="aside-head">
        <h2>Line {props.seq.toLocaleString('en-GB')}</h2>
        <Action look="icon" label="Close the line" onPress={() => props.open(null)}>
          <X size={16} aria-hidden />
        </Action>
      </div>
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={6} />
      ) : (
        <Whole {...query.data} open={props.open} onSubject={props.onSubject} />
      )}
    </aside>
  );
}

function Whole(props: {
  entry: AuditEntry;
  previousHash: string;
  intact: boolean;
  before: AuditEntry | null;
  next: AuditEntry | null;
  partner: AuditEntry | null;
  open: (seq: number) => void;
  onSubject: (id: string) => void;
}): ReactNode {
  const { entry, partner } = props;
  const { word, tone } = outcomeWords(entry);
  const { subject } = entry;
  return (
    <>
      <p>
        <Name>{entry.summary}</Name> <Pill tone={tone}>{word}</Pill>
      </p>
      {entry.unfinished ? (
        <Notice tone="warn">
          Opened, not finished: nothing says that it ended. The connection or the server may have gone down in
          between.
        </Notice>
      ) : null}
      {props.intact ? (
        <Notice tone="good">As it was written: its hash covers it and the line before.</Notice>
      ) : (
        <Notice tone="stop">
          This line is not as it was written, or the one before it is not. Check the chain, and keep a copy of
          the database before anything else.
        </Notice>
      )}
      <dl className="facts">
        <dt>When</dt>
        <dd>{sayExactly(entry.at)}</dd>
        <dt>Who</dt>
        <dd>{entry.actor === null ? 'Lapwing itself' : <Name>{entry.actor.name}</Name>}</dd>
        <dt>Kind</dt>
        <dd>
          {sayAction(entry.action)} <code className="small">{entry.action}</code>
        </dd>
        <dt>From</dt>
        <dd>{entry.address ?? 'the server'}</dd>
        <dt>About</dt>
        <dd>
          {subject === null ? (
            <span className="quiet">Nothing in particular</span>
          ) : (
            <>
              {subject.kind} <code className="small audit-hash">{subject.id}</code>{' '}
              <Action look="plain" onPress={() => props.onSubject(subject.id)}>
                Everything about it
              </Action>
            </>
          )}
        </dd>
        <dt>Hash</dt>
        <dd>
          <code className="small audit-hash">{entry.hash}</code>
        </dd>
        <dt>Hash of the line before</dt>
        <dd>
          <code className="small audit-hash">{props.previousHash}</code>
        </dd>
      </dl>
      <Neighbour
        title={entry.outcome === 'opened' ? 'It ended with' : 'It ends'}
        entry={partner}
        open={props.open}
      />
      <Neighbour title="Line before" entry={props.before} open={props.open} />
      <Neighbour title="Line after" entry={props.next} open={props.open} />
    </>
  );
}

function Neighbour(props: {
  title: string;
  entry: AuditEntry | null;
  open: (seq: number) => void;
}): ReactNode {
  const { entry } = props;
  if (entry === null) return null;
  return (
    <section aria-label={props.title}>
      <h3>{props.title}</h3>
      <p>
        <Name>{entry.actor?.name ?? 'Lapwing'}</Name>: <Name>{entry.summary}</Name>{' '}
        <span className="quiet small">
          <When at={entry.at} show="moment" />
        </span>
      </p>
      <Action onPress={() => props.open(entry.seq)}>Open line {entry.seq.toLocaleString('en-GB')}</Action>
    </section>
  );
}

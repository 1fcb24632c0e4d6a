import type { AuditEntry } from '@lapwing/protocol/features/audit/api.ts';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { meQuery } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { sayMoment } from '../../ui/dates.ts';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Pill, State } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { AuditFilterBar } from './audit-filters.tsx';
import { ChainCheck } from './chain-check.tsx';
import { SaveLines } from './save-lines.tsx';
import { LinePanel } from './line-panel.tsx';
import { auditQuery, countQuery } from './queries.ts';
import {
  type AuditFilters,
  auditHref,
  narrows,
  NO_FILTERS,
  outcomeWords,
  sayAction,
  sayTotal,
} from './words.ts';
import '../../ui/paper.css';
import './audit.css';

function auditColumns(
  open: (seq: number) => void,
  onSubject: ((id: string) => void) | null,
): Column<AuditEntry>[] {
  return [
    {
      key: 'seq',
      title: 'No.',
      fixed: true,
      cell: (entry) => (
        <Action
          look="plain"
          className="number"
          label={`Open line ${entry.seq}`}
          onPress={() => open(entry.seq)}
        >
          {entry.seq}
        </Action>
      ),
    },
    {
      key: 'when',
      title: 'When',
      fixed: true,
      cell: (entry) => <When at={entry.at} show="moment" />,
    },
    {
      key: 'who',
      title: 'Who',
      cell: (entry) =>
        entry.actor === null ? <span className="quiet">Lapwing</span> : <Name>{entry.actor.name}</Name>,
    },
    {
      key: 'what',
      title: 'What',
      cell: (entry) => (
        <>
          <Name>{entry.summary}</Name>{' '}
          {entry.subject === null || onSubject === null ? null : (
            <Action
              look="plain"
              className="audit-same"
              label={`Everything about the same ${entry.subject.kind}`}
              onPress={() => onSubject(entry.subject?.id ?? '')}
            >
              Same {entry.subject.kind}
            </Action>
          )}
        </>
      ),
    },
    {
      key: 'outcome',
      title: 'Outcome',
      fixed: true,
      cell: (entry) => {
        const { word, tone } = outcomeWords(entry);
        return <Pill tone={tone}>{word}</Pill>;
      },
    },
    {
      key: 'action',
      title: 'Kind',
      fixed: true,
      cell: (entry) => <span className="quiet small">{sayAction(entry.action)}</span>,
    },
    {
      key: 'address',
      title: 'From',
      fixed: true,
      cell: (entry) => <span className="quiet small">{entry.address ?? 'the server'}</span>,
    },
  ];
}

const BESIDE_A_LINE: ReadonlySet<string> = new Set(['action', 'address']);

export interface AuditPageProps {
  filters: AuditFilters;
  go: (href: string) => void;
}

/** Who did and looked at what, newest first. It cannot be changed or switched off. */
export function AuditPage(props: AuditPageProps): ReactNode {
  const { filters, go } = props;
  const query = useInfiniteQuery(auditQuery(filters));
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const open = (line: number | null): void =>
    go(auditHref({ ...filters, line: line === null ? null : String(line) }));
  const onSubject = (subject: string): void => go(auditHref({ ...filters, subject }));
  const all = auditColumns(open, filters.subject === null ? onSubject : null);
  // Beside an open line there is room for who, what and how it ended.
  const columns = filters.line === null ? all : all.filter(({ key }) => !BESIDE_A_LINE.has(key));
  const narrowed = narrows(filters);
  const newest = entries[0]?.seq;

  return (
    <Page
      title="Audit"
      tab="Audit"
      flush
      description="Every change, and every look at a pupil’s data. It cannot be edited or switched off."
      actions={
        <>
          <Action onPress={() => window.print()}>Print</Action>
          <SaveLines filters={filters} />
        </>
      }
      bar={<AuditFilterBar filters={filters} go={go} />}
      aside={
        filters.line === null ? null : (
          <LinePanel key={filters.line} seq={Number(filters.line)} open={open} onSubject={onSubject} />
        )
      }
    >
      <div className="audit-body">
        <PaperHead filters={filters} />
        <ChainCheck open={open} />
        {query.data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : entries.length === 0 ? (
          <State
            title={narrowed ? 'Nothing matches these filters' : 'Nothing has been done yet'}
            icon="missing"
          >
            {narrowed ? (
              <Action onPress={() => go(auditHref(NO_FILTERS))}>Show everything</Action>
            ) : (
              'What is done and looked at from now on stands here.'
            )}
          </State>
        ) : (
          <>
            <Totals filters={filters} newest={newest ?? 0} />
            <DataTable
              label="Audit"
              rows={entries}
              columns={columns}
              rowKey={(entry) => String(entry.seq)}
              chosenKey={filters.line}
              foot={
                query.hasNextPage ? (
                  <div className="table-foot">
                    <Action busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                      Show more
                    </Action>
                  </div>
                ) : null
              }
            />
          </>
        )}
      </div>
    </Page>
  );
}

/** How many lines fit now, and a way to those that came since. */
function Totals(props: { filters: AuditFilters; newest: number }): ReactNode {
  const client = useQueryClient();
  const counts = useQuery(countQuery(props.filters, props.newest)).data;
  if (counts === undefined) return null;
  const { total, fresh } = counts;
  return (
    <div className="table-foot row" role="status">
      <span className="quiet small">{sayTotal(total)}</span>
      {fresh.lines === 0 ? null : (
        <Action onPress={() => void client.resetQueries({ queryKey: ['audit', 'lines'] })}>
          {fresh.lines.toLocaleString('en-GB')}
          {fresh.more ? '+' : ''} new
        </Action>
      )}
    </div>
  );
}

/** What stands above the lines on paper: whose audit it is, from when, and how it was narrowed. */
function PaperHead(props: { filters: AuditFilters }): ReactNode {
  const me = useQuery(meQuery).data;
  const [now] = useState(() => new Date().toISOString());
  const { action, from, to, words, outcome } = props.filters;
  const parts = [
    ...(action === null ? [] : [sayAction(action)]),
    ...(from === null ? [] : [`from ${from}`]),
    ...(to === null ? [] : [`to ${to}`]),
    ...(words === null ? [] : [`with “${words}”`]),
    ...(outcome === null ? [] : [outcome]),
    ...(props.filters.actor === null ? [] : ['of one person who acted']),
    ...(props.filters.person === null && props.filters.subject === null ? [] : ['about one person or thing']),
  ];
  return (
    <p className="audit-paper">
      {me?.school.name}. Printed {sayMoment(now)} by {me?.account.name}.{' '}
      {parts.length === 0 ? 'All lines, newest first.' : `Only: ${parts.join(', ')}; newest first.`}
    </p>
  );
}

import { type AuditEntry, listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { load } from '../../api/client.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Choice } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Pill, State } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { type AuditFilters, auditHref, OUTCOME_WORDS, sayAction } from './words.ts';

const ALL = 'all';

function auditQuery(filters: AuditFilters) {
  return infiniteQueryOptions({
    queryKey: ['audit', filters],
    queryFn: ({ pageParam, signal }) =>
      load(
        listAudit,
        {
          query: {
            limit: 100,
            ...(filters.subject === null ? {} : { subjectId: filters.subject }),
            ...(filters.actor === null ? {} : { actorId: filters.actor }),
            ...(filters.action === null ? {} : { action: filters.action }),
            ...(pageParam === null ? {} : { after: pageParam }),
          },
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** @param onSubject narrows to one thing; null when that is done already */
function auditColumns(onSubject: ((id: string) => void) | null): Column<AuditEntry>[] {
  return [
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
        const { word, tone } = OUTCOME_WORDS[entry.outcome];
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
    {
      key: 'seq',
      title: 'No.',
      fixed: true,
      cell: (entry) => (
        <span className="quiet small number" title={`Hash ${entry.hash}`}>
          {entry.seq}
        </span>
      ),
    },
  ];
}

export interface AuditPageProps {
  filters: AuditFilters;
  go: (href: string) => void;
}

/** Who did and looked at what, newest first. It cannot be changed or switched off. */
export function AuditPage(props: AuditPageProps): ReactNode {
  const { filters, go } = props;
  const query = useInfiniteQuery(auditQuery(filters));
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const actors = new Map(entries.flatMap(({ actor }) => (actor === null ? [] : [[actor.id, actor.name]])));
  const actions = [...new Set(entries.map((entry) => entry.action))].toSorted();
  if (filters.action !== null && !actions.includes(filters.action)) actions.push(filters.action);
  const narrowed = filters.actor !== null || filters.action !== null || filters.subject !== null;

  const columns = auditColumns(
    filters.subject === null ? (subject) => go(auditHref({ ...filters, subject })) : null,
  );

  return (
    <Page
      title="Audit"
      tab="Audit"
      flush
      description="Every change, and every look at a pupil’s data. It cannot be edited or switched off."
      bar={
        <>
          <Choice
            label="Who"
            look="filter"
            neutral={ALL}
            value={filters.actor ?? ALL}
            onChange={(key) => go(auditHref({ ...filters, actor: key === ALL ? null : key }))}
            options={[
              { key: ALL, label: 'Everybody' },
              ...[...actors].map(([key, label]) => ({ key: key ?? '', label: label ?? '' })),
              ...(filters.actor !== null && !actors.has(filters.actor)
                ? [{ key: filters.actor, label: 'Chosen person' }]
                : []),
            ]}
          />
          <Choice
            label="Kind"
            look="filter"
            neutral={ALL}
            value={filters.action ?? ALL}
            onChange={(key) => go(auditHref({ ...filters, action: key === ALL ? null : key }))}
            options={[
              { key: ALL, label: 'Every kind' },
              ...actions.map((action) => ({ key: action, label: sayAction(action) })),
            ]}
          />
          {filters.subject === null ? null : (
            <Action
              label="Show everything again, not only this one thing"
              onPress={() => go(auditHref({ ...filters, subject: null }))}
            >
              Only one thing <X size={14} aria-hidden />
            </Action>
          )}
          {narrowed ? (
            <Action look="plain" onPress={() => go(auditHref({ actor: null, action: null, subject: null }))}>
              Clear
            </Action>
          ) : null}
        </>
      }
    >
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : entries.length === 0 ? (
        <State
          title={narrowed ? 'Nothing matches these filters' : 'Nothing has been done yet'}
          icon="missing"
        >
          {narrowed ? 'Clear them to see everything.' : 'What is done and looked at from now on stands here.'}
        </State>
      ) : (
        <DataTable
          label="Audit"
          rows={entries}
          columns={columns}
          rowKey={(entry) => String(entry.seq)}
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
      )}
    </Page>
  );
}

import { attachCaptures } from '@lapwing/protocol/features/concerns/record.api.ts';
import type { ConcernSummary } from '@lapwing/protocol/features/concerns/api.ts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Choice, SearchInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, Pill, State } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { When } from '../../ui/when.tsx';
import { capturesIn, type ConcernFilters, concernsHref, isFiltered, searchOf } from './filters.ts';
import { choicesQuery, concernsQuery, useConcernChange } from './queries.ts';
import { sayActions, sayDate, STATUS_WORDS } from './words.ts';
import './concerns.css';

const ALL = 'all';

const TITLE: Column<ConcernSummary> = {
  key: 'title',
  title: 'Concern',
  cell: (concern) => (
    <Link href={paths.concern(concern.id)} className="strong-link">
      <Name>{concern.title}</Name>
    </Link>
  ),
};

const COLUMNS: readonly Column<ConcernSummary>[] = [
  TITLE,
  {
    key: 'about',
    title: 'About',
    cell: (concern) =>
      concern.subjects.map((person, index) => (
        <span key={person.id}>
          {index === 0 ? '' : ', '}
          <Name>{person.name}</Name>
          {person.form === null ? null : (
            <span className="quiet small">
              {' '}
              <Name>{person.form}</Name>
            </span>
          )}
        </span>
      )),
  },
  { key: 'risk', title: 'Risk', cell: (concern) => concern.risk.title },
  {
    key: 'status',
    title: 'Status',
    fixed: true,
    cell: (concern) => (
      <Pill tone={concern.status === 'open' ? 'warn' : 'quiet'}>{STATUS_WORDS[concern.status]}</Pill>
    ),
  },
  {
    key: 'actions',
    title: 'Actions',
    cell: ({ actions }) => (
      <>
        {actions.overdue === 0 ? (
          <span className={actions.open === 0 ? 'quiet' : undefined}>{sayActions(actions)}</span>
        ) : (
          <Pill tone="stop" shape="▲">
            {sayActions(actions)}
          </Pill>
        )}
        {actions.next === null ? null : (
          <div className="quiet small">
            Next by {sayDate(actions.next.due)}: <Name>{actions.next.owner}</Name>
          </div>
        )}
      </>
    ),
  },
  {
    key: 'captures',
    title: 'Captures',
    fixed: true,
    cell: (concern) => <span className="number">{concern.captures}</span>,
  },
  { key: 'changed', title: 'Changed', fixed: true, cell: (concern) => <When at={concern.changedAt} /> },
];

function countedOf(captures: readonly string[]): string {
  return captures.length === 1 ? 'the capture' : `the ${captures.length} captures`;
}

function attachColumn(captures: readonly string[], go: ConcernsPageProps['go']): Column<ConcernSummary> {
  return {
    key: 'attach',
    title: 'Attach',
    hideTitle: true,
    fixed: true,
    cell: (concern) => <Attach concern={concern} captures={captures} go={go} />,
  };
}

function Attach(props: {
  concern: ConcernSummary;
  captures: readonly string[];
  go: ConcernsPageProps['go'];
}): ReactNode {
  const { concern, captures } = props;
  const attach = useConcernChange();
  const counted = countedOf(captures);
  return (
    <Action
      busy={attach.isPending}
      unavailable={concern.status === 'closed' ? 'It is closed: open it again first.' : undefined}
      label={`Attach here: ${counted}, to ${concern.title}`}
      onPress={() =>
        attach.mutate(
          () => load(attachCaptures, { params: { id: concern.id }, body: { captureIds: [...captures] } }),
          {
            onSuccess() {
              showToast({ tone: 'good', text: `Attached ${counted}.` });
              props.go(paths.concern(concern.id));
            },
            onError: (error) => showToast({ tone: 'stop', text: sayShortly(error) }),
          },
        )
      }
    >
      Attach here
    </Action>
  );
}

export interface ConcernsPageProps {
  filters: ConcernFilters;
  go: (href: string, options?: { replace?: boolean }) => void;
}

/** The case files: what is open and overdue first. With captures in the address one is chosen to attach them to. */
export function ConcernsPage(props: ConcernsPageProps): ReactNode {
  const { filters, go } = props;
  const search = filters.search ?? '';
  const [words, setWords] = useState(search);
  const query = useInfiniteQuery(concernsQuery(filters));
  const first = query.data?.pages[0];
  const concerns = query.data?.pages.flatMap((page) => page.items) ?? [];
  const captures = capturesIn(filters);

  useEffect(() => {
    const trimmed = words.trim();
    if (trimmed === search) return undefined;
    const timer = setTimeout(() => go(concernsHref({ ...filters, search: trimmed }), { replace: true }), 250);
    return () => clearTimeout(timer);
  }, [words, search, filters, go]);

  const counted = countedOf(captures);
  const newHref = paths.newConcern(searchOf({ capture: filters.capture }));
  return (
    <Page
      title="Concerns"
      tab="Concerns"
      flush
      description={
        first === undefined
          ? undefined
          : first.may.all.allowed
            ? 'Case files: who is involved, what happened, what was decided and why'
            : 'The concerns that are shared with you'
      }
      actions={
        first?.may.open.allowed === true ? (
          <ActionLink look="main" href={newHref}>
            Open a concern
          </ActionLink>
        ) : undefined
      }
      bar={
        <>
          <SearchInput
            label="Search concerns"
            placeholder="Title or name"
            value={words}
            onChange={setWords}
          />
          <Filters filters={filters} go={go} />
        </>
      }
    >
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : (
        <div className="concern-list">
          <div className="concern-list-head">
            {captures.length === 0 ? null : (
              <Notice>
                Choose the concern to which {counted} belong{captures.length === 1 ? 's' : ''}, or{' '}
                <Link href={newHref}>open a new one</Link>.
              </Notice>
            )}
          </div>
          {concerns.length === 0 ? (
            <NoConcerns
              filtered={isFiltered(filters)}
              mayAll={first?.may.all.allowed ?? false}
              mayOpen={first?.may.open.allowed ?? false}
              newHref={newHref}
            />
          ) : (
            <DataTable
              label="Concerns"
              rows={concerns}
              columns={captures.length === 0 ? COLUMNS : [...COLUMNS, attachColumn(captures, go)]}
              rowKey={(concern) => concern.id}
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
        </div>
      )}
    </Page>
  );
}

function Filters(props: ConcernsPageProps): ReactNode {
  const { filters, go } = props;
  const mayAll = useMay('concerns.view');
  const choices = useQuery({ ...choicesQuery, enabled: mayAll }).data;
  const change = (part: ConcernFilters): void => go(concernsHref({ ...filters, ...part }));
  const of = (key: string): string | undefined => (key === ALL ? undefined : key);
  return (
    <>
      <Choice
        label="Status"
        look="filter"
        neutral={ALL}
        value={filters.status ?? ALL}
        options={[
          { key: ALL, label: 'Open and closed' },
          { key: 'open', label: 'Open' },
          { key: 'closed', label: 'Closed' },
        ]}
        onChange={(key) => change({ status: key === 'open' || key === 'closed' ? key : undefined })}
      />
      <Choice
        label="Actions of"
        look="filter"
        neutral={ALL}
        value={filters.owner ?? ALL}
        options={[
          { key: ALL, label: 'Anybody' },
          { key: 'me', label: 'Me' },
          ...(choices?.staff ?? []).map(({ id, name }) => ({ key: id, label: name })),
        ]}
        onChange={(key) => change({ owner: of(key) })}
      />
      {choices === undefined ? null : (
        <Choice
          label="Risk"
          look="filter"
          neutral={ALL}
          value={filters.risk ?? ALL}
          options={[
            { key: ALL, label: 'Every risk' },
            ...choices.risks.map(({ key, title }) => ({ key, label: title })),
          ]}
          onChange={(key) => change({ risk: choices.risks.find((risk) => risk.key === key)?.key })}
        />
      )}
      {isFiltered(filters) ? (
        <Action look="plain" onPress={() => go(concernsHref({ capture: filters.capture }))}>
          {filters.person === undefined ? 'Clear' : 'One person: show everybody again'}
        </Action>
      ) : null}
    </>
  );
}

function NoConcerns(props: {
  filtered: boolean;
  mayAll: boolean;
  mayOpen: boolean;
  newHref: string;
}): ReactNode {
  if (props.filtered) {
    return (
      <State title="No concern fits these filters" icon="missing">
        Clear them to see all.
      </State>
    );
  }
  if (!props.mayAll) {
    return (
      <State title="No concern is shared with you" icon="locked">
        Your role shows you no concerns of its own. The safeguarding lead can share one with you.
      </State>
    );
  }
  return (
    <State
      title="No concern yet"
      actions={props.mayOpen ? <ActionLink href={props.newHref}>Open a concern</ActionLink> : undefined}
    >
      Open one when a worry needs more than one capture’s note: it keeps people, what happened, actions,
      referrals and reasons together.
    </State>
  );
}

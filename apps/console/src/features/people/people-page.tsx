import type { Person } from '@lapwing/protocol/features/people/api.ts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { groupsQuery, useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { OpenMark } from '../../severity-mark.tsx';
import { Action, ActionLink } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Choice, SearchInput } from '../../ui/field.tsx';
import { Initials, Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Pill, State } from '../../ui/states.tsx';
import { Badge } from '../../ui/tag.tsx';
import { When } from '../../ui/when.tsx';
import { isFiltered, peopleHref, type PeopleFilters } from './filters.ts';
import { PersonForm } from './person-form.tsx';
import { PersonPanel } from './person-panel.tsx';
import { peopleListQuery } from './queries.ts';
import './people.css';

const ALL = 'all';

const COLUMNS: readonly Column<Person>[] = [
  {
    key: 'name',
    title: 'Name',
    cell: (person) => (
      <span className="person-name">
        <Initials name={person.name} />
        <Link href={paths.person(person.id)} className="strong-link">
          <Name>{person.name}</Name>
        </Link>
        {person.leftAt === null ? null : <Pill tone="quiet">Left</Pill>}
      </span>
    ),
  },
  {
    key: 'form',
    title: 'Year and form',
    fixed: true,
    cell: (person) => (person.kind === 'staff' ? <span className="quiet">Staff</span> : sayForm(person)),
  },
  { key: 'username', title: 'Account', cell: (person) => <Name>{person.username}</Name> },
  {
    key: 'groups',
    title: 'Groups',
    cell: (person) =>
      person.groups.length === 0 ? (
        <span className="quiet">None</span>
      ) : (
        person.groups.map((group, index) => (
          <span key={group.id}>
            {index === 0 ? '' : ', '}
            <Name>{group.name}</Name>
          </span>
        ))
      ),
  },
  {
    key: 'captures',
    title: 'Open captures',
    fixed: true,
    cell: (person) =>
      person.openCaptures === null || person.openCaptures === 0 ? (
        <span className="quiet">{person.openCaptures ?? ''}</span>
      ) : (
        <Link href={paths.capturesOfPerson(person.id)} className="open-link">
          <OpenMark count={person.openCaptures} worst={person.worstOpen} />
        </Link>
      ),
  },
];

/** A year that is a number is called so; Reception is Reception. */
function sayYear(year: string): string {
  return /^[0-9]+$/.test(year) ? `Year ${year}` : year;
}

function sayForm(person: Person): ReactNode {
  const parts = [person.year === null ? null : sayYear(person.year), person.form].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? <span className="quiet">None</span> : <Name>{parts.join(', ')}</Name>;
}

const LEFT: Column<Person> = {
  key: 'left',
  title: 'Left',
  fixed: true,
  cell: (person) => (person.leftAt === null ? null : <When at={person.leftAt} />),
};

export interface PeoplePageProps {
  filters: PeopleFilters;
  selectedId: string | null;
  go: (href: string, options?: { replace?: boolean }) => void;
  /** What is watched for at a person, and why. */
  watched: (personId: string) => ReactNode;
}

/** The roster: find a person, see where they belong, put their entry right. */
export function PeoplePage(props: PeoplePageProps): ReactNode {
  const { filters, selectedId, go } = props;
  const search = filters.search ?? '';
  const [words, setWords] = useState(search);
  const [adding, setAdding] = useState(false);
  const query = useInfiniteQuery(peopleListQuery(filters));
  const people = query.data?.pages.flatMap((page) => page.items) ?? [];
  const first = query.data?.pages[0];
  const manage = first?.may.manage;
  const withLeavers = filters.leavers === 'only' || filters.leavers === 'with';

  useEffect(() => {
    const trimmed = words.trim();
    if (trimmed === search) return undefined;
    const timer = setTimeout(() => go(peopleHref({ ...filters, search: trimmed }), { replace: true }), 250);
    return () => clearTimeout(timer);
  }, [words, search, filters, go]);

  return (
    <Page
      title="People"
      tab="People"
      flush
      description={first === undefined ? undefined : first.total === 1 ? '1 person' : `${first.total} people`}
      actions={
        manage === undefined ? undefined : (
          <>
            {first === undefined || first.unmatched === null || first.unmatched === 0 ? null : (
              <ActionLink href={paths.unmatchedAccounts()}>
                Accounts not matched{' '}
                <Badge count={first.unmatched} label={`${first.unmatched} to look at`} tone="accent" />
              </ActionLink>
            )}
            {manage.allowed ? <ActionLink href={paths.importPeople()}>Import from a file</ActionLink> : null}
            <Action
              look="main"
              unavailable={
                manage.allowed
                  ? undefined
                  : (manage.reason ?? 'Your role does not include changing the roster.')
              }
              onPress={() => setAdding(true)}
            >
              Add a person
            </Action>
          </>
        )
      }
      bar={
        <>
          <SearchInput
            label="Search people"
            placeholder="Name or account"
            value={words}
            onChange={setWords}
          />
          <Filters filters={filters} years={first?.years ?? []} forms={first?.forms ?? []} go={go} />
        </>
      }
      aside={
        selectedId === null ? null : (
          <PersonPanel
            key={selectedId}
            id={selectedId}
            mayManage={manage ?? { allowed: false }}
            watched={props.watched}
            onClose={() => go(peopleHref(filters))}
          />
        )
      }
    >
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : people.length === 0 ? (
        <NoPeople searched={isFiltered(filters)} mayAdd={manage?.allowed ?? false} />
      ) : (
        <DataTable
          label="People"
          rows={people}
          columns={columnsFor(selectedId !== null, withLeavers)}
          rowKey={(person) => person.id}
          chosenKey={selectedId}
          foot={
            query.hasNextPage ? (
              <div className="table-foot">
                <Action busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                  Show more
                </Action>
                <span className="quiet">
                  {people.length} of {first?.total ?? people.length}
                </span>
              </div>
            ) : null
          }
        />
      )}
      {adding ? (
        <PersonForm
          person={null}
          onClose={() => setAdding(false)}
          onSaved={(person) => {
            setAdding(false);
            go(paths.person(person.id));
          }}
        />
      ) : null}
    </Page>
  );
}

function columnsFor(narrow: boolean, withLeavers: boolean): readonly Column<Person>[] {
  const shown = narrow ? COLUMNS.filter((column) => column.key !== 'groups') : COLUMNS;
  return withLeavers ? [...shown, LEFT] : shown;
}

function Filters(props: {
  filters: PeopleFilters;
  years: readonly string[];
  forms: readonly string[];
  go: PeoplePageProps['go'];
}): ReactNode {
  const { filters, go } = props;
  const mayGroups = useMay('groups.view');
  const groups = useQuery({ ...groupsQuery, enabled: mayGroups }).data?.groups ?? [];
  const change = (part: PeopleFilters): void => go(peopleHref({ ...filters, ...part }));
  const of = (key: string): string | undefined => (key === ALL ? undefined : key);
  // One that was chosen stays in the list also when nobody has it any more.
  const listed = (all: readonly string[], chosen: string | undefined): readonly string[] =>
    chosen === undefined || all.includes(chosen) ? all : [chosen, ...all];
  const years = listed(props.years, filters.year);
  const forms = listed(props.forms, filters.form);
  return (
    <>
      {groups.length === 0 ? null : (
        <Choice
          label="Group"
          look="filter"
          neutral={ALL}
          value={filters.group ?? ALL}
          options={[
            { key: ALL, label: 'Every group' },
            ...groups
              .filter((group) => group.kind === 'people')
              .map((group) => ({ key: group.id, label: group.name })),
          ]}
          onChange={(key) => change({ group: of(key) })}
        />
      )}
      {years.length === 0 ? null : (
        <Choice
          label="Year"
          look="filter"
          neutral={ALL}
          value={filters.year ?? ALL}
          options={[
            { key: ALL, label: 'Every year' },
            ...years.map((year) => ({ key: year, label: sayYear(year) })),
          ]}
          onChange={(key) => change({ year: of(key) })}
        />
      )}
      {forms.length === 0 ? null : (
        <Choice
          label="Form"
          look="filter"
          neutral={ALL}
          value={filters.form ?? ALL}
          options={[{ key: ALL, label: 'Every form' }, ...forms.map((form) => ({ key: form, label: form }))]}
          onChange={(key) => change({ form: of(key) })}
        />
      )}
      <Choice
        label="Leavers"
        look="filter"
        neutral="without"
        value={filters.leavers ?? 'without'}
        options={[
          { key: 'without', label: 'Without leavers' },
          { key: 'with', label: 'With leavers' },
          { key: 'only', label: 'Only leavers' },
        ]}
        onChange={(leavers) => change({ leavers })}
      />
    </>
  );
}

function NoPeople(props: { searched: boolean; mayAdd: boolean }): ReactNode {
  if (props.searched) {
    return (
      <State title="Nobody fits" icon="missing">
        Try part of a name or of an account, or fewer filters. Leavers are shown only when asked for.
      </State>
    );
  }
  return (
    <State
      title="Nobody on the roster yet"
      actions={
        props.mayAdd ? (
          <ActionLink href={paths.importPeople()} look="main">
            Import from a file
          </ActionLink>
        ) : undefined
      }
    >
      {props.mayAdd
        ? 'Import the list that your school’s information system exports, or add the pupils whose devices you watch. A capture of an account that is not on the roster is kept and shown as not matched.'
        : 'An administrator adds people. Those of your groups then appear here.'}
    </State>
  );
}

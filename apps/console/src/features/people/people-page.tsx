import type { Person } from '@lapwing/protocol/features/people/api.ts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'react-aria-components';
import { groupsQuery, useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { OpenMark } from '../../severity-mark.tsx';
import { Action } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Choice, SearchInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { PersonForm } from './person-form.tsx';
import { PersonPanel } from './person-panel.tsx';
import { peopleListQuery } from './queries.ts';

const ALL = 'all';

const COLUMNS: readonly Column<Person>[] = [
  {
    key: 'name',
    title: 'Name',
    cell: (person) => (
      <Link href={paths.person(person.id)} className="strong-link">
        <Name>{person.name}</Name>
      </Link>
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

function sayForm(person: Person): ReactNode {
  const parts = [
    person.year === null ? null : `Year ${person.year.replace(/^year\s*/i, '')}`,
    person.form,
  ].filter((part) => part !== null);
  return parts.length === 0 ? <span className="quiet">None</span> : <Name>{parts.join(', ')}</Name>;
}

export interface PeoplePageProps {
  search: string;
  groupId: string | null;
  selectedId: string | null;
  go: (href: string, options?: { replace?: boolean }) => void;
}

/** The roster: find a person, see where they belong, put their entry right. */
export function PeoplePage(props: PeoplePageProps): ReactNode {
  const { search, groupId, selectedId, go } = props;
  const [words, setWords] = useState(search);
  const [adding, setAdding] = useState(false);
  const query = useInfiniteQuery(peopleListQuery(search, groupId));
  const mayGroups = useMay('groups.view');
  const groups = useQuery({ ...groupsQuery, enabled: mayGroups }).data?.groups ?? [];
  const people = query.data?.pages.flatMap((page) => page.items) ?? [];
  const first = query.data?.pages[0];
  const manage = first?.may.manage;
  const filters = searchOf(search, groupId);

  useEffect(() => {
    const trimmed = words.trim();
    if (trimmed === search) return undefined;
    const timer = setTimeout(() => go(paths.people(searchOf(trimmed, groupId)), { replace: true }), 250);
    return () => clearTimeout(timer);
  }, [words, search, groupId, go]);

  return (
    <Page
      title="People"
      tab="People"
      flush
      description={first === undefined ? undefined : first.total === 1 ? '1 person' : `${first.total} people`}
      actions={
        manage === undefined ? undefined : (
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
          {groups.length === 0 ? null : (
            <Choice
              label="Group"
              look="filter"
              neutral={ALL}
              value={groupId ?? ALL}
              options={[
                { key: ALL, label: 'Every group' },
                ...groups
                  .filter((group) => group.kind === 'people')
                  .map((group) => ({ key: group.id, label: group.name })),
              ]}
              onChange={(key) => go(paths.people(searchOf(search, key === ALL ? null : key)))}
            />
          )}
        </>
      }
      aside={
        selectedId === null ? null : (
          <PersonPanel
            key={selectedId}
            id={selectedId}
            mayManage={manage ?? { allowed: false }}
            onClose={() => go(paths.people(filters))}
          />
        )
      }
    >
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : people.length === 0 ? (
        <NoPeople searched={search !== '' || groupId !== null} mayAdd={manage?.allowed ?? false} />
      ) : (
        <DataTable
          label="People"
          rows={people}
          columns={selectedId === null ? COLUMNS : COLUMNS.filter((column) => column.key !== 'groups')}
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

function NoPeople(props: { searched: boolean; mayAdd: boolean }): ReactNode {
  if (props.searched) {
    return (
      <State title="Nobody fits" icon="missing">
        Try part of a name or of an account, or another group.
      </State>
    );
  }
  return (
    <State title="Nobody on the roster yet">
      {props.mayAdd
        ? 'Add the pupils whose devices you watch. A capture of an account that is not on the roster is kept and shown as not matched.'
        : 'An administrator adds people. Those of your groups then appear here.'}
    </State>
  );
}

function searchOf(search: string, groupId: string | null): string {
  const query = new URLSearchParams();
  if (search !== '') query.set('search', search);
  if (groupId !== null) query.set('group', groupId);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

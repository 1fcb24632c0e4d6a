import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { groupsQuery } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { PRIORITY_WORDS } from '../../settings-words.ts';
import { OpenMark } from '../../severity-mark.tsx';
import { Action } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { MakeGroup } from './make-group.tsx';
import { allRows, type GroupRow } from './tree.ts';
import { kindInWords } from './words.ts';

interface TableRow extends GroupRow {
  /** The name of the group that it is in. */
  readonly inside: string | undefined;
}

const COLUMNS: ReadonlyArray<Column<TableRow>> = [
  {
    key: 'name',
    title: 'Group',
    cell: ({ group, depth }) => (
      <Link
        href={paths.groupView(group.id, 'properties')}
        className="strong-link"
        style={{ paddingInlineStart: depth * 18 }}
      >
        <Name>{group.name}</Name>
      </Link>
    ),
  },
  { key: 'kind', title: 'Of', fixed: true, cell: ({ group }) => kindInWords(group) },
  {
    key: 'parent',
    title: 'Inside',
    cell: ({ inside }) => (inside === undefined ? null : <Name>{inside}</Name>),
  },
  {
    key: 'priority',
    title: 'Priority',
    fixed: true,
    cell: ({ group }) => (group.builtIn !== null || group.personal ? null : PRIORITY_WORDS[group.priority]),
  },
  {
    key: 'members',
    title: 'Members',
    fixed: true,
    cell: ({ group }) => <span className="number">{group.members}</span>,
  },
  {
    key: 'online',
    title: 'Live',
    fixed: true,
    cell: ({ group }) => <span className="number">{group.online}</span>,
  },
  {
    key: 'captures',
    title: 'Open captures',
    fixed: true,
    cell: ({ group }) =>
      group.openCaptures === null || group.openCaptures === 0 ? (
        <span className="quiet">{group.openCaptures ?? ''}</span>
      ) : (
        <Link href={paths.capturesOfGroup(group.id)} className="open-link">
          <OpenMark count={group.openCaptures} worst={group.worstOpen} />
        </Link>
      ),
  },
];

/** All groups as one table, and a way to make another. */
export function GroupsPage(props: { go: (href: string) => void }): ReactNode {
  const query = useQuery(groupsQuery);
  const [adding, setAdding] = useState(false);
  const groups = query.data?.groups ?? [];
  const may = query.data?.may;
  const blocked =
    may === undefined || may.manage.allowed || may.personal.allowed
      ? undefined
      : (may.manage.reason ?? 'Your role does not include making groups.');
  return (
    <Page
      title="Groups"
      tab="Groups"
      flush
      description="Rooms and trolleys of devices; years, forms and classes of people. What a teacher sees ends at their groups."
      actions={
        may === undefined ? undefined : (
          <Action look="main" unavailable={blocked} onPress={() => setAdding(true)}>
            Make a group
          </Action>
        )
      }
    >
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : groups.every((group) => group.builtIn !== null) ? (
        <State
          title="No groups yet"
          actions={
            blocked === undefined ? (
              <Action onPress={() => setAdding(true)}>Make the first group</Action>
            ) : undefined
          }
        >
          Make one for each room and each class. Teachers then see the captures of their own classes.
        </State>
      ) : (
        <DataTable
          label="Groups"
          rows={tableRows(groups)}
          columns={COLUMNS}
          rowKey={({ group }) => group.id}
        />
      )}
      {adding && may !== undefined ? (
        <MakeGroup
          groups={groups}
          may={may}
          onClose={() => setAdding(false)}
          onMade={(group) => {
            setAdding(false);
            props.go(paths.groupView(group.id, 'properties'));
          }}
        />
      ) : null}
    </Page>
  );
}

function tableRows(groups: readonly Group[]): TableRow[] {
  const names = new Map(groups.map((group) => [group.id, group.name]));
  return allRows(groups).map((row) => ({
    ...row,
    inside: row.group.parentId === null ? undefined : names.get(row.group.parentId),
  }));
}

import { addGroup, type Group } from '@lapwing/protocol/features/groups/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { groupsQuery } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { OpenMark } from '../../severity-mark.tsx';
import { Action } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Choice, TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { groupRows, type GroupRow } from './tree.ts';
import { Form, FormFoot } from '../../ui/form.tsx';

const NONE = 'none';

export const KIND_WORDS: Readonly<Record<Group['kind'], string>> = Object.freeze({
  people: 'People',
  devices: 'Devices',
});

const COLUMNS: readonly Column<GroupRow>[] = [
  {
    key: 'name',
    title: 'Group',
    cell: ({ group, depth }) => (
      <Link href={paths.group(group.id)} className="strong-link" style={{ paddingInlineStart: depth * 18 }}>
        <Name>{group.name}</Name>
      </Link>
    ),
  },
  { key: 'kind', title: 'Of', fixed: true, cell: ({ group }) => KIND_WORDS[group.kind] },
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
  const manage = query.data?.may.manage;
  const blocked =
    manage === undefined || manage.allowed
      ? undefined
      : (manage.reason ?? 'Your role does not include making groups.');
  return (
    <Page
      title="Groups"
      tab="Groups"
      flush
      description="Rooms and trolleys of devices; years, forms and classes of people. What a teacher sees ends at their groups."
      actions={
        manage === undefined ? undefined : (
          <Action look="main" unavailable={blocked} onPress={() => setAdding(true)}>
            Make a group
          </Action>
        )
      }
    >
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : groups.length === 0 ? (
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
          rows={[...groupRows(groups, 'devices'), ...groupRows(groups, 'people')]}
          columns={COLUMNS}
          rowKey={({ group }) => group.id}
        />
      )}
      {adding ? (
        <GroupForm
          groups={groups}
          onClose={() => setAdding(false)}
          onMade={(group) => {
            setAdding(false);
            props.go(paths.group(group.id));
          }}
        />
      ) : null}
    </Page>
  );
}

function GroupForm(props: {
  groups: readonly Group[];
  onClose: () => void;
  onMade: (group: Group) => void;
}): ReactNode {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<Group['kind']>('people');
  const [parent, setParent] = useState(NONE);
  const parents = groupRows(props.groups, kind);
  const parentId = parents.some(({ group }) => group.id === parent) ? parent : null;
  const add = useMutation({
    mutationFn: () => load(addGroup, { body: { name, kind, parentId } }),
    onSuccess(group) {
      void client.invalidateQueries({ queryKey: ['groups'] });
      props.onMade(group);
    },
  });
  const problem = formError(add.error, ['name']);
  return (
    <Window title="Make a group" open onClose={props.onClose}>
      <Form problem={problem} busy={add.isPending} onSubmit={() => add.mutate()}>
        <TextInput
          label="Name"
          name="name"
          value={name}
          onChange={setName}
          error={fieldError(add.error, 'name')}
          placeholder="8B Computing"
          required
          autoFocus
        />
        <Choice
          label="Of"
          value={kind}
          onChange={setKind}
          options={[
            { key: 'people', label: 'People', hint: 'a year, form or class' },
            { key: 'devices', label: 'Devices', hint: 'a room or a trolley' },
          ]}
        />
        <Choice
          label="Inside"
          value={parentId ?? NONE}
          onChange={setParent}
          options={[
            { key: NONE, label: 'No other group' },
            ...parents.map(({ group }) => ({ key: group.id, label: group.name })),
          ]}
        />
        <FormFoot onCancel={props.onClose} submit="Make it" busy={add.isPending} />
      </Form>
    </Window>
  );
}

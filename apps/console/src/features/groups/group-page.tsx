import { changeGroup, deleteGroup, type Group } from '@lapwing/protocol/features/groups/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError, sayShortly } from '../../api/failure.ts';
import { groupsQuery, useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Confirm, Window } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { DeviceMembers, PeopleMembers } from './group-members.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';

/** One group: who or what is in it, live, and its captures a press away. */
export function GroupPage(props: { id: string; go: (href: string) => void }): ReactNode {
  const query = useQuery(groupsQuery);
  const group = query.data?.groups.find((one) => one.id === props.id);
  if (query.data === undefined)
    return <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />;
  if (group === undefined) {
    return (
      <State
        title="There is no such group"
        whole
        icon="missing"
        actions={<ActionLink href={paths.groups()}>All groups</ActionLink>}
      >
        It may have been deleted, or it is not one of yours.
      </State>
    );
  }
  return <OneGroup key={group.id} group={group} manage={query.data.may.manage} go={props.go} />;
}

function OneGroup(props: {
  group: Group;
  manage: { allowed: boolean; reason?: string | undefined };
  go: (href: string) => void;
}): ReactNode {
  const { group, manage } = props;
  const client = useQueryClient();
  const [renaming, setRenaming] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const mayCaptures = useMay('captures.view');
  const blocked = manage.allowed
    ? undefined
    : (manage.reason ?? 'Your role does not include changing groups.');
  const remove = useMutation({
    mutationFn: () => load(deleteGroup, { params: { id: group.id } }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: ['groups'] });
      props.go(paths.groups());
    },
  });
  const open = group.openCaptures ?? 0;
  return (
    <Page
      title={<Name>{group.name}</Name>}
      tab={group.name}
      flush
      description={describe(group)}
      actions={
        <>
          {mayCaptures ? (
            <ActionLink href={paths.capturesOfGroup(group.id)} look={open > 0 ? 'main' : undefined}>
              {open > 0 ? `Captures: ${open} open` : 'Captures'}
            </ActionLink>
          ) : null}
          <Action unavailable={blocked} onPress={() => setRenaming(true)}>
            Rename
          </Action>
          <Action unavailable={blocked} onPress={() => setDeleting(true)}>
            Delete
          </Action>
        </>
      }
    >
      {group.kind === 'people' ? (
        <PeopleMembers group={group} blocked={blocked} />
      ) : (
        <DeviceMembers group={group} blocked={blocked} />
      )}
      {renaming ? <Rename group={group} onClose={() => setRenaming(false)} /> : null}
      <Confirm
        title="Delete this group?"
        open={deleting}
        onClose={() => setDeleting(false)}
        verb="Delete the group"
        onConfirm={() => remove.mutate()}
        busy={remove.isPending}
        error={remove.error === null ? undefined : sayShortly(remove.error)}
      >
        <p>
          <Name>{group.name}</Name> with its {group.members} {group.members === 1 ? 'member' : 'members'} is
          deleted; the members themselves and their captures stay.
        </p>
        <p>Teachers who see these members only through this group no longer see them.</p>
      </Confirm>
    </Page>
  );
}

function describe(group: Group): string {
  const what = group.kind === 'people' ? ['person', 'people'] : ['device', 'devices'];
  const members = `${group.members} ${group.members === 1 ? what[0] : what[1]}`;
  return `${members}, ${group.online} ${group.online === 1 ? 'device' : 'devices'} live`;
}

function Rename(props: { group: Group; onClose: () => void }): ReactNode {
  const client = useQueryClient();
  const [name, setName] = useState(props.group.name);
  const save = useMutation({
    mutationFn: () => load(changeGroup, { params: { id: props.group.id }, body: { name } }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: ['groups'] });
      props.onClose();
    },
  });
  const problem = formError(save.error, ['name']);
  return (
    <Window title="Rename the group" open onClose={props.onClose}>
      <Form problem={problem} busy={save.isPending} onSubmit={() => save.mutate()}>
        <TextInput
          label="Name"
          name="name"
          value={name}
          onChange={setName}
          error={fieldError(save.error, 'name')}
          required
          autoFocus
        />
        <FormFoot onCancel={props.onClose} submit="Rename" busy={save.isPending} />
      </Form>
    </Window>
  );
}

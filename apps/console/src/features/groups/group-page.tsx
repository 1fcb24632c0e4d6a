import { deleteGroup, type GroupDetail } from '@lapwing/protocol/features/groups/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { isRefusal, sayShortly } from '../../api/failure.ts';
import { useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { GroupForm } from './group-form.tsx';
import { GroupMembers } from './group-members.tsx';
import { GroupRuleForm } from './group-rule.tsx';
import { GroupSettings } from './group-settings.tsx';
import { groupQuery, refreshGroups } from './queries.ts';
import { countInWords, kindInWords } from './words.ts';
import './groups.css';

/** The properties of a group: who and what is in it, its name and place, its rule, and what it sets. */
export function GroupPage(props: { id: string; go: (href: string) => void }): ReactNode {
  const query = useQuery(groupQuery(props.id));
  const group = query.data;
  if (isRefusal(query.error, 'not-found')) {
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
  if (group === undefined)
    return <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />;
  return <OneGroup key={group.id} group={group} go={props.go} />;
}

function OneGroup(props: { group: GroupDetail; go: (href: string) => void }): ReactNode {
  const { group } = props;
  const client = useQueryClient();
  const [deleting, setDeleting] = useState(false);
  const mayCaptures = useMay('captures.view');
  const { manage } = group.may;
  const blocked = manage.allowed ? undefined : (manage.reason ?? 'Your role does not include this.');
  const remove = useMutation({
    mutationFn: () => load(deleteGroup, { params: { id: group.id } }),
    onSuccess() {
      props.go(paths.groups());
      refreshGroups(client);
    },
  });
  const open = group.openCaptures ?? 0;
  const restriction = group.builtIn !== null && group.builtIn !== 'whole-school';
  return (
    <Page
      title={<Name>{group.name}</Name>}
      tab={group.name}
      description={describe(group)}
      actions={
        <>
          {mayCaptures && !restriction ? (
            <ActionLink href={paths.capturesOfGroup(group.id)} look={open > 0 ? 'main' : undefined}>
              {open > 0 ? `Captures: ${open} open` : 'Captures'}
            </ActionLink>
          ) : null}
          <Action unavailable={blocked} onPress={() => setDeleting(true)}>
            Delete
          </Action>
        </>
      }
    >
      <div className="group-properties">
        <div className="group-cards">
          <GroupMembers group={group} />
          {manage.allowed && !group.personal ? <GroupRuleForm group={group} /> : null}
        </div>
        <div className="group-cards">
          <GroupForm group={group} />
          {restriction || group.personal ? null : <GroupSettings group={group} />}
        </div>
      </div>
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
        {group.personal ? null : (
          <p>
            Teachers who see these members only through this group no longer see them, and what the group sets
            no longer holds.
          </p>
        )}
      </Confirm>
    </Page>
  );
}

function describe(group: GroupDetail): string {
  const members = countInWords(group.members, group);
  const live = `${group.online} ${group.online === 1 ? 'device' : 'devices'} live`;
  const sort = group.personal ? 'Your own group: ' : group.builtIn === null ? '' : `${kindInWords(group)}: `;
  return `${sort}${members}, ${live}`;
}

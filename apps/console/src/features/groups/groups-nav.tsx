import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components';
import { groupsQuery } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { OpenMark } from '../../severity-mark.tsx';
import { Name } from '../../ui/name.tsx';
import { groupRows } from './tree.ts';

/** The groups at the left: rooms and classes, with how many are there and a red mark where captures wait. */
export function GroupsNav(props: { currentId: string | null }): ReactNode {
  const groups = useQuery(groupsQuery);
  if (groups.data === undefined) {
    return groups.isError ? (
      <p className="side-note">The groups could not be loaded.</p>
    ) : (
      <p className="side-note">Loading groups</p>
    );
  }
  const { groups: all, may } = groups.data;
  return (
    <>
      <GroupSection title="Rooms and devices" kind="devices" groups={all} currentId={props.currentId} />
      <GroupSection title="People" kind="people" groups={all} currentId={props.currentId} />
      {all.length === 0 ? (
        <p className="side-note">
          {may.manage.allowed ? 'No groups yet.' : 'No group has been given to you yet.'}
        </p>
      ) : null}
      {may.manage.allowed ? (
        <Link className="side-link quiet small" href={paths.groups()}>
          {all.length === 0 ? 'Make a group' : 'All groups'}
        </Link>
      ) : null}
    </>
  );
}

function GroupSection(props: {
  title: string;
  kind: Group['kind'];
  groups: readonly Group[];
  currentId: string | null;
}): ReactNode {
  const rows = groupRows(props.groups, props.kind);
  if (rows.length === 0) return null;
  return (
    <>
      <h2 className="side-title">{props.title}</h2>
      <ul aria-label={props.title}>
        {rows.map(({ group, depth }) => (
          <li key={group.id}>
            <Link
              className="side-link"
              href={paths.group(group.id)}
              style={{ paddingInlineStart: 8 + Math.min(depth, 6) * 14 }}
              {...(group.id === props.currentId ? { 'aria-current': 'page' as const } : {})}
            >
              <Name cut>{group.name}</Name>
              <GroupCount group={group} />
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function GroupCount(props: { group: Group }): ReactNode {
  const { group } = props;
  const waiting = group.openCaptures ?? 0;
  return (
    <span className="side-count">
      <OpenMark count={group.openCaptures} worst={group.worstOpen} />
      {waiting === 0 ? '' : ' · '}
      <span title={`${group.members} in the group, ${group.online} online now`}>{group.members}</span>
      <span className="unseen"> in the group, {group.online} online</span>
    </span>
  );
}

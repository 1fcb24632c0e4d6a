import type { GroupDetail, GroupMember } from '@lapwing/protocol/features/groups/api.ts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { SearchInput } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, State } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { AddMembers } from './add-members.tsx';
import { membersQuery, useRemoveMember } from './queries.ts';
import { VIA_WORDS } from './words.ts';

/** Who and what is in the group, by what, and until when; with a way to add and to take out. */
export function GroupMembers(props: { group: GroupDetail }): ReactNode {
  const { group } = props;
  const [words, setWords] = useState('');
  const [adding, setAdding] = useState(false);
  const search = useDeferredValue(words.trim());
  const query = useInfiniteQuery(membersQuery(group.id, search));
  const remove = useRemoveMember(group.id);
  const members = query.data?.pages.flatMap((page) => page.items) ?? [];
  const blocked = blockedBy(group);
  const columns = memberColumns(group, blocked, (member) => remove.mutate(member));
  const total = query.data?.pages[0]?.total ?? 0;
  return (
    <section className="card members-card" aria-labelledby="members-heading">
      <div className="members-head">
        <h2 id="members-heading">
          Members{query.data === undefined ? null : <span className="quiet number"> {total}</span>}
        </h2>
        <SearchInput label="Search the members" value={words} onChange={setWords} />
        <Action look="main" unavailable={blocked} onPress={() => setAdding(true)}>
          {group.kind === 'people' ? 'Add people' : 'Add devices'}
        </Action>
      </div>
      {remove.error === null ? null : <Notice tone="stop">{sayShortly(remove.error)}</Notice>}
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={5} />
      ) : members.length === 0 ? (
        <Nobody group={group} searched={search !== ''} blocked={blocked} />
      ) : (
        <DataTable
          label="Members"
          rows={members}
          columns={columns}
          rowKey={(member) => member.id}
          foot={
            query.hasNextPage ? (
              <div className="table-foot">
                <Action busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                  Show more
                </Action>
                <span className="quiet small number">
                  {members.length} of {total}
                </span>
              </div>
            ) : null
          }
        />
      )}
      {adding ? <AddMembers group={group} onClose={() => setAdding(false)} /> : null}
    </section>
  );
}

function blockedBy(group: GroupDetail): string | undefined {
  const { allowed, reason } = group.may.addMembers;
  return allowed ? undefined : (reason ?? 'Your role does not include changing groups.');
}

function Nobody(props: { group: GroupDetail; searched: boolean; blocked: string | undefined }): ReactNode {
  const { group, searched, blocked } = props;
  if (searched) return <State small icon="missing" title="No member fits the search" />;
  const title = group.kind === 'people' ? 'Nobody is in this group' : 'No device is in this group';
  return (
    <State small icon={group.kind} title={title}>
      {blocked ??
        (group.personal ? `Add ${group.kind} above.` : `Add ${group.kind}, or let a rule bring them in.`)}
    </State>
  );
}

function memberColumns(
  group: GroupDetail,
  blocked: string | undefined,
  takeOut: (member: GroupMember) => void,
): Column<GroupMember>[] {
  const everybody = group.builtIn === 'whole-school';
  const columns: Array<Column<GroupMember> | null> = [
    {
      key: 'name',
      title: 'Name',
      cell: (member) =>
        // Of everybody and everything the list does not say which of the two one is.
        everybody ? (
          <Name>{member.name}</Name>
        ) : (
          <Link
            href={group.kind === 'people' ? paths.person(member.id) : paths.device(member.id)}
            className="strong-link"
          >
            <Name>{member.name}</Name>
          </Link>
        ),
    },
    {
      key: 'detail',
      title: everybody ? 'Form or room' : group.kind === 'people' ? 'Form' : 'Room',
      cell: (member) =>
        member.detail === null ? <span className="quiet">None</span> : <Name>{member.detail}</Name>,
    },
    everybody ? null : { key: 'via', title: 'In it', fixed: true, cell: (member) => VIA_WORDS[member.via] },
    everybody
      ? null
      : { key: 'until', title: 'Until', fixed: true, cell: (member) => <Until member={member} /> },
    everybody || blocked !== undefined
      ? null
      : {
          key: 'remove',
          title: 'Actions',
          hideTitle: true,
          fixed: true,
          cell: (member) => (
            <Action
              look="plain"
              label={`Take out ${member.name}`}
              unavailable={STAYS[member.via]}
              onPress={() => takeOut(member)}
            >
              Take out
            </Action>
          ),
        },
  ];
  return columns.filter((column) => column !== null);
}

/** Why somebody cannot be taken out one by one. */
const STAYS: Readonly<Record<GroupMember['via'], string | undefined>> = Object.freeze({
  fixed: undefined,
  rule: 'The rule brings them in: change the rule.',
  subgroup: 'They are in a group within this one: take them out there.',
});

const OPEN_END: Readonly<Record<GroupMember['via'], string>> = Object.freeze({
  fixed: 'For good',
  rule: 'While it fits',
  subgroup: '',
});

function Until(props: { member: GroupMember }): ReactNode {
  const { until: at, via } = props.member;
  if (at === null) return <span className="quiet">{OPEN_END[via]}</span>;
  return (
    <span>
      <When at={at} show="moment" />
      <span className="quiet">
        , <When at={at} />
      </span>
    </span>
  );
}

import {
  listMembers,
  removeMember,
  showGroup,
  tryRules,
  type GroupMember,
  type GroupRule,
} from '@lapwing/protocol/features/groups/api.ts';
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { load } from '../../api/client.ts';

export function groupQuery(id: string) {
  return queryOptions({
    queryKey: ['groups', 'one', id],
    queryFn: ({ signal }) => load(showGroup, { params: { id } }, signal),
  });
}

/**
 * Who and what is in a group. Each asking is a look at pupils that the audit keeps, so it does not go with the live
 * counts, which are asked for whenever a device comes or goes.
 */
export function membersQuery(id: string, search: string) {
  return infiniteQueryOptions({
    queryKey: ['group-members', id, search],
    queryFn: ({ pageParam, signal }) =>
      load(
        listMembers,
        {
          params: { id },
          query: {
            limit: 100,
            ...(search === '' ? {} : { search }),
            ...(pageParam === null ? {} : { after: pageParam }),
          },
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** Whom these lines would bring in. */
export function tryQuery(id: string, rules: readonly GroupRule[]) {
  return queryOptions({
    queryKey: ['group-members', id, 'try', rules],
    queryFn: ({ signal }) => load(tryRules, { params: { id }, body: { rules: [...rules] } }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Has everything that shows who is in which group asked for anew. */
export function refreshGroups(client: QueryClient): void {
  for (const queryKey of [['groups'], ['group-members'], ['people'], ['devices']]) {
    void client.invalidateQueries({ queryKey });
  }
}

export function useRemoveMember(groupId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (member: GroupMember) => load(removeMember, { params: { id: groupId, memberId: member.id } }),
    onSuccess: () => refreshGroups(client),
  });
}

import { addMembers, type Group, removeMember } from '@lapwing/protocol/features/groups/api.ts';
import { listPeople } from '@lapwing/protocol/features/people/api.ts';
import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { load } from '../../api/client.ts';

export function groupPeopleQuery(groupId: string) {
  return infiniteQueryOptions({
    queryKey: ['people', 'group', groupId],
    queryFn: ({ pageParam, signal }) =>
      load(
        listPeople,
        { query: { groupId, limit: 100, ...(pageParam === null ? {} : { after: pageParam }) } },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** Puts a person or device in a group, or takes one out; every list that shows it is asked for anew. */
export function useMembers(group: Group) {
  const client = useQueryClient();
  function refresh(): void {
    void client.invalidateQueries({ queryKey: ['groups'] });
    void client.invalidateQueries({ queryKey: [group.kind] });
  }
  const add = useMutation({
    mutationFn: (id: string) => load(addMembers, { params: { id: group.id }, body: { ids: [id] } }),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: (memberId: string) => load(removeMember, { params: { id: group.id, memberId } }),
    onSuccess: refresh,
  });
  return { add, remove };
}

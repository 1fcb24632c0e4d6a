import { listPeople, showPerson } from '@lapwing/protocol/features/people/api.ts';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';

const PAGE_ROWS = 100;

export function peopleListQuery(search: string, groupId: string | null) {
  return infiniteQueryOptions({
    queryKey: ['people', 'list', search, groupId],
    queryFn: ({ pageParam, signal }) =>
      load(
        listPeople,
        {
          query: {
            limit: PAGE_ROWS,
            ...(search === '' ? {} : { search }),
            ...(groupId === null ? {} : { groupId }),
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

export function personQuery(id: string) {
  return queryOptions({
    queryKey: ['people', 'one', id],
    queryFn: ({ signal }) => load(showPerson, { params: { id } }, signal),
  });
}

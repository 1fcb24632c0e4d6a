import { explainSettings } from '@lapwing/protocol/features/groups/api.ts';
import { listDecided, listUnmatched } from '@lapwing/protocol/features/people/accounts.api.ts';
import { listPeople, listPersonSessions, showPerson } from '@lapwing/protocol/features/people/api.ts';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';
import type { PeopleFilters } from './filters.ts';

const PAGE_ROWS = 100;

export function peopleListQuery(filters: PeopleFilters) {
  const { group, ...others } = filters;
  return infiniteQueryOptions({
    queryKey: ['people', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      load(
        listPeople,
        {
          query: {
            limit: PAGE_ROWS,
            ...others,
            ...(group === undefined ? {} : { groupId: group }),
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

export function personSessionsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['people', 'sessions', id],
    queryFn: ({ pageParam, signal }) =>
      load(
        listPersonSessions,
        { params: { id }, query: { limit: 10, ...(pageParam === null ? {} : { after: pageParam }) } },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** Which settings hold for the person and which group each comes from. */
export function personSettingsQuery(id: string) {
  return queryOptions({
    queryKey: ['groups', 'effective', 'person', id],
    queryFn: ({ signal }) => load(explainSettings, { query: { personId: id } }, signal),
  });
}

export const unmatchedQuery = infiniteQueryOptions({
  queryKey: ['people', 'unmatched'],
  queryFn: ({ pageParam, signal }) =>
    load(listUnmatched, { query: pageParam === null ? {} : { after: pageParam } }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
});

export const decidedQuery = queryOptions({
  queryKey: ['people', 'decided'],
  queryFn: ({ signal }) => load(listDecided, {}, signal),
});

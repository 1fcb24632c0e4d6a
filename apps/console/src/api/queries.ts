import type { Capability } from '@lapwing/protocol/capabilities.ts';
import { type Me, showMe } from '@lapwing/protocol/features/accounts/api.ts';
import { countCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { countConcerns } from '@lapwing/protocol/features/concerns/count.api.ts';
import { countDevices, listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { listPeople, type Person } from '@lapwing/protocol/features/people/api.ts';
import { keepPreviousData, queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { load } from './client.ts';

/** What several features ask for. Keys begin with the feature's word, so that one frame refreshes one feature. */
export const meQuery = queryOptions({
  queryKey: ['accounts', 'me'],
  queryFn: ({ signal }) => load(showMe, {}, signal),
  staleTime: 5 * 60_000,
});

export const groupsQuery = queryOptions({
  queryKey: ['groups', 'list'],
  queryFn: ({ signal }) => load(listGroups, {}, signal),
});

export const devicesQuery = queryOptions({
  queryKey: ['devices', 'list'],
  queryFn: ({ signal }) => load(listDevices, {}, signal),
});

/** How many captures wait, by severity; figures alone are no look at anybody. */
export const waitingQuery = queryOptions({
  queryKey: ['captures', 'waiting'],
  queryFn: ({ signal }) => load(countCaptures, {}, signal),
});

/** How many concerns are shared with whoever is signed in, by name. */
export const sharedConcernsQuery = queryOptions({
  queryKey: ['concerns', 'counts'],
  queryFn: ({ signal }) => load(countConcerns, {}, signal),
});

/** How many devices are connected. */
export const deviceCountsQuery = queryOptions({
  queryKey: ['devices', 'counts'],
  queryFn: ({ signal }) => load(countDevices, {}, signal),
});

/** Who is signed in; only used inside the frame, which shows nothing before it knows. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

export function useMay(capability: Capability): boolean {
  const me = useQuery(meQuery).data;
  return me?.capabilities.includes(capability) ?? false;
}

/** The first few people whose name or account fits the words, for choosing one of them. */
export function usePeopleSearch(words: string, limit = 12): readonly Person[] {
  const search = words.trim();
  const query = useQuery({
    queryKey: ['people', 'search', search, limit],
    queryFn: ({ signal }) => load(listPeople, { query: { search, limit } }, signal),
    placeholderData: keepPreviousData,
  });
  return query.data?.items ?? [];
}

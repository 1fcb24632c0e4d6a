import {
  countAudit,
  listAudit,
  listAuditChecks,
  listAuditChoices,
  showAudit,
} from '@lapwing/protocol/features/audit/api.ts';
import { listPeople } from '@lapwing/protocol/features/people/api.ts';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';
import { asQuery, type AuditFilters } from './words.ts';

const PAGE = 100;
/** Milliseconds after which it is asked how many lines there are now. */
const COUNTS_EVERY = 10_000;

export function auditQuery(filters: AuditFilters) {
  const query = asQuery(filters);
  return infiniteQueryOptions({
    queryKey: ['audit', 'lines', query],
    queryFn: ({ pageParam, signal }) =>
      load(
        listAudit,
        { query: { ...query, limit: PAGE, ...(pageParam === null ? {} : { after: pageParam }) } },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // To look is itself written down: it is looked again only when somebody asks for it.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

export function countQuery(filters: AuditFilters, since: number) {
  const query = asQuery(filters);
  return queryOptions({
    queryKey: ['audit', 'count', query, since],
    queryFn: ({ signal }) => load(countAudit, { query: { ...query, since } }, signal),
    refetchInterval: COUNTS_EVERY,
    placeholderData: keepPreviousData,
  });
}

const FOUND = 8;

/** The first few people whose name or account fits the words; without words nobody is asked for, or looked at. */
export function personQuery(words: string) {
  const search = words.trim();
  return queryOptions({
    queryKey: ['people', 'search', search, FOUND],
    queryFn: ({ signal }) => load(listPeople, { query: { search, limit: FOUND } }, signal),
    enabled: search !== '',
    placeholderData: keepPreviousData,
  });
}

export const choicesQuery = queryOptions({
  queryKey: ['audit', 'choices'],
  queryFn: ({ signal }) => load(listAuditChoices, {}, signal),
});

export const checksQuery = queryOptions({
  queryKey: ['audit', 'checks'],
  queryFn: ({ signal }) => load(listAuditChecks, {}, signal),
});

export function lineQuery(seq: number) {
  return queryOptions({
    queryKey: ['audit', 'line', seq],
    queryFn: ({ signal }) => load(showAudit, { params: { seq } }, signal),
    staleTime: Infinity,
  });
}

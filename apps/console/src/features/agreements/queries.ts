import {
  listAgreements,
  listPersonAgreements,
  listSignatures,
  showAgreement,
  showAgreementVersion,
} from '@lapwing/protocol/features/agreements/api.ts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';
import type { SignatureFilters } from './filters.ts';

export const agreementsQuery = queryOptions({
  queryKey: ['agreements', 'list'],
  queryFn: ({ signal }) => load(listAgreements, {}, signal),
});

export function agreementQuery(id: string) {
  return queryOptions({
    queryKey: ['agreements', 'one', id],
    queryFn: ({ signal }) => load(showAgreement, { params: { id } }, signal),
  });
}

/** A version as it was asked: it never changes. */
export function versionQuery(id: string, version: number) {
  return queryOptions({
    queryKey: ['agreements', 'version', id, version],
    queryFn: ({ signal }) => load(showAgreementVersion, { params: { id, version } }, signal),
    staleTime: Infinity,
  });
}

const SIGNATURES_AT_ONCE = 100;

export function signaturesQuery(id: string, filters: SignatureFilters) {
  return infiniteQueryOptions({
    queryKey: ['agreements', 'signatures', id, filters],
    queryFn: ({ pageParam, signal }) =>
      load(
        listSignatures,
        {
          params: { id },
          query: {
            limit: SIGNATURES_AT_ONCE,
            ...(filters.state === undefined ? {} : { state: filters.state }),
            ...(filters.search === undefined ? {} : { search: filters.search }),
            ...(filters.group === undefined ? {} : { groupId: filters.group }),
            ...(pageParam === null ? {} : { after: pageParam }),
          },
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

/** What one person was asked and answered; each fetch is a recorded look. */
export function personAgreementsQuery(personId: string) {
  return queryOptions({
    queryKey: ['agreements', 'person', personId],
    queryFn: ({ signal }) => load(listPersonAgreements, { params: { id: personId } }, signal),
    refetchOnWindowFocus: false,
  });
}

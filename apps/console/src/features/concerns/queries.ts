import {
  type ConcernDetail,
  listConcernChoices,
  listConcerns,
  showConcern,
  showLastChange,
} from '@lapwing/protocol/features/concerns/api.ts';
import { showCapture } from '@lapwing/protocol/features/captures/api.ts';
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  type UseMutationResult,
  useQueryClient,
} from '@tanstack/react-query';
import { load } from '../../api/client.ts';
import { isRefusal } from '../../api/failure.ts';
import type { ConcernFilters } from './filters.ts';

const PAGE_ROWS = 50;

export function concernsQuery(filters: ConcernFilters) {
  const { status, person, owner, risk, search } = filters;
  return infiniteQueryOptions({
    queryKey: ['concerns', 'list', { status, person, owner, risk, search }],
    queryFn: ({ pageParam, signal }) =>
      load(
        listConcerns,
        {
          query: {
            limit: PAGE_ROWS,
            status: status ?? 'any',
            ...(person === undefined ? {} : { personId: person }),
            ...(owner === undefined ? {} : { owner }),
            ...(risk === undefined ? {} : { risk }),
            ...(search === undefined ? {} : { search }),
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

export function concernQuery(id: string) {
  return queryOptions({
    queryKey: ['concerns', 'one', id],
    queryFn: ({ signal }) => load(showConcern, { params: { id } }, signal),
    // Each fetch is a recorded look at a pupil's record.
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

/** Whether there is news of a concern; unlike the whole it is no look at a pupil's record. */
export function lastChangeQuery(id: string) {
  return queryOptions({
    queryKey: ['concerns', 'changed', id],
    queryFn: ({ signal }) => load(showLastChange, { params: { id } }, signal),
  });
}

export const choicesQuery = queryOptions({
  queryKey: ['concerns', 'choices'],
  queryFn: ({ signal }) => load(listConcernChoices, {}, signal),
  staleTime: 5 * 60_000,
});

/** A capture from which a concern is opened; the same entry of the cache as on its own page. */
export function captureQuery(id: string) {
  return queryOptions({
    queryKey: ['captures', 'detail', id],
    queryFn: ({ signal }) => load(showCapture, { params: { id } }, signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

/** Sends a change of a concern; its answer is what is shown from then on, everywhere. */
export function useConcernChange(): UseMutationResult<ConcernDetail, Error, () => Promise<ConcernDetail>> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (send: () => Promise<ConcernDetail>) => send(),
    onSuccess(concern) {
      client.setQueryData(concernQuery(concern.id).queryKey, concern);
      void client.invalidateQueries({ queryKey: ['concerns', 'list'] });
      for (const capture of concern.captures) {
        void client.invalidateQueries({ queryKey: ['captures', 'detail', capture.id], refetchType: 'none' });
      }
    },
    onError(error) {
      // Somebody was quicker: what they did is shown beside what was typed.
      if (isRefusal(error, 'conflict')) void client.invalidateQueries({ queryKey: ['concerns', 'one'] });
    },
  });
}

import { listThresholdActs, listThresholds } from '@lapwing/protocol/features/thresholds/api.ts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';

export const thresholdsQuery = queryOptions({
  queryKey: ['thresholds', 'rules'],
  queryFn: ({ signal }) => load(listThresholds, {}, signal),
});

/** What rules did, to one person or to all whom the reader may see. */
export function actsQuery(personId: string | null) {
  return infiniteQueryOptions({
    queryKey: ['thresholds', 'acts', personId],
    queryFn: ({ pageParam, signal }) =>
      load(
        listThresholdActs,
        {
          query: {
            limit: personId === null ? 50 : 10,
            ...(personId === null ? {} : { personId }),
            ...(pageParam === null ? {} : { after: pageParam }),
          },
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // Each fetch is a recorded look.
    refetchOnWindowFocus: false,
  });
}

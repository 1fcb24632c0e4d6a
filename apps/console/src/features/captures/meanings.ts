import { showMeanings } from '@lapwing/protocol/features/captures/triage.api.ts';
import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { load } from '../../api/client.ts';
import { STATUS_WORDS } from './words.ts';

/** What the school has agreed each status to mean. */
export const meaningsQuery = queryOptions({
  queryKey: ['captures', 'meanings'],
  queryFn: ({ signal }) => load(showMeanings, {}, signal),
  staleTime: 10 * 60_000,
  refetchOnWindowFocus: false,
});

/** The meaning to show beside a status; the usual one until the school's own is known. */
export function useMeanings(): (status: CaptureStatus) => string {
  const known = useQuery(meaningsQuery).data?.meanings;
  return (status) => {
    const own = known?.find((one) => one.status === status)?.meaning ?? '';
    return own === '' ? STATUS_WORDS[status].meaning : own;
  };
}

import { listGuidance, showGuidance } from '@lapwing/protocol/features/guidance/api.ts';
import { queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';

/** The headings of all pages. */
export const guidanceListQuery = queryOptions({
  queryKey: ['guidance', 'list'],
  queryFn: ({ signal }) => load(listGuidance, {}, signal),
});

/** One page: of a risk by the risk's key, any other by its own. */
export function guidanceQuery(key: string) {
  return queryOptions({
    queryKey: ['guidance', 'one', key],
    queryFn: ({ signal }) => load(showGuidance, { params: { key } }, signal),
  });
}

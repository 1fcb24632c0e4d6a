import { listReleases } from '@lapwing/protocol/features/releases/api.ts';
import { queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';

/** Releases of the desktop agent, and what this school has decided on them. */
export const releasesQuery = queryOptions({
  queryKey: ['releases'],
  queryFn: ({ signal }) => load(listReleases, {}, signal),
});

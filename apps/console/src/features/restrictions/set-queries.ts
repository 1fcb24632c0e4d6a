import { listFavourites } from '@lapwing/protocol/features/access/api.ts';
import { tryRestriction } from '@lapwing/protocol/features/restrictions/api.ts';
import { queryOptions } from '@tanstack/react-query';
import { load, type RequestOf } from '../../api/client.ts';

export type SetBody = RequestOf<typeof tryRestriction>['body'];

/** Whom it would reach, and what others have set there. */
export function tryQuery(body: SetBody) {
  return queryOptions({
    queryKey: ['restrictions', 'try', body],
    queryFn: ({ signal }) => load(tryRestriction, { body }, signal),
    // Long enough to be read in the window and then sent, no longer.
    staleTime: 15_000,
    gcTime: 30_000,
    retry: false,
  });
}

/** Ready lists of sites: of the school, and one's own. */
export const favouritesQuery = queryOptions({
  queryKey: ['access', 'favourites'],
  queryFn: ({ signal }) => load(listFavourites, {}, signal),
  staleTime: 60_000,
});

import {
  listActivity,
  saveActivitySettings,
  showActivitySettings,
} from '@lapwing/protocol/features/activity/api.ts';
import type { ActivityKind } from '@lapwing/protocol/features/activity/recorded.event.ts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { load, type RequestOf } from '../../api/client.ts';

/** Whose activity: of one person, or what was done on one device. */
export type Whose = { readonly personId: string } | { readonly deviceId: string };

export interface ActivityFilters {
  readonly kind: ActivityKind | null;
  /** First and last day, both included, as `2026-11-14`; null is no bound. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What was done, page by page. Each look is in the audit: nothing is asked for again by itself. */
export function activityQuery(whose: Whose, { kind, from, to }: ActivityFilters) {
  return infiniteQueryOptions({
    queryKey: ['activity', 'list', whose, kind, from, to],
    queryFn: ({ pageParam, signal }) =>
      load(
        listActivity,
        {
          query: {
            ...whose,
            ...(kind === null ? {} : { kind }),
            ...(from === null ? {} : { from: startOf(from, 0) }),
            ...(to === null ? {} : { until: startOf(to, 1) }),
            ...(pageParam === null ? {} : { after: pageParam }),
          },
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

/** Which activity the school records, and for how long. */
export const activitySettingsQuery = queryOptions({
  queryKey: ['activity', 'settings'],
  queryFn: ({ signal }) => load(showActivitySettings, {}, signal),
});

export function saveSettings(
  body: RequestOf<typeof saveActivitySettings>['body'],
): Promise<{ revision: number }> {
  return load(saveActivitySettings, { body });
}

/** Whole days by the reader's own clock. */
function startOf(day: string, later: number): string {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

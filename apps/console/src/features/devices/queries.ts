import { showCoverage } from '@lapwing/protocol/features/devices/coverage.api.ts';
import { showDevice } from '@lapwing/protocol/features/devices/detail.api.ts';
import { explainSettings } from '@lapwing/protocol/features/groups/api.ts';
import { listUnmatched } from '@lapwing/protocol/features/people/accounts.api.ts';
import { queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';

/** One device in full. `state` is anything that changes when the answer has to be asked for again. */
export function deviceQuery(id: string, state: string) {
  return queryOptions({
    queryKey: ['devices', 'one', id, state],
    queryFn: ({ signal }) => load(showDevice, { params: { id } }, signal),
    // Each look is in the audit: not one more than is needed.
    staleTime: 60_000,
  });
}

/** Which settings hold for the device and whoever sits there, and which group each comes from. */
export function deviceSettingsQuery(deviceId: string, personId: string | null) {
  return queryOptions({
    queryKey: ['groups', 'effective', 'device', deviceId, personId],
    queryFn: ({ signal }) =>
      load(explainSettings, { query: { deviceId, ...(personId === null ? {} : { personId }) } }, signal),
  });
}

export const coverageQuery = queryOptions({
  queryKey: ['devices', 'coverage'],
  queryFn: ({ signal }) => load(showCoverage, {}, signal),
  staleTime: 60_000,
});

/** How many accounts fit nobody of the roster. */
export const unmatchedCountQuery = queryOptions({
  queryKey: ['people', 'unmatched', 'count'],
  queryFn: async ({ signal }) => (await load(listUnmatched, { query: { limit: 1 } }, signal)).total,
});

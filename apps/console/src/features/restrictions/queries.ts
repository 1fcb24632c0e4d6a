import {
  type DeviceControl,
  listRestrictions,
  MOST_TARGETS,
  showControl,
  showControlSettings,
} from '@lapwing/protocol/features/restrictions/api.ts';
import { queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';

/** What the school has settled about locks, lengths and asking. */
export const controlSettingsQuery = queryOptions({
  queryKey: ['restrictions', 'settings'],
  queryFn: ({ signal }) => load(showControlSettings, {}, signal),
  staleTime: 5 * 60_000,
});

export type RestrictionsOf =
  /** All that the reader may see. */
  Readonly<Record<string, never>> | { readonly personId: string } | { readonly deviceId: string };

/** Restrictions in force, or those that are over, of a person or a device, or all that one may see. */
export function restrictionsQuery(of: RestrictionsOf, over = false) {
  return queryOptions({
    queryKey: ['restrictions', 'list', of, over],
    queryFn: ({ signal }) =>
      load(listRestrictions, { query: { ...of, over: over ? 'true' : 'false' } }, signal),
    refetchOnWindowFocus: false,
  });
}

/** What devices should hold and what they hold; frames keep it in step, so it is asked for once. */
export function controlQuery(deviceIds: readonly string[]) {
  return queryOptions({
    queryKey: ['restrictions', 'devices', deviceIds],
    queryFn: async ({ signal }): Promise<DeviceControl[]> => {
      const { devices } = await load(showControl, { body: { deviceIds: [...deviceIds] } }, signal);
      return devices;
    },
    staleTime: 60_000,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  });
}

/** Ids in the lots that the server answers at once; the same devices in whatever order make the same lots. */
export function lotsOf(deviceIds: readonly string[]): string[][] {
  const ids = [...new Set(deviceIds)].toSorted();
  const lots: string[][] = [];
  for (let from = 0; from < ids.length; from += MOST_TARGETS) lots.push(ids.slice(from, from + MOST_TARGETS));
  return lots;
}

import type { DeviceControl } from '@lapwing/protocol/features/restrictions/api.ts';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useMay } from '../../api/queries.ts';
import { controlQuery, lotsOf, restrictionsQuery, type RestrictionsOf } from './queries.ts';

/** What devices should hold and what they hold, by device; those that the reader may not see are not among them. */
export function useControl(deviceIds: readonly string[]): ReadonlyMap<string, DeviceControl> {
  const may = useMay('restrictions.view');
  const key = [...new Set(deviceIds)].toSorted().join(' ');
  const lots = useMemo(() => (may && key !== '' ? lotsOf(key.split(' ')) : []), [may, key]);
  const combine = useCallback(
    (results: readonly { data: DeviceControl[] | undefined }[]) =>
      new Map(results.flatMap(({ data }) => (data ?? []).map((one) => [one.deviceId, one] as const))),
    [],
  );
  return useQueries({ queries: lots.map((lot) => controlQuery(lot)), combine });
}

/** Restrictions in force of a group, a person or a device; null asks for none. */
export function useInForce(of: RestrictionsOf | null) {
  const may = useMay('restrictions.view');
  return useQuery({ ...restrictionsQuery(of ?? {}), enabled: may && of !== null });
}

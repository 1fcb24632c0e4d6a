import type { DeviceControl } from '@lapwing/protocol/features/restrictions/api.ts';
import type { QueryClient } from '@tanstack/react-query';

/** Puts what a frame says of devices into everything that shows them. */
export function putControl(client: QueryClient, devices: readonly DeviceControl[]): void {
  const fresh = new Map(devices.map((one) => [one.deviceId, one]));
  client.setQueriesData<DeviceControl[]>({ queryKey: ['restrictions', 'devices'] }, (before) =>
    before === undefined ? undefined : mergeControl(before, fresh),
  );
}

/** The same list when nothing in it is concerned. A device not in it is not asked about, and not put in. */
export function mergeControl(
  before: DeviceControl[],
  fresh: ReadonlyMap<string, DeviceControl>,
): DeviceControl[] {
  if (!before.some(({ deviceId }) => fresh.has(deviceId))) return before;
  return before.map((one) => fresh.get(one.deviceId) ?? one);
}

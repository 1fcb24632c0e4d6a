import type { DevicesTampered } from '@lapwing/protocol/features/devices/tampered.event.ts';

/** Something that was done so that the agent should not see, or not hold. */
export interface TamperingFound {
  readonly what: DevicesTampered['what'];
  /** For how long it was blind, or by how much the clock was moved; null where it cannot be told. */
  readonly seconds: number | null;
  /** Milliseconds since 1970 by the device's clock, where it was before it was found. */
  readonly at?: number;
}

import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type { Refusal } from '@lapwing/protocol/wire.ts';

/** A device's open connection, once it is let in. */
export interface DeviceLine {
  send(frames: readonly ServerFrame[]): void;
  /** Tells the device why and ends the connection. */
  refuse(reason: Refusal, retryAfter: number | null): void;
}

/** Which devices are connected to this process now. */
export interface Presence {
  isOnline(schoolId: string, deviceId: string): boolean;
  online(schoolId: string): string[];
  /** Every connected device of every school. */
  all(): Array<{ schoolId: string; deviceIds: string[] }>;
  /** Sends to the device if it is connected; false when it is not. */
  send(schoolId: string, deviceId: string, frames: readonly ServerFrame[]): boolean;
  /** Ends the device's connection, if there is one. */
  refuse(schoolId: string, deviceId: string, reason: Refusal): void;
  /** Takes a connection up; an earlier one of the same device is told that it is replaced. */
  enter(schoolId: string, deviceId: string, line: DeviceLine): void;
  /** @returns false when another connection has taken its place before */
  leave(schoolId: string, deviceId: string, line: DeviceLine): boolean;
  count(): number;
}

export function createPresence(): Presence {
  const schools = new Map<string, Map<string, DeviceLine>>();
  const lineOf = (schoolId: string, deviceId: string): DeviceLine | undefined =>
    schools.get(schoolId)?.get(deviceId);

  return {
    isOnline: (schoolId, deviceId) => lineOf(schoolId, deviceId) !== undefined,
    online: (schoolId) => Array.from(schools.get(schoolId)?.keys() ?? []),
    all: () =>
      Array.from(schools, ([schoolId, devices]) => ({ schoolId, deviceIds: Array.from(devices.keys()) })),
    send(schoolId, deviceId, frames) {
      const line = lineOf(schoolId, deviceId);
      line?.send(frames);
      return line !== undefined;
    },
    refuse(schoolId, deviceId, reason) {
      lineOf(schoolId, deviceId)?.refuse(reason, null);
    },
    enter(schoolId, deviceId, line) {
      const devices = schools.get(schoolId) ?? new Map<string, DeviceLine>();
      const before = devices.get(deviceId);
      devices.set(deviceId, line);
      schools.set(schoolId, devices);
      before?.refuse('replaced', null);
    },
    leave(schoolId, deviceId, line) {
      const devices = schools.get(schoolId);
      if (devices?.get(deviceId) !== line) return false;
      devices.delete(deviceId);
      if (devices.size === 0) schools.delete(schoolId);
      return true;
    },
    count: () => Array.from(schools.values()).reduce((sum, devices) => sum + devices.size, 0),
  };
}

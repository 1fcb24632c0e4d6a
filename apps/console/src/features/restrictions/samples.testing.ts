import type { DeviceControl, RestrictionShown } from '@lapwing/protocol/features/restrictions/api.ts';
import type { Seat } from '@lapwing/protocol/features/screens/api.ts';

/** 10:00 of a school day. */
export const NOW = Date.parse('2026-11-16T10:00:00.000Z');
export const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();

export function seat(
  person: string | null,
  device: string | null,
  given: { online?: boolean; able?: boolean; mayOpen?: boolean } = {},
): Seat {
  return {
    device:
      device === null
        ? null
        : {
            id: device,
            name: device,
            room: null,
            online: given.online ?? true,
            lastSeenAt: null,
            system: 'Test',
            capabilities: given.able === false ? ['typed'] : ['typed', 'lock', 'internet', 'message'],
          },
    person:
      person === null
        ? null
        : { id: person, name: person, username: null, form: null, mayOpen: given.mayOpen ?? true },
    session: null,
    remoteView: 'allow',
    newCaptures: 0,
    worstNew: null,
    newestCapture: null,
  };
}

export function shown(id: string, given: Partial<RestrictionShown> = {}): RestrictionShown {
  return {
    id,
    effect: { kind: 'lock' },
    layer: 'hands-on',
    what: 'Screen locked',
    target: { kind: 'group', id: 'room', name: 'Room 4' },
    by: { id: 'khan', name: 'Ms Khan' },
    lesson: null,
    captureId: null,
    words: null,
    setAt: at(-1),
    from: at(-1),
    until: at(3),
    lifted: null,
    exceptions: [],
    may: { lift: { allowed: true } },
    ...given,
  };
}

type Because = DeviceControl['desired']['because'][number];
export function because(id: string, given: Partial<Because> = {}): Because {
  return {
    id,
    kind: 'restriction',
    what: 'Screen locked',
    by: 'Ms Khan',
    until: at(3),
    overruledBy: null,
    ...given,
  };
}

export function control(
  deviceId: string,
  desired: Partial<DeviceControl['desired']> = {},
  given: Partial<DeviceControl> = {},
): DeviceControl {
  return {
    deviceId,
    personId: null,
    online: true,
    desired: { locked: false, internet: 'open', muted: false, nextEndAt: null, because: [], ...desired },
    actual: null,
    away: null,
    standing: 'agreed',
    ...given,
  };
}

import type { Target } from '@lapwing/protocol/features/restrictions/api.ts';
import { MOST_TARGETS } from '@lapwing/protocol/features/restrictions/api.ts';
import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import type { DeviceCapability } from '@lapwing/protocol/vocabulary.ts';
import type { RoomNow } from '../../seat-marks.ts';

/** Whom an action in the room is for. */
export interface Reach {
  readonly targets: readonly Target[];
  /** Nobody was selected: it is for the whole group, also for who comes later. */
  readonly everybody: boolean;
  /** What the targets are called: the group, the one who is selected, or how many. */
  readonly name: string;
  /** Connected devices of theirs, each once. */
  readonly online: readonly string[];
  /** Those of them that can do it. */
  readonly able: readonly string[];
  /** All devices of theirs that are known, connected or not. */
  readonly devices: readonly string[];
}

/** Whom an action is for: who is selected, or with nobody selected the whole group. */
export function reachOf(
  room: Pick<RoomNow, 'groupId' | 'group' | 'by' | 'seats' | 'chosen'>,
  needs: DeviceCapability,
): Reach {
  const everybody = room.chosen.length === 0;
  const seats = everybody ? room.seats : room.chosen;
  const known = new Map<string, Seat['device']>();
  for (const { device } of seats) if (device !== null) known.set(device.id, device);
  const online = [...known.values()].filter((device) => device?.online === true);
  const able = online.filter((device) => device?.capabilities.includes(needs));
  const ids = (devices: readonly Seat['device'][]): string[] =>
    devices.flatMap((device) => (device === null ? [] : [device.id]));
  return {
    targets: everybody ? [{ kind: 'group', id: room.groupId }] : targetsOf(seats, room.by),
    everybody,
    name: everybody ? (room.group?.name ?? 'this group') : nameOf(seats),
    online: ids(online),
    able: ids(able),
    devices: [...known.keys()],
  };
}

/**
 * In the room by devices the devices, by people the people: they are followed to whatever device. Who only sits here and
 * is not the reader's to ask about, or is matched to nobody, is meant by their device.
 */
function targetsOf(seats: readonly Seat[], by: RoomNow['by']): Target[] {
  const people = new Set<string>();
  const devices = new Set<string>();
  for (const { person, device } of seats) {
    if (by === 'people' && person !== null && person.id !== null && person.mayOpen) people.add(person.id);
    else if (device !== null) devices.add(device.id);
  }
  return [
    ...lots([...people]).map((ids): Target => ({ kind: 'people', ids })),
    ...lots([...devices]).map((ids): Target => ({ kind: 'devices', ids })),
  ];
}

function lots(ids: readonly string[]): string[][] {
  const cut: string[][] = [];
  for (let from = 0; from < ids.length; from += MOST_TARGETS) cut.push(ids.slice(from, from + MOST_TARGETS));
  return cut;
}

function nameOf(seats: readonly Seat[]): string {
  const [only, ...others] = seats;
  if (only === undefined) return 'nobody';
  if (others.length > 0) return `${seats.length} selected`;
  return only.person?.name ?? only.device?.name ?? 'one selected';
}

import type { DeviceControl } from '@lapwing/protocol/features/restrictions/api.ts';
import { reachOf, type Reach } from '../../permissions/actor.ts';
import type { Live } from '../../permissions/live.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Presence } from '../devices/index.ts';
import type { Control } from './control.ts';
import { SETTLE_MS } from './explain.ts';
import { devicesSeen } from './store-seen.ts';

/** A room that is locked says so device by device: what they say within this time is one frame. */
const GATHER_MS = 50;
/**
 * While the consoles have not been told the last of it, what comes is put together, up to this long: a server that is
 * behind with a whole room would otherwise fall further behind with each device that says something.
 */
const PATIENCE_MS = 2000;
/** What ends is looked at a moment after, when devices have had time to say so. */
const AFTER_END_MS = 700;

/** Tells open consoles how devices stand to what they should hold. */
export interface Changed {
  /** These devices hold something else, or should; said once the moment of gathering is over. */
  ask(schoolId: string, deviceIds: readonly string[]): void;
  /** They were told something: besides, they are looked at again when they have had time to do it. */
  told(schoolId: string, deviceIds: readonly string[]): void;
  /** It has gone: so is everybody told who saw it until now by whoever sat there. */
  left(schoolId: string, deviceId: string): void;
  stop(): void;
}

export function createChanged(deps: {
  readonly live: Live;
  readonly presence: Presence;
  readonly control: Pick<Control, 'controlsOf' | 'told'>;
  readonly now: () => number;
}): Changed {
  const waiting = new Map<string, Set<string>>();
  const timers = new Set<NodeJS.Timeout>();
  /** Schools whose consoles are still to be told what was handed over last. */
  const behind = new Set<string>();
  /** Devices that have gone and of which that is still to be told, by school. */
  const gone = new Map<string, Set<string>>();
  /** When each device is to be looked at next, by school and device. */
  const due = new Map<string, number>();

  function later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, ms);
    timer.unref();
    timers.add(timer);
  }

  function ask(schoolId: string, deviceIds: readonly string[]): void {
    if (deviceIds.length === 0) return;
    const before = waiting.get(schoolId);
    const ids = before ?? new Set<string>();
    for (const id of deviceIds) ids.add(id);
    if (before !== undefined) return;
    waiting.set(schoolId, ids);
    later(GATHER_MS, () => sayOrWait(schoolId, ids));
  }

  function sayOrWait(schoolId: string, ids: ReadonlySet<string>, waited = 0): void {
    if (behind.has(schoolId) && waited < PATIENCE_MS) {
      later(GATHER_MS, () => sayOrWait(schoolId, ids, waited + GATHER_MS));
      return;
    }
    waiting.delete(schoolId);
    behind.delete(schoolId);
    say(schoolId, [...ids]);
  }

  function say(schoolId: string, deviceIds: readonly string[]): void {
    const online = [...deps.presence.online(schoolId), ...(gone.get(schoolId) ?? [])];
    gone.delete(schoolId);
    let computed: Promise<DeviceControl[]> | null = null;
    const all = (tx: SchoolTx): Promise<DeviceControl[]> => {
      computed ??= deps.control.controlsOf(tx, deviceIds);
      return computed;
    };
    const told = deps.live.publish(schoolId, async (actor, tx) => {
      behind.delete(schoolId);
      const reach = reachOf(actor, 'restrictions.view');
      if (reach === null) return null;
      const controls = await all(tx);
      lookAgain(schoolId, controls);
      const devices = await seenBy(tx, reach, online, controls);
      return devices.length === 0 ? null : { type: 'restrictions/changed', devices };
    });
    if (told) behind.add(schoolId);
  }

  /** What ends by itself is told at its end, also where the device says nothing. */
  function lookAgain(schoolId: string, controls: readonly DeviceControl[]): void {
    const now = deps.now();
    const byEnd = new Map<number, string[]>();
    for (const { deviceId, desired, away } of controls) {
      const ends = [desired.nextEndAt, ...(away?.holds ?? []).map(({ until }) => until)];
      const end = Math.min(...ends.flatMap((at) => (at === null ? [] : [Date.parse(at)])));
      if (end === Infinity) continue;
      const key = `${schoolId} ${deviceId}`;
      if (due.get(key) === end || end - now > 24 * 60 * 60_000) continue;
      due.set(key, end);
      byEnd.set(end, [...(byEnd.get(end) ?? []), deviceId]);
    }
    for (const [end, ids] of byEnd) {
      later(Math.max(0, end - now) + AFTER_END_MS, () => {
        for (const id of ids) if (due.get(`${schoolId} ${id}`) === end) due.delete(`${schoolId} ${id}`);
        ask(schoolId, ids);
      });
    }
  }

  return {
    ask,
    told(schoolId, deviceIds) {
      deps.control.told(schoolId, deviceIds);
      ask(schoolId, deviceIds);
      later(SETTLE_MS + AFTER_END_MS, () => ask(schoolId, deviceIds));
    },
    left(schoolId, deviceId) {
      gone.set(schoolId, (gone.get(schoolId) ?? new Set()).add(deviceId));
      ask(schoolId, [deviceId]);
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      waiting.clear();
      gone.clear();
      behind.clear();
    },
  };
}

async function seenBy(
  tx: SchoolTx,
  reach: Reach,
  online: readonly string[],
  controls: readonly DeviceControl[],
): Promise<DeviceControl[]> {
  if (reach.kind === 'school') return [...controls];
  const ids = controls.map(({ deviceId }) => deviceId);
  const seen = new Set(await devicesSeen(tx, reach, online, ids));
  return controls.filter(({ deviceId }) => seen.has(deviceId));
}

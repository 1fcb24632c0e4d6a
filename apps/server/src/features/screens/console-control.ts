import type { ScreensFrame } from '@lapwing/protocol/features/screens/watch.ts';
import type { WorkStep } from '@lapwing/protocol/features/screens/worked.command.ts';
import { reachOf, type Actor } from '../../permissions/actor.ts';
import { ENDED, type AppendAudit, type AuditLine } from '../../permissions/routes.ts';
import type { Timers } from '../../platform/clock/timers.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import { seatOf } from './desk.ts';
import type { Hub, Watcher } from './hub.ts';
import { listWatchable, type WatchableRow } from './store.ts';
import { inWords, subjectOf } from './watch-audit.ts';

/** Steps that wait while the right is looked at; what comes beyond them is dropped. */
const MOST_PENDING = 240;

/** What one console does with the keyboard and the pointer of a device. */
export interface ConsoleControl {
  /** The one screen that is looked at large now; null where there is none, or several. */
  looks(deviceId: string | null): void;
  /** Steps of whoever sits at the console. The first ones begin the control, which is in the audit before any is done. */
  work(deviceId: string, steps: readonly WorkStep[]): void;
  /** They let go of it, or have gone. */
  end(): void;
}

export interface ConsoleControlParts {
  readonly db: Database;
  readonly hub: Pick<Hub, 'work' | 'seat'>;
  readonly timers: Timers;
  readonly log: Log;
  readonly appendAudit: AppendAudit;
  readonly online: (schoolId: string) => readonly string[];
  readonly schoolId: string;
  readonly address: string;
  /** As of the last refresh. */
  readonly actor: () => Actor;
  readonly watcher: Watcher;
  readonly say: (frame: ScreensFrame) => void;
}

interface Held {
  readonly deviceId: string;
  /** Steps that wait until the right was looked at; null while there is nothing to wait for. */
  pending: WorkStep[] | null;
  /** Whose rights were looked at, and who sat there then. */
  actor: Actor | null;
  seat: string | null;
  row: WatchableRow | null;
  since: number;
}

const WORDS = Object.freeze({
  look: 'Open this one screen large to control it.',
  right: 'Your role does not include controlling this screen.',
  seat: 'Somebody else sits there now.',
  offline: 'The device cannot be controlled at the moment.',
  failed: 'It could not be looked up whether you may. Try again.',
});

/** Sends what staff do on to the device, as long as they may and look at it; nothing is sent unless it is in the audit. */
export function createConsoleControl(parts: ConsoleControlParts): ConsoleControl {
  const { db, hub, timers, schoolId, watcher } = parts;
  let looked: string | null = null;
  let held: Held | null = null;

  function tell(deviceId: string, reason: string | null): void {
    parts.say({ type: 'screens/work', deviceId, allowed: reason === null, reason });
  }

  function lineOf(actor: Actor, row: WatchableRow): Pick<AuditLine, 'actor' | 'address' | 'subject'> {
    return {
      actor: { id: actor.accountId, name: actor.name },
      address: parts.address,
      subject: subjectOf(row),
    };
  }

  function finish(reason: string | null): void {
    const over = held;
    held = null;
    if (over === null) return;
    if (reason !== null) tell(over.deviceId, reason);
    const { actor, row, deviceId, since } = over;
    if (actor === null || row === null) return;
    hub.work({ schoolId, deviceId }, watcher, [{ do: 'release' }]);
    const line: AuditLine = {
      ...lineOf(actor, row),
      action: `screens.control${ENDED}`,
      outcome: 'done',
      summary: `Ended: controlled the screen of ${inWords(row)} for ${sayLength(timers.now() - since)}`,
    };
    db.inSchool(schoolId, (tx) => parts.appendAudit(tx, line)).catch((cause: unknown) =>
      parts.log.error('screens.control-not-closed', { schoolId, deviceId }, cause),
    );
  }

  /** Looks at the right; the first time it is written down too. */
  async function approve(mine: Held): Promise<string | null> {
    const actor = parts.actor();
    const reach = reachOf(actor, 'screens.control');
    if (reach === null) return WORDS.right;
    const { deviceId } = mine;
    const seat = hub.seat({ schoolId, deviceId });
    const row = await db.inSchool(schoolId, async (tx) => {
      const [found] = await listWatchable(tx, reach, [deviceId], parts.online(schoolId));
      if (found !== undefined && mine.row === null && seatOf(found) === seat) {
        await parts.appendAudit(tx, {
          ...lineOf(actor, found),
          action: 'screens.control',
          outcome: 'opened',
          summary: `Controlled the screen of ${inWords(found)}`,
        });
      }
      return found ?? null;
    });
    if (row === null) return WORDS.right;
    if (seatOf(row) !== seat || (mine.row !== null && mine.seat !== seat)) return WORDS.seat;
    mine.actor = actor;
    mine.seat = seat;
    mine.row = row;
    return null;
  }

  async function look(mine: Held): Promise<void> {
    const isFirst = mine.row === null;
    let reason: string | null;
    try {
      reason = await approve(mine);
    } catch (cause) {
      parts.log.error('screens.control-not-checked', { schoolId, deviceId: mine.deviceId }, cause);
      reason = WORDS.failed;
    }
    if (held !== mine) {
      // It was let go of meanwhile: what was opened in the audit is closed there.
      if (isFirst && mine.row !== null) close(mine);
      return;
    }
    if (reason !== null) return finish(reason);
    const steps = mine.pending ?? [];
    mine.pending = null;
    if (isFirst) tell(mine.deviceId, null);
    if (steps.length > 0) send(mine, steps);
  }

  function close(mine: Held): void {
    const now = held;
    held = mine;
    finish(null);
    held = now;
  }

  function send(mine: Held, steps: readonly WorkStep[]): void {
    const place = { schoolId, deviceId: mine.deviceId };
    if (hub.seat(place) !== mine.seat) return finish(WORDS.seat);
    if (hub.work(place, watcher, steps) === 'cannot') finish(WORDS.offline);
  }

  return {
    looks(deviceId) {
      looked = deviceId;
      if (held !== null && held.deviceId !== deviceId) finish(null);
    },
    work(deviceId, steps) {
      if (deviceId !== looked) return tell(deviceId, WORDS.look);
      if (held === null) {
        const mine: Held = {
          deviceId,
          pending: [...steps],
          actor: null,
          seat: null,
          row: null,
          since: timers.now(),
        };
        held = mine;
        void look(mine);
        return;
      }
      if (held.pending !== null) {
        if (held.pending.length + steps.length <= MOST_PENDING) held.pending.push(...steps);
        return;
      }
      // Another object each time that the rights of whoever sits there were looked at anew.
      if (held.actor !== parts.actor()) {
        held.pending = [...steps];
        void look(held);
        return;
      }
      send(held, steps);
    },
    end: () => finish(null),
  };
}

function sayLength(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

import {
  MAX_WATCH_BYTES,
  MOST_LOOKS,
  SCREENS_SOCKET_PATH,
  WatchFrame,
  type ScreensFrame,
} from '@lapwing/protocol/features/screens/watch.ts';
import type { WorkStep } from '@lapwing/protocol/features/screens/worked.command.ts';
import { ownNameOf } from '../../permissions/acting.ts';
import {
  addConsoleSocket,
  CLOSE_TRY_AGAIN,
  type ConsoleHandlers,
} from '../../permissions/console-sockets.ts';
import type { ConsoleSockets, ConsoleViewer } from '../../permissions/console-sockets.ts';
import type { AppendAudit, Authenticate } from '../../permissions/routes.ts';
import type { Timers } from '../../platform/clock/timers.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Sockets } from '../../platform/sockets/sockets.ts';
import type { Database } from '../../platform/db/database.ts';
import { createConsoleControl } from './console-control.ts';
import { createConsoleWatcher } from './console-watcher.ts';
import type { Wish } from './demand.ts';
import type { Desk, Party } from './desk.ts';
import type { Hub } from './hub.ts';
import { createSmallCopies } from './small-copies.ts';
import type { WatchAudit } from './watch-audit.ts';

export interface WatchSocketDeps {
  readonly sockets: Sockets;
  readonly authenticate: Authenticate;
  readonly log: Log;
  readonly timers: Timers;
  readonly desk: Desk;
  readonly audit: WatchAudit;
  readonly db: Database;
  readonly hub: Hub;
  readonly appendAudit: AppendAudit;
  readonly online: (schoolId: string) => readonly string[];
}

/** States alone may wait; pictures stop at a quarter of it. A console with more is dead and not slow. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** Messages that a console may send at once, and a second after that: a grid that is scrolled sends ten at most. */
const BURST = 40;
const PER_SECOND = 20;
/** RFC 6455: a message that is not as agreed. */
const CLOSE_POLICY = 1008;

/** Opens the socket on which consoles say what they have in view and get the pictures of it. */
export function addWatchSocket(deps: WatchSocketDeps): ConsoleSockets {
  const { desk, timers, log } = deps;
  const copies = createSmallCopies();

  function opened(viewer: ConsoleViewer): ConsoleHandlers {
    const { link } = viewer;
    const { schoolId, accountId } = viewer.actor;
    // At the device stands who looks, not with whose rights.
    const name = ownNameOf(viewer.actor);
    const watcher = createConsoleWatcher({ schoolId, name, link, timers, copies });
    const control = createConsoleControl({
      ...deps,
      schoolId,
      address: link.address,
      actor: () => viewer.actor,
      watcher,
      say: (frame) => link.send(JSON.stringify(frame)),
    });
    const looked = new Map<string, string>();
    let as = viewer.actor.actingAs?.id;
    let groupId: string | null = null;
    let gone = false;
    let left = BURST;
    let at = timers.now();

    const party: Party = {
      schoolId,
      actor: () => (gone ? null : viewer.actor),
      refresh: async () => void (await consoles.recheck(viewer)),
      watcher,
      hold: () => watcher.hold(),
      release: () => watcher.release(),
      unknown: (deviceId) => watcher.unknown(deviceId),
      checked(tx, allowed, refused) {
        const { actingAs } = viewer.actor;
        if (actingAs?.id !== as) looked.clear();
        as = actingAs?.id;
        return deps.audit.note(tx, {
          actor: viewer.actor,
          address: link.address,
          groupId,
          allowed,
          refused,
          looked,
        });
      },
      failed(cause) {
        log.error('screens.not-shown', { schoolId, accountId }, cause);
        link.close(CLOSE_TRY_AGAIN, 'try again');
      },
    };
    desk.join(party);
    link.send(JSON.stringify({ type: 'screens/ready' } satisfies ScreensFrame));

    return {
      text(text) {
        left = Math.min(BURST, left + ((timers.now() - at) / 1000) * PER_SECOND) - 1;
        at = timers.now();
        if (left < 0) return link.close(CLOSE_POLICY, 'too many messages');
        const wanted = parseWatch(text);
        if (wanted === null) {
          log.warn('screens.bad-watch', { schoolId, accountId });
          return link.close(CLOSE_POLICY, 'not as the contract says');
        }
        if (wanted.kind === 'work') return control.work(wanted.deviceId, wanted.steps);
        if (wanted.kind === 'let-go') return control.end();
        ({ groupId } = wanted);
        const looks = [...wanted.wishes].filter(([, wish]) => wish.purpose === 'look');
        control.looks(looks.length === 1 ? (looks[0]?.[0] ?? null) : null);
        for (const deviceId of looked.keys()) {
          if (wanted.wishes.get(deviceId)?.purpose !== 'look') looked.delete(deviceId);
        }
        watcher.wants(wanted.wishes);
        desk.want(party, wanted.wishes);
      },
      gone() {
        gone = true;
        control.end();
        desk.leave(party);
        watcher.close();
      },
    };
  }

  const consoles = addConsoleSocket({
    sockets: deps.sockets,
    authenticate: deps.authenticate,
    log,
    path: SCREENS_SOCKET_PATH,
    maxBytes: MAX_WATCH_BYTES,
    maxWaitingBytes: MAX_WAITING_BYTES,
    opened,
  });
  return consoles;
}

/** What a console says, with ids as the database writes them. */
type Said =
  | { kind: 'watch'; groupId: string | null; wishes: ReadonlyMap<string, Wish> }
  | { kind: 'work'; deviceId: string; steps: readonly WorkStep[] }
  | { kind: 'let-go' };

/** Reads what a console says; null when it is not as the contract says. A screen named twice is wanted as both say. */
export function parseWatch(text: string): Said | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = WatchFrame.safeParse(json);
  if (!parsed.success) return null;
  const { data } = parsed;
  if (data.type === 'screens/let-go') return { kind: 'let-go' };
  if (data.type === 'screens/work')
    return { kind: 'work', deviceId: data.deviceId.toLowerCase(), steps: data.steps };
  const wishes = new Map<string, Wish>();
  for (const { deviceId, purpose, width, everyMs } of data.screens) {
    // The database writes ids in lower case.
    const id = deviceId.toLowerCase();
    const other = wishes.get(id);
    wishes.set(id, {
      purpose: purpose === 'look' ? 'look' : (other?.purpose ?? 'glance'),
      width: Math.max(width, other?.width ?? 0),
      everyMs: Math.min(everyMs, other?.everyMs ?? everyMs),
    });
  }
  const looks = Array.from(wishes.values()).filter((wish) => wish.purpose === 'look').length;
  return looks > MOST_LOOKS ? null : { kind: 'watch', groupId: data.groupId, wishes };
}

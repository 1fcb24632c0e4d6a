import {
  MAX_PICTURE_BYTES,
  PICTURE_HEAD_BYTES,
  writePicture,
} from '@lapwing/protocol/features/screens/picture.ts';
import type { InFront, ScreensShown } from '@lapwing/protocol/features/screens/shown.event.ts';
import { type ScreensWanted, WANTED_SECONDS } from '@lapwing/protocol/features/screens/wanted.command.ts';
import type { ScreensWorked } from '@lapwing/protocol/features/screens/worked.command.ts';
import type { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { isWithin, pageAddress, pageHost } from './address.ts';
import type { LiveContracts } from './contracts.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Front, Look, PictureMark } from './contracts/live-screen.ts';
import type { Log } from './contracts/log.ts';
import { createScreenWork } from './screen-work.ts';
import { createScreenConsent, type ScreenRules, type Standing } from './screen-consent.ts';

/** Milliseconds after which a picture that nobody acknowledged no longer holds up the next. */
export const TAKEN_WITHIN_MS = 10_000;
/** Milliseconds between two words about how it stands. */
export const SHOWN_EVERY_MS = 500;
/** Milliseconds between two pictures, whatever the commands. */
export const LEAST_PICTURE_MS = 400;
/** Milliseconds for which a screen may still show the page before, on another site. */
export const SETTLE_MS = 700;
/** Bytes waiting in the socket beyond which no picture is added. */
export const MOST_WAITING_BYTES = 256 * 1024;
/** Milliseconds that a look may take. */
export const LOOK_WITHIN_MS = 5000;
/** Milliseconds after which it is tried again where something goes first. */
const MAKE_WAY_MS = 500;

/** What the person at the device is told: who sees the screen now. */
export interface Watched {
  readonly purpose: 'glance' | 'look';
  readonly watchers: readonly string[];
  /** Who works keyboard and pointer from afar; absent while nobody does. */
  readonly workedBy?: string;
}

export interface Screens {
  wanted(command: ScreensWanted): void;
  unwanted(): void;
  /** Staff work keyboard and pointer. */
  worked(command: ScreensWorked): void;
  /** The server has read the picture that answered command `id`. */
  taken(id: string): void;
  /** Another state document is in force. */
  documentChanged(): void;
  /** Somebody else sits at the device. */
  personChanged(): void;
  /** The connection is lost, or the agent stops: as if nobody looked. */
  over(): void;
  watched(): Watched | null;
}

export interface ScreensParts {
  readonly live: LiveContracts;
  readonly clock: Clock;
  readonly log: Log;
  readonly document: () => StateDocument | null;
  /** The server's time, in milliseconds since 1970. */
  readonly serverNow: () => number;
  readonly say: (shown: ScreensShown) => void;
  /** False when it did not go out. */
  readonly sendPicture: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  readonly waitingBytes: () => number;
  /** A capture has yet to go out: it goes first. */
  readonly capturesWait: () => boolean;
  /** `watched` has changed. */
  readonly changed: () => void;
}

const FAILED: Look = Object.freeze({ ok: false, why: 'failed' });
const NOWHERE: InFront = Object.freeze({ application: '', title: '', site: null });
const NOBODY: Standing = Object.freeze({ state: 'forbidden', answeredBy: null });

/** What staff see of the screen, for as long as they look and the school and the person let them: SPEC.md, SCREEN. */
export function createScreens(parts: ScreensParts): Screens {
  const { live, clock, log, document, say, changed } = parts;
  const work = live.hands === undefined ? null : createScreenWork({ hands: live.hands, clock, log, changed });
  const consent = createScreenConsent({ consent: live.consent, clock, answered: review });
  let command: ScreensWanted | null = null;
  let standing: Standing = NOBODY;
  /** Rises whenever what was begun before must not be shown any more. */
  let turn = 0;
  let cancelExpiry: Cancel = () => undefined;
  let cancelBeat: Cancel = () => undefined;
  let cancelFront: Cancel | null = null;
  let cancelSay: Cancel | null = null;
  let busy = false;
  let again = false;
  /** The picture that is under way. */
  let sent: { readonly id: string; readonly at: number } | null = null;
  let mark: { readonly width: number; readonly print: PictureMark } | null = null;
  let lookedAt = -Infinity;
  /** Of which command the last look was. */
  let lookedFor = '';
  let host: string | null | undefined;
  let hostSince = -Infinity;
  /** How the last look ended, of what was in front then. */
  let outcome: 'live' | 'nothing' | 'not-possible' = 'live';
  let told: ScreensShown | null = null;
  let saidAs = '';
  let saidAt = -Infinity;

  function rules(): ScreenRules | null {
    const now = document();
    return now === null || Date.parse(now.expiresAt) <= parts.serverNow() ? null : now.screens;
  }

  /** Looks anew at who may see what; to be called before anything leaves, and at every change. */
  function reconsider(): void {
    const next = consent.regard(command, rules());
    if (next.state === standing.state && next.answeredBy === standing.answeredBy) return;
    const before = standing;
    standing = next;
    if ((before.state === 'allowed') !== (next.state === 'allowed')) {
      turn += 1;
      if (next.state !== 'allowed') rest();
      changed();
    }
  }

  /** The screen is not looked at now: nothing listens, nothing is kept of what it looked like. */
  function rest(): void {
    work?.end();
    cancelBeat();
    cancelFront?.();
    cancelFront = null;
    mark = null;
    host = undefined;
    outcome = 'live';
    told = null;
    cancelSay?.();
    cancelSay = null;
  }

  function review(): void {
    reconsider();
    if (command !== null && standing.state !== 'allowed') tell(command, standing.state, NOWHERE);
    else if (command !== null) beat();
  }

  function end(): void {
    if (command === null) return;
    command = null;
    turn += 1;
    cancelExpiry();
    saidAs = '';
    rest();
    reconsider();
    standing = NOBODY;
    changed();
  }

  function within(at: number, ms: number): number {
    const left = at + ms - clock.now();
    // A clock that was moved back must not hold up anything.
    return left > ms ? 0 : Math.max(0, left);
  }

  function beatIn(ms: number): void {
    cancelBeat();
    cancelBeat = clock.setTimer(ms, beat);
  }

  function beat(): void {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    void rounds()
      .catch((error: unknown) => {
        log('screens.failed', { error: error instanceof Error ? error.name : 'unknown' });
        if (command !== null && standing.state === 'allowed') beatIn(command.everyMs);
      })
      .finally(() => {
        busy = false;
        if (again) beat();
      });
  }

  async function rounds(): Promise<void> {
    do {
      again = false;
      await round();
    } while (again);
  }

  async function round(): Promise<void> {
    reconsider();
    const now = command;
    if (now === null) return;
    if (standing.state !== 'allowed') return tell(now, standing.state, NOWHERE);
    cancelFront ??= live.screen.onFront(beat);
    const mine = turn;
    const front = await inTime(live.screen.front(), null);
    if (!stillMine(mine)) return;
    beatIn(now.everyMs);
    if (!place(now, front)) return;
    if (now.width === 0) return;
    const wait = pictureIn(now);
    if (wait > 0) return beatIn(wait);
    lookedAt = clock.now();
    lookedFor = now.id;
    const last = mark !== null && mark.width === now.width ? mark.print : null;
    const { width, quality } = now;
    const request = { width, quality, last, wanted: () => mine === turn };
    const look = await inTime(live.screen.look(request), FAILED);
    if (!stillMine(mine)) return;
    beatIn(within(lookedAt, now.everyMs));
    if (!look.ok) return noPicture(now, front, look.why);
    outcome = 'live';
    if (!place(now, look.front)) return;
    const settling = within(hostSince, SETTLE_MS);
    if (settling > 0) return beatIn(settling);
    if (parts.capturesWait()) return beatIn(MAKE_WAY_MS);
    show(now, look);
  }

  /** What a platform does not answer in time has failed. */
  function inTime<T>(work: Promise<T>, otherwise: T): Promise<T> {
    return new Promise((resolve) => {
      const cancel = clock.setTimer(LOOK_WITHIN_MS, () => resolve(otherwise));
      const settle = (result: T): void => {
        cancel();
        resolve(result);
      };
      work.then(settle, () => settle(otherwise));
    });
  }

  /** False when what was begun in that turn is not to be shown any more; it is begun anew then, if it is wanted. */
  function stillMine(mine: number): boolean {
    reconsider();
    if (mine === turn) return true;
    if (command !== null) again = true;
    return false;
  }

  /** Tells what is in front. @returns true if it may be shown in a picture */
  function place(now: ScreensWanted, front: Front | null): boolean {
    if (front === null) {
      tell(now, 'nothing', NOWHERE);
      host = null;
      return false;
    }
    const next = front.url === null ? null : pageHost(front.url);
    if (next !== host) {
      // The first page that is seen was there before; one that comes after another may still show that one.
      if (host !== undefined) hostSince = clock.now();
      host = next;
      outcome = 'live';
    }
    const excluded = document()?.detection.excludedHosts ?? [];
    if (next !== null && isWithin(next, excluded)) {
      tell(now, 'private', NOWHERE);
      return false;
    }
    // Pages of the browser and of an extension, the lock among them, are no site.
    const site = /^https?:/i.test(pageAddress(front.url ?? '')) ? next : null;
    tell(now, outcome, outcome === 'nothing' ? NOWHERE : inFront(front, site));
    return true;
  }

  /** Milliseconds until a picture may be taken. */
  function pictureIn(now: ScreensWanted): number {
    const pace = lookedFor === now.id ? now.everyMs : LEAST_PICTURE_MS;
    const wait = Math.max(within(lookedAt, pace), within(hostSince, SETTLE_MS));
    if (wait > 0) return wait;
    if (sent !== null) {
      const left = within(sent.at, TAKEN_WITHIN_MS);
      if (left > 0) return left;
      // Nobody may have seen it: what follows is not compared with it.
      sent = null;
      mark = null;
    }
    return parts.capturesWait() || parts.waitingBytes() > MOST_WAITING_BYTES ? MAKE_WAY_MS : 0;
  }

  function noPicture(
    now: ScreensWanted,
    front: Front | null,
    why: Extract<Look, { ok: false }>['why'],
  ): void {
    if (why === 'failed') return;
    outcome = why === 'unchanged' ? 'live' : why;
    place(now, front);
  }

  function show(now: ScreensWanted, look: Extract<Look, { ok: true }>): void {
    const { bytes, mediaType, width, height } = look;
    if (bytes.length > MAX_PICTURE_BYTES - PICTURE_HEAD_BYTES) {
      log('screens.too-large', { bytes: bytes.length, width });
      return;
    }
    const takenAt = look.takenAt + parts.serverNow() - clock.now();
    const message = writePicture({ id: now.id, takenAt, mediaType, width, height, bytes });
    // Before it goes: the answer may be there at once.
    sent = { id: now.id, at: clock.now() };
    mark = { width: now.width, print: look.mark };
    if (parts.sendPicture(message)) return;
    sent = null;
    mark = null;
  }

  /** Said at once, or with what else changes within the moment that must lie between. */
  function tell(now: ScreensWanted, state: ScreensShown['state'], front: InFront): void {
    told = { type: 'screens/shown', id: now.id, state, front, answeredBy: standing.answeredBy };
    if (cancelSay !== null) return;
    const wait = within(saidAt, SHOWN_EVERY_MS);
    if (wait === 0) return sayNow();
    cancelSay = clock.setTimer(wait, () => {
      cancelSay = null;
      sayNow();
    });
  }

  function sayNow(): void {
    const shown = told;
    // It may have been overtaken by a command or a setting that has not been looked at yet: then that comes at once.
    if (shown === null || command === null || shown.id !== command.id) return;
    const as = JSON.stringify(shown);
    if (as === saidAs) return;
    saidAs = as;
    saidAt = clock.now();
    say(shown);
  }

  return {
    wanted(next) {
      const before = command;
      command = next;
      cancelExpiry();
      cancelExpiry = clock.setTimer(WANTED_SECONDS * 1000, end);
      if (before?.id !== next.id) {
        turn += 1;
        mark = null;
      }
      if (next.purpose !== 'look' || !next.watchers.includes(work?.by() ?? '')) work?.end();
      if (before?.purpose !== next.purpose || String(before.watchers) !== String(next.watchers)) changed();
      review();
    },
    unwanted: end,
    worked({ id, by, steps }) {
      reconsider();
      if (work === null || command?.id !== id || command.purpose !== 'look') return;
      if (standing.state === 'allowed' && command.watchers.includes(by)) work.work(by, steps);
      else log('screens.work-refused', { state: standing.state });
    },
    taken(id) {
      if (sent?.id !== id) return;
      sent = null;
      if (command !== null) beat();
    },
    documentChanged() {
      // Also while nobody looks: what was answered before it was forbidden holds no longer.
      review();
    },
    personChanged() {
      work?.end();
      consent.forget();
      if (command !== null) review();
    },
    over() {
      sent = null;
      end();
    },
    watched() {
      if (command === null || standing.state !== 'allowed') return null;
      const { purpose, watchers } = command;
      const workedBy = work?.by() ?? null;
      const shown = { purpose, watchers: purpose === 'look' ? watchers : [] };
      return workedBy === null ? shown : { ...shown, workedBy };
    },
  };
}

function inFront(front: Front, site: string | null): InFront {
  return {
    application: cut(front.application, 120),
    title: cut(front.title, 300),
    site: site === null ? null : cut(site, 253),
  };
}

/** The beginning of a text, without half a character at its end. */
function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

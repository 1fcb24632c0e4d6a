import type { RestrictionsActual } from '@lapwing/protocol/features/restrictions/actual.event.ts';
import { backoff } from './backoff.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Control, ControlApplied, ControlGap, ControlWanted } from './contracts/control.ts';
import type { Log } from './contracts/log.ts';
import type { Random } from './contracts/random.ts';
import { NOTHING_WANTED, type WantedAt } from './control-wanted.ts';
import { isSameData } from './same-data.ts';

/** Milliseconds that a platform may take to make the device as it is wanted. */
export const APPLY_WITHIN_MS = 10_000;
/** Milliseconds between two words about what holds. */
export const ACTUAL_EVERY_MS = 200;
/** While something holds that ends, it is looked again this often: the device's clock may have been set. */
export const LOOK_EVERY_MS = 15_000;
/** Milliseconds at most between two looks where nothing that ends holds. */
const LOOK_AT_LEAST_MS = 5 * 60_000;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;
/** Milliseconds for releasing everything when the agent stops. */
const RELEASE_WITHIN_MS = 3000;

export interface ControlKeeper {
  /** Makes the device as it is wanted now, whatever an earlier run left. */
  begin(): void;
  /** What is wanted may have become other. */
  look(): void;
  /** The server is there: it is told what holds. */
  connected(): void;
  /** What the platform cannot do or failed to, of what it was asked for last. */
  failed(): ReadonlySet<string>;
  /** Nothing is applied any more; with `release`, everything is let go first. */
  end(release: boolean): Promise<void>;
}

export interface ControlParts {
  readonly control: Control;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly wanted: () => WantedAt;
  /** The server's time, in milliseconds since 1970. */
  readonly now: () => number;
  /** Of the state document in force; 0 without one. */
  readonly version: () => number;
  /** Something that ends is in force: time that passes is to be kept over restarts. */
  readonly passing: () => void;
  readonly say: (actual: RestrictionsActual) => void;
  readonly changed: () => void;
}

type Actual = Omit<RestrictionsActual, 'at'>;

/** Makes the device as it is wanted, and says what holds: SPEC.md, CTRL. */
export function createControlKeeper(parts: ControlParts): ControlKeeper {
  const { control, clock, random, log, wanted, now, version, passing, say, changed } = parts;
  let target: WantedAt | null = null;
  /** What the platform was asked for last, and how that ended. */
  let done: { readonly wanted: ControlWanted; readonly outcome: ControlApplied } | null = null;
  let gaps: readonly ControlGap[] = [];
  let busy = false;
  let work: Promise<void> = Promise.resolve();
  let failures = 0;
  let ended = true;
  let said: Actual | null = null;
  let saidAt = -Infinity;
  let cancelLook: Cancel = () => undefined;
  let cancelRetry: Cancel = () => undefined;
  let cancelSay: Cancel | null = null;
  let cancelGaps: Cancel = () => undefined;

  function look(): void {
    if (ended) return;
    const next = wanted();
    if (target === null || !isSameData(next.wanted, target.wanted)) failures = 0;
    target = next;
    schedule(next);
    if (isDone(next)) tell();
    else beginWork();
  }

  function schedule({ nextChange, shown }: WantedAt): void {
    const ends = shown.holds.some(({ until }) => until !== null);
    if (ends) passing();
    const atMost = ends ? LOOK_EVERY_MS : LOOK_AT_LEAST_MS;
    const due = nextChange === null ? atMost : Math.min(nextChange - now(), atMost);
    cancelLook();
    cancelLook = clock.setTimer(Math.max(1, due), look);
  }

  function isDone(next: WantedAt): boolean {
    return done !== null && isSameData(done.wanted, next.wanted);
  }

  function beginWork(): void {
    if (busy) return;
    busy = true;
    cancelRetry();
    work = applyAll();
  }

  /** One at a time; what changes meanwhile comes next, and what came in between is passed over. */
  async function applyAll(): Promise<void> {
    try {
      for (let next = target; next !== null && !isDone(next) && !ended; next = target) await applyOne(next);
    } finally {
      // In the turn of the last look: whatever is wanted from now on begins anew.
      busy = false;
    }
  }

  async function applyOne(next: WantedAt): Promise<void> {
    const outcome = await applied(next.wanted);
    const failed = outcome?.failed ?? idsOf(next).map((id) => ({ id, why: 'failed' as const }));
    gaps = outcome?.gaps ?? gaps;
    done = { wanted: next.wanted, outcome: { failed, gaps } };
    if (outcome === null || failed.some(({ why }) => why === 'failed')) retryLater();
    else failures = 0;
    tell();
    changed();
  }

  /** Null where the platform failed altogether, or took too long. */
  async function applied(next: ControlWanted): Promise<ControlApplied | null> {
    let cancel: Cancel = () => undefined;
    const tooSlow = new Promise<null>((resolve) => {
      cancel = clock.setTimer(APPLY_WITHIN_MS, () => resolve(null));
    });
    const outcome = await Promise.race([control.apply(next).catch(() => null), tooSlow]);
    cancel();
    if (outcome === null) log('control.not-applied');
    return outcome;
  }

  function retryLater(): void {
    cancelRetry();
    cancelRetry = clock.setTimer(backoff(random, failures, FIRST_RETRY_MS, LONGEST_RETRY_MS), () => {
      done = null;
      look();
    });
    failures += 1;
  }

  /** Only of what the platform was asked for; while it is at work nothing certain can be said. */
  function actual(): Actual | null {
    if (target === null || done === null || !isDone(target)) return null;
    const failed = new Map(done.outcome.failed.map(({ id, why }) => [id, why]));
    const { lock, web, mute } = done.wanted;
    const holds = target.holds.filter((id) => !failed.has(id));
    return {
      type: 'restrictions/actual',
      version: version(),
      locked: lock !== null && !failed.has(lock.id),
      internet: internetOf(web, failed),
      muted: mute !== null && !failed.has(mute),
      holds: holds.slice(0, 300),
      failed: [...failed].map(([id, why]) => ({ id, why })).slice(0, 100),
      gaps: [...new Set(gaps)].slice(0, 10),
    };
  }

  function tell(): void {
    if (cancelSay !== null) return;
    const left = saidAt + ACTUAL_EVERY_MS - clock.passed();
    if (left <= 0) return sayNow();
    cancelSay = clock.setTimer(left, () => {
      cancelSay = null;
      sayNow();
    });
  }

  function sayNow(): void {
    const next = ended ? null : actual();
    if (next === null || isSameData(next, said)) return;
    said = next;
    saidAt = clock.passed();
    say({ ...next, at: new Date(clock.now()).toISOString() });
  }

  return {
    begin() {
      ended = false;
      cancelGaps = control.onGaps((next) => {
        gaps = next;
        tell();
      });
      look();
    },
    look,
    connected() {
      said = null;
      look();
    },
    failed: () => new Set(done?.outcome.failed.map(({ id }) => id)),
    async end(release) {
      if (ended) return;
      ended = true;
      for (const cancel of [cancelLook, cancelRetry, cancelGaps]) cancel();
      cancelSay?.();
      await within(work, clock);
      if (release) await releaseAll(control, clock);
    },
  };
}

/** Lets everything go that is held, by this run or one before it; gives up on a platform that hangs. */
export async function releaseAll(control: Control, clock: Clock): Promise<void> {
  const released = control.apply(NOTHING_WANTED).then(
    () => undefined,
    () => undefined,
  );
  await within(released, clock);
}

function idsOf({ holds, wanted }: WantedAt): readonly string[] {
  return wanted.lock === null ? holds : [...new Set([...holds, wanted.lock.id])];
}

async function within(work: Promise<void>, clock: Clock): Promise<void> {
  let cancel: Cancel = () => undefined;
  const tooSlow = new Promise<void>((resolve) => {
    cancel = clock.setTimer(RELEASE_WITHIN_MS, resolve);
  });
  await Promise.race([work, tooSlow]);
  cancel();
}

function internetOf(
  { says }: ControlWanted['web'],
  failed: ReadonlyMap<string, string>,
): RestrictionsActual['internet'] {
  const kinds = new Set(says.flat().flatMap(({ id, kind }) => (failed.has(id) ? [] : [kind])));
  if (kinds.has('internet-off')) return 'off';
  return kinds.has('block') || kinds.has('allow-only') ? 'limited' : 'open';
}

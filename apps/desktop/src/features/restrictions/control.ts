import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type {
  Control,
  ControlApplied,
  ControlGap,
  ControlWanted,
  LockWanted,
  WebWanted,
} from '@lapwing/agent-core/contracts/control.ts';
import { NOTHING_WANTED } from '@lapwing/agent-core/control-wanted.ts';
import type { Cancel } from '../../platform/contract/cancel.ts';
import type { Printing } from '../../platform/contract/printing.ts';
import type { RemovableMedia } from '../../platform/contract/removable-media.ts';
import type { Sound } from '../../platform/contract/sound.ts';
import type { Covers } from '../../ui/covers.ts';
import type { ApplicationKeeper } from './applications.ts';
import { lockPage, nextTick, READ_AGAIN } from './lock-page.ts';

const LOCK = 'lock';
/** A lock for an agreement gives way to the agreement, which ends it; any other goes before what is asked. */
export const LOCK_STRENGTH = 3;
export const AGREEMENT_LOCK_STRENGTH = 1;
const UNAWARE_MS = 600;

/** What can hold pages of the web back on this device: a browser's agent that has joined. */
export interface WebHands {
  /** False where it failed. Never rejects. */
  apply(web: WebWanted): Promise<boolean>;
}

export interface DesktopControl extends Control {
  /** The screens of the person are others: what holds is made anew on them. */
  seatChanged(): void;
  /** Whether removable media may be used, as it is wanted now. */
  mediaAllowed(): boolean;
  /** Everything is released. */
  close(): Promise<void>;
}

interface Failed {
  readonly id: string;
  readonly why: 'not-possible' | 'failed';
}

/** Makes the whole device as it is wanted. Starts with nothing held. */
export function createDesktopControl(parts: {
  readonly covers: Covers;
  readonly clock: Clock;
  readonly sound: () => Sound | null;
  readonly printing: Printing | null;
  readonly removableMedia: RemovableMedia | null;
  /** Null where programs can neither be seen nor ended. */
  readonly applications: ApplicationKeeper | null;
  /** Null while no browser's agent has joined. */
  readonly web: () => WebHands | null;
  /** The person wants to read the agreement again for which the device is locked. */
  readonly again: (agreementId: string) => void;
}): DesktopControl {
  const { covers, clock, sound, printing, removableMedia, applications, web, again } = parts;
  const listeners = new Set<(gaps: readonly ControlGap[]) => void>();
  let standing: ControlWanted = NOTHING_WANTED;
  let lock: LockWanted | null = null;
  let held = true;
  let muted: { readonly of: Sound; readonly on: boolean } | null = null;
  let cancelTick: Cancel = () => undefined;

  covers.onHeld((now) => {
    if (now === held) return;
    held = now;
    for (const changed of listeners) changed(gaps());
  });

  function gaps(): readonly ControlGap[] {
    return lock !== null && !held ? ['lock-left'] : [];
  }

  async function setLock(next: LockWanted | null): Promise<boolean> {
    const before = lock;
    lock = next;
    if (next === null) {
      cancelTick();
      return before === null || covers.set(LOCK, null);
    }
    const stands = await covers.set(LOCK, {
      strength: next.agreementId === null ? LOCK_STRENGTH : AGREEMENT_LOCK_STRENGTH,
      page: () => lockPage(lock ?? next, clock.now()),
      pressed: (spot) => {
        const agreementId = lock?.agreementId ?? null;
        if (spot === READ_AGAIN && agreementId !== null) again(agreementId);
      },
      unawareMs: UNAWARE_MS,
    });
    tick();
    return stands;
  }

  /** The time that is left is drawn only when it reads otherwise. */
  function tick(): void {
    cancelTick();
    const until = lock?.until ?? null;
    const wait = until === null ? null : nextTick(until - clock.now());
    if (wait === null) return;
    cancelTick = clock.setTimer(wait + 5, () => {
      covers.redraw(LOCK);
      tick();
    });
  }

  async function setMuted(on: boolean): Promise<boolean | null> {
    const speakers = sound();
    if (speakers === null) return on ? null : true;
    // Whether it was we who muted is not known after a start: it is let go then.
    if (muted?.of === speakers && muted.on === on) return true;
    const done = await speakers.setMuted(on);
    if (done) muted = { of: speakers, on };
    return done;
  }

  /** @returns null where the platform cannot do it */
  async function allow(part: Printing | RemovableMedia | null, allowed: boolean): Promise<boolean | null> {
    if (part === null) return allowed ? true : null;
    return part.setAllowed(allowed);
  }

  async function setWeb(next: WebWanted): Promise<boolean | null> {
    const hands = web();
    if (hands === null) return next.open ? true : null;
    return hands.apply(next);
  }

  async function make(wanted: ControlWanted): Promise<ControlApplied> {
    standing = wanted;
    applications?.set(wanted.applications);
    const [locked, mutes, prints, media, pages] = await Promise.all([
      setLock(wanted.lock),
      setMuted(wanted.mute !== null),
      allow(printing, wanted.printingOff === null),
      allow(removableMedia, wanted.removableMediaOff === null),
      setWeb(wanted.web),
    ]);
    const failed: Failed[] = [
      ...failedOf([wanted.lock?.id], locked),
      ...failedOf([wanted.mute], mutes),
      ...failedOf([wanted.printingOff], prints),
      ...failedOf([wanted.removableMediaOff], media),
      ...failedOf(idsOf(wanted.web), pages),
      ...(applications === null
        ? failedOf(
            wanted.applications.map(({ id }) => id),
            null,
          )
        : []),
    ];
    return { failed, gaps: gaps() };
  }

  return {
    apply: (wanted) => make(wanted),
    onGaps(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    seatChanged() {
      applications?.seatChanged();
      // A lock comes back with the cover; what is of the seat alone is said again.
      void setMuted(standing.mute !== null);
    },
    mediaAllowed: () => standing.removableMediaOff === null,
    async close() {
      cancelTick();
      applications?.close();
      await make(NOTHING_WANTED);
    },
  };
}

function failedOf(ids: readonly (string | null | undefined)[], done: boolean | null): readonly Failed[] {
  if (done === true) return [];
  return ids.flatMap((id) =>
    id === null || id === undefined ? [] : [{ id, why: done === null ? 'not-possible' : 'failed' }],
  );
}

/** Each rule once that has a say on pages or downloads. */
function idsOf({ says, downloads }: WebWanted): readonly string[] {
  const closing = says.flat().filter(({ kind }) => kind !== 'allow');
  return [...new Set([...closing, ...downloads].map(({ id }) => id))];
}

import type { Cancel } from './platform/contract/cancel.ts';
import type { Hearing, InputTarget } from './platform/contract/input.ts';
import type { Seat } from './platform/contract/platform.ts';
import type { DesktopScreen } from './platform/contract/screen.ts';
import type { DesktopSession } from './platform/contract/session.ts';
import type { Windows } from './platform/contract/windows.ts';

/** The seat that there is now, and parts that stay while seats come and go. */
export interface SeatNow {
  /** Null while there is no screen. */
  readonly current: () => Seat | null;
  /** The seat before is let go of by whoever built it. */
  readonly become: (seat: Seat | null) => void;
  readonly onChange: (changed: () => void) => Cancel;
  readonly screen: DesktopScreen;
  readonly windows: Windows;
  readonly session: DesktopSession;
  readonly target: InputTarget;
  /** True while there is no seat. */
  readonly hearing: Hearing;
}

/** One that holds a listener at every seat in turn. */
interface Kept<Listener> {
  readonly add: (listener: Listener) => Cancel;
  readonly move: () => void;
}

/** Starts without a seat. */
/** More than any seat counts. */
const STAMPS = 2 ** 32;

export function createSeatNow(): SeatNow {
  const changed = new Set<() => void>();
  let seat: Seat | null = null;
  /** Another one whenever there is another seat. */
  let era = 0;

  function keep<Listener>(at: (of: Seat, listener: Listener) => Cancel | null): Kept<Listener> {
    const held = new Map<Listener, Cancel>();
    const attach = (listener: Listener): void => {
      held.set(listener, (seat === null ? null : at(seat, listener)) ?? ((): void => undefined));
    };
    return {
      add(listener) {
        attach(listener);
        return () => {
          held.get(listener)?.();
          held.delete(listener);
        };
      },
      move() {
        for (const [listener, cancel] of Array.from(held)) {
          cancel();
          attach(listener);
        }
      },
    };
  }

  const monitors = keep<() => void>((of, listener) => of.screen?.onMonitors(listener) ?? null);
  const front = keep<() => void>((of, listener) => of.windows?.onFront(listener) ?? null);
  const gone = keep<(place: string) => void>((of, listener) => of.windows?.onGone(listener) ?? null);
  const people = keep<() => void>((of, listener) => of.session.onChange(listener));
  const hearing = keep<() => void>((of, listener) => of.input?.hearing?.onChange(listener) ?? null);
  const frontListeners = new Set<() => void>();
  const peopleListeners = new Set<() => void>();

  return {
    current: () => seat,
    become(next) {
      seat = next;
      era += 1;
      for (const kept of [monitors, front, gone, people, hearing]) kept.move();
      for (const listener of [...peopleListeners, ...frontListeners, ...changed]) listener();
    },
    onChange(listener) {
      changed.add(listener);
      return () => changed.delete(listener);
    },
    screen: {
      monitors: async () => (await seat?.screen?.monitors()) ?? [],
      // Of two seats no stamp is the same.
      stamp: async () => era * STAMPS + ((await seat?.screen?.stamp()) ?? 0),
      changedSince: async (stamp) =>
        Math.floor(stamp / STAMPS) === era
          ? ((await seat?.screen?.changedSince(stamp % STAMPS)) ?? null)
          : null,
      grab: async (area, into) => (await seat?.screen?.grab(area, into)) ?? { ok: false, why: 'hidden' },
      onMonitors: (listener) => monitors.add(listener),
    },
    windows: {
      front: () => seat?.windows?.front() ?? null,
      onFront(listener) {
        frontListeners.add(listener);
        const cancel = front.add(listener);
        return () => {
          frontListeners.delete(listener);
          cancel();
        };
      },
      list: async () => (await seat?.windows?.list()) ?? [],
      close: async (place) => (await seat?.windows?.close(place)) ?? false,
      onGone: (listener) => gone.add(listener),
    },
    session: {
      current: async () => (await seat?.session.current()) ?? null,
      onChange(listener) {
        peopleListeners.add(listener);
        const cancel = people.add(listener);
        return () => {
          peopleListeners.delete(listener);
          cancel();
        };
      },
      idle: async () => (await seat?.session.idle()) ?? null,
      logOff: async (graceMs) => (await seat?.session.logOff(graceMs)) ?? 'not-possible',
    },
    target: {
      move: async (x, y) => (await seat?.target?.move(x, y)) ?? false,
      button: async (button, down) => (await seat?.target?.button(button, down)) ?? false,
      scroll: async (lines) => (await seat?.target?.scroll(lines)) ?? false,
      key: async (code, down) => (await seat?.target?.key(code, down)) ?? false,
      text: async (text) => (await seat?.target?.text(text)) ?? false,
      release: async () => seat?.target?.release(),
    },
    hearing: {
      now: () => seat?.input?.hearing?.now() ?? true,
      onChange: (listener) => hearing.add(listener),
    },
  };
}

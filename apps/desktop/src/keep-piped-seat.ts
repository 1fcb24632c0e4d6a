import type { Log } from '@lapwing/agent-core/contracts/log.ts';

import type { BrowserDoor } from './platform/contract/browser-link.ts';
import type { Opener } from './platform/contract/opener.ts';
import type { SeatEnd } from './platform/contract/seat-end.ts';
import type { Pipe } from './seat-pipe/channel.ts';
import { openSeatProxy } from './seat-pipe/proxy.ts';
import type { SeatNow } from './seat-now.ts';

/** A seat process that was started. */
export interface StartedSeat {
  readonly pipe: Pipe;
  /** Ends it, whatever it does. */
  end(): void;
  /** How it ended, to be asked once its pipe is over: it is ended then. Never rejects. */
  how(): Promise<SeatEnd>;
}

export interface KeptPipedSeat {
  /** Of the seat that there is now. */
  opener(): Opener | null;
  /** Somebody else may be at the screens: the seat is started anew where they are. */
  moved(): void;
  stop(): Promise<void>;
}

const SOON_MS = 500;
const LATEST_MS = 30_000;
/** One that stood for so long ended for a reason of its own. */
const STOOD_MS = 60_000;
const CLOSE_MS = 3000;

/**
 * Keeps a seat in the session of whoever is at the screens, in a process of theirs: one that dies, hangs or says what
 * makes no sense is ended, and another one is started, ever later as long as they do not last.
 * @param parts.start null while nobody is there; `moved` says when somebody may be
 */
export function keepPipedSeat(parts: {
  readonly start: () => Promise<StartedSeat | null>;
  readonly seat: SeatNow;
  /** A seat that stood has ended, and not because it was let go of. */
  readonly lost?: (how: Promise<SeatEnd>) => void;
  /** Where browsers of whoever is there come; null where there is no seat, or none can. */
  readonly onDoor?: (door: BrowserDoor | null) => void;
  readonly log: Log;
  readonly soonMs?: number;
}): KeptPipedSeat {
  const { start, seat, lost, onDoor, log, soonMs = SOON_MS } = parts;
  let stopped = false;
  let waitMs = soonMs;
  let timer: NodeJS.Timeout | undefined;
  /** Ends the one that there is, or that is being started. */
  let leave: (() => void) | null = null;
  /** While one is started, another person came. */
  let again = false;
  let starting = false;
  let opener: Opener | null = null;

  async function begin(): Promise<void> {
    if (stopped || leave !== null || starting) return;
    starting = true;
    clearTimeout(timer);
    try {
      const started = await start();
      if (started !== null) await open(started);
    } catch {
      log('seat.not-started');
      later();
    } finally {
      starting = false;
    }
    if (!again) return;
    again = false;
    moved();
  }

  async function open(started: StartedSeat): Promise<void> {
    const from = performance.now();
    let own: (() => void) | null = null;
    const over = (): void => {
      if (own === null || leave !== own) return;
      leave = null;
      opener = null;
      onDoor?.(null);
      // It lets go of the screens when its pipe is over.
      started.pipe.output.end();
      started.end();
      if (seat.current() !== null) seat.become(null);
      if (!stopped) log('seat.lost');
      if (performance.now() - from > STOOD_MS) waitMs = soonMs;
      later();
    };
    own = over;
    leave = over;
    const proxy = await openSeatProxy({
      pipe: started.pipe,
      over() {
        if (!stopped && leave === over && seat.current() !== null) lost?.(ended(started));
        over();
      },
    });
    if (leave !== over) return;
    if (proxy === null || stopped) {
      over();
      return;
    }
    ({ opener } = proxy);
    seat.become(proxy.seat);
    onDoor?.(proxy.browsers);
    log('seat.there', { gaps: proxy.seat.gaps.length });
  }

  async function ended(started: StartedSeat): Promise<SeatEnd> {
    const how = await started.how();
    log('seat.ended', { how });
    return how;
  }

  function later(): void {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => void begin(), waitMs);
    waitMs = Math.min(LATEST_MS, waitMs * 2);
  }

  function moved(): void {
    waitMs = soonMs;
    if (starting) again = true;
    else {
      leave?.();
      void begin();
    }
  }

  void begin();
  return {
    opener: () => opener,
    moved,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      const before = seat.current();
      // It says when it has let go of everything; one that hangs is not waited for.
      await Promise.race([
        before?.close(),
        new Promise<void>((resolve) => {
          setTimeout(resolve, CLOSE_MS).unref();
        }),
      ]);
      leave?.();
    },
  };
}

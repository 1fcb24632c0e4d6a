import type { Front, LiveScreen, Look, LookRequest } from '../live-screen.ts';

export interface ManualLiveScreen extends LiveScreen {
  /** Every look that was asked for. */
  readonly looks: LookRequest[];
  readonly listeners: () => number;
  /** What is in front from now on; null puts everything out of sight. */
  turnTo(front: Front | null): void;
  /** Something on the page is drawn otherwise. */
  redraw(): void;
  /** The next looks go as `run` says, until it is null again. */
  answer(run: ((usual: () => Look) => Promise<Look>) | null): void;
}

/** A screen whose page is the test's to turn; its pictures are two bytes with their number. */
export function createManualLiveScreen(now: () => number): ManualLiveScreen {
  const looks: LookRequest[] = [];
  const listeners = new Set<() => void>();
  let front: Front | null = {
    application: 'Chrome 156',
    title: 'My essay',
    url: 'https://docs.example/essay?id=3',
  };
  let drawing = 1;
  let answer: ((usual: () => Look) => Promise<Look>) | null = null;

  function changed(): void {
    drawing += 1;
    for (const listener of listeners) listener();
  }

  function usual({ width, last, wanted }: LookRequest): Look {
    if (!wanted()) return { ok: false, why: 'failed' };
    if (front === null) return { ok: false, why: 'nothing' };
    if (last !== null && last[0] === width && last[1] === drawing) return { ok: false, why: 'unchanged' };
    const height = Math.max(1, Math.round((width * 9) / 16));
    const mark = Uint32Array.of(width, drawing);
    const bytes = Uint8Array.of(drawing >>> 8, drawing & 0xff);
    return { ok: true, bytes, mediaType: 'image/jpeg', width, height, takenAt: now(), front, mark };
  }

  return {
    looks,
    listeners: () => listeners.size,
    turnTo(next) {
      front = next;
      changed();
    },
    redraw() {
      drawing += 1;
    },
    answer(run) {
      answer = run;
    },
    look(request) {
      looks.push(request);
      return answer === null ? Promise.resolve(usual(request)) : answer(() => usual(request));
    },
    front: () => Promise.resolve(front),
    onFront(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

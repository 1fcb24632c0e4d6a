import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Control, ControlWanted } from '@lapwing/agent-core/contracts/control.ts';
import type { Notices } from '@lapwing/agent-core/contracts/notices.ts';
import { NOTHING_WANTED } from '@lapwing/agent-core/control-wanted.ts';
import { createJudge, type Judge } from '@lapwing/protocol/features/access/judge.ts';
import { hostOf, isWithin } from '@lapwing/agent-core/address.ts';
import type { Over } from './view.ts';

/** Milliseconds that a simulated device takes at most to be as it is wanted. */
export const OBEYS_WITHIN_MS = 30;
/** Milliseconds in which a message is read, and an agreement: at least, and at most. */
const READS_MS = [3000, 12_000] as const;

export interface SimulatedControl extends Control {
  /** What stands before a page now; null where the page can be used. */
  over(url: string): Over | null;
  /** What the device is like now. */
  now(): ControlWanted;
}

/**
 * A device in memory that is as it is wanted after some milliseconds.
 * @param share how long it takes, 0 to 1 of {@link OBEYS_WITHIN_MS}
 * @param changed called when it has become other
 */
export function createSimulatedControl(
  clock: Clock,
  share: () => number,
  changed: () => void,
): SimulatedControl {
  let now = NOTHING_WANTED;
  let judge: Judge | null = null;
  return {
    now: () => now,
    async apply(wanted) {
      await new Promise<void>((resolve) => {
        clock.setTimer(OBEYS_WITHIN_MS * share(), resolve);
      });
      now = wanted;
      judge = wanted.web.open ? null : createJudge(wanted.web.says, wanted.web.alwaysOpen);
      changed();
      const beyond = [wanted.printingOff, wanted.removableMediaOff].filter((id) => id !== null);
      return { failed: beyond.map((id) => ({ id, why: 'not-possible' as const })), gaps: [] };
    },
    onGaps: () => () => undefined,
    over(url) {
      const { lock } = now;
      if (lock !== null)
        return {
          kind: 'lock',
          title: lock.by === null ? 'This screen is locked' : `${lock.by} has locked this screen`,
          words: lock.words ?? lock.schoolWords,
          until: lock.until,
        };
      const verdict = judge?.of(url) ?? { open: true, by: null };
      if (verdict.open) return null;
      const { by = null, words = null, until = null } = now.web.rules[verdict.by] ?? {};
      return {
        kind: 'closed',
        title: by === null ? 'This page is closed' : `${by} has closed this page`,
        words: words ?? now.web.words,
        until,
      };
    },
  };
}

/**
 * A person who reads messages, and agrees to what the school asks, after a while.
 * @param share how long they take, 0 to 1 between the shortest and the longest
 */
export function createSimulatedNotices(
  clock: Clock,
  share: () => number,
  parts: {
    /** Opens a page in front. */
    readonly open: (url: string) => Promise<void>;
    /** The page in front; null when there is none. */
    readonly front: () => string | null;
    readonly close: () => Promise<void>;
    readonly control: SimulatedControl;
  },
): Notices {
  const { open, front, close, control } = parts;
  const reading = (): number => READS_MS[0] + (READS_MS[1] - READS_MS[0]) * share();
  return {
    show(_notice, seen) {
      clock.setTimer(reading(), seen);
      return Promise.resolve('shown');
    },
    async open(url) {
      if (control.over(url)?.kind === 'closed') return 'blocked';
      await open(url);
      return 'done';
    },
    async closeTabs(host) {
      const shown = hostOf(front() ?? '');
      if (shown !== null && isWithin(shown, [host])) await close();
      return 'done';
    },
    logOff: () => Promise.resolve('not-possible'),
    ask() {
      let settle: (said: 'agreed' | 'gone') => void = () => undefined;
      const answer = new Promise<'agreed' | 'gone'>((resolve) => {
        settle = resolve;
      });
      const cancel = clock.setTimer(reading(), () => settle('agreed'));
      return {
        answer,
        withdraw() {
          cancel();
          settle('gone');
        },
      };
    },
  };
}

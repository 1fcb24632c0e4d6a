import type { Control, ControlWanted } from '@lapwing/agent-core/contracts/control.ts';
import type { Notices } from '@lapwing/agent-core/contracts/notices.ts';
import { createJudge } from '@lapwing/protocol/features/access/judge.ts';

export interface ObedientControl extends Control {
  /** Whether a page could be opened now, as the agent wants the device to be. */
  opens(url: string): boolean;
}

/** A device that is at once as it is wanted. */
export function createObedientControl(): ObedientControl {
  let wanted: ControlWanted | null = null;
  return {
    apply(next) {
      wanted = next;
      return Promise.resolve({ failed: [], gaps: [] });
    },
    onGaps: () => () => undefined,
    opens(url) {
      if (wanted === null) return true;
      const { lock, web } = wanted;
      return lock === null && (web.open || createJudge(web.says, web.alwaysOpen).of(url).open);
    },
  };
}

/** Whoever sits there closes every message at once, and agrees to all that is asked. */
export function createObedientNotices(): Notices {
  return {
    show(_notice, seen) {
      seen();
      return Promise.resolve('shown');
    },
    open: () => Promise.resolve('done'),
    closeTabs: () => Promise.resolve('done'),
    logOff: () => Promise.resolve('done'),
    ask: () => ({ answer: Promise.resolve('agreed'), withdraw: () => undefined }),
  };
}

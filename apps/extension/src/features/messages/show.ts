import type { Notice } from '@lapwing/agent-core/contracts/notices.ts';
import type { BackgroundHost } from '../../platform/contract/host.ts';
import { MESSAGE_PAGE, type NoticeMessage, type ShownNotice } from './messages.ts';

/** Those that wait at most; whoever says more than that is not heard. */
const MOST_WAITING = 20;

type Outcome = 'shown' | 'not-possible' | 'failed';

interface Standing {
  readonly notice: Notice;
  readonly seen: () => void;
  readonly settle: (outcome: Outcome) => void;
}

export interface NoticeWindows {
  /** Puts a message before the person once those before it are closed; settles when it is there. */
  show(notice: Notice, seen: () => void): Promise<Outcome>;
  onMessage(message: NoticeMessage): ShownNotice;
}

/** Messages one after the other, each in a window of its own in front. Closing the window is having seen it. */
export function createNoticeWindows(
  host: Pick<BackgroundHost, 'openPrompt' | 'closePrompt' | 'onWindowGone'>,
): NoticeWindows {
  const queue: Standing[] = [];
  let windowId: number | null = null;
  let opening = false;

  async function open(): Promise<void> {
    const [first] = queue;
    if (first === undefined || opening || windowId !== null) return;
    opening = true;
    windowId = await host.openPrompt(`${MESSAGE_PAGE}#${first.notice.id}`).catch(() => null);
    opening = false;
    first.settle(windowId === null ? 'failed' : 'shown');
    if (windowId !== null) return;
    queue.shift();
    await open();
  }

  function seen(): void {
    const first = queue.shift();
    windowId = null;
    first?.seen();
    void open();
  }

  host.onWindowGone((id) => {
    if (id === windowId) seen();
  });

  return {
    show(notice, whenSeen) {
      if (queue.length >= MOST_WAITING) return Promise.resolve('failed');
      return new Promise((settle) => {
        queue.push({ notice, seen: whenSeen, settle });
        void open();
      });
    },
    onMessage({ kind, id }) {
      const [first] = queue;
      if (first === undefined || first.notice.id !== id) return null;
      if (kind === 'notice-look') {
        const { text, by, schoolName } = first.notice;
        return { text, by, schoolName, waiting: queue.length - 1 };
      }
      if (windowId !== null) void host.closePrompt(windowId);
      seen();
      return null;
    },
  };
}

import type { Agent } from '@lapwing/agent-core/agent.ts';
import type { Notices } from '@lapwing/agent-core/contracts/notices.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import { type BrowserControl, createBrowserControl } from './features/restrictions/control.ts';
import { LOCK_PAGE, RestrictionsMessage } from './features/restrictions/messages.ts';
import { blockedShown } from './features/restrictions/present-blocked.ts';
import { createControlHost } from './platform/browser-control.ts';
import { createNetRules } from './platform/browser-rules.ts';
import type { Sender } from './platform/contract/host.ts';
import { webClock } from './platform/network.ts';

/** What the device is made to do, put together; made in the worker's first turn. */
export interface ComposedControl {
  readonly control: BrowserControl;
  readonly notices: Notices | null;
  /** The answer to one of the own pages; undefined where the message is none of these. */
  onMessage(message: unknown, sender: Sender): Promise<unknown> | undefined;
  onStatus(status: AgentStatus): void;
}

/** @param agent resolves once it has begun */
export function composeControl(parts: {
  readonly ownPrefix: string;
  readonly agent: () => Promise<Agent>;
  readonly privateWindowsOff: () => boolean;
}): ComposedControl {
  const { ownPrefix, agent } = parts;
  const host = createControlHost([LOCK_PAGE]);
  const control = createBrowserControl({
    host,
    rules: createNetRules(),
    ownPrefix,
    now: webClock.now,
    later: (ms, run) => webClock.setTimer(ms, run),
    privateWindowsOff: parts.privateWindowsOff,
    onStopped: () => undefined,
  });
  const changed = (): void => host.tell({ kind: 'control-changed' });
  let shownBefore = '';
  control.onChange(changed);

  async function onRestrictions(message: RestrictionsMessage, sender: Sender): Promise<unknown> {
    switch (message.kind) {
      case 'blocked-look': {
        if (sender.tabId === null) return null;
        const blocked = await control.look(sender.tabId, message.remembered);
        return blockedShown(blocked, await control.wanted(), (await agent()).status());
      }
      case 'blocked-ask':
        return { asked: false };
      case 'control-due':
        await control.due();
        (await agent()).wake();
        return null;
    }
  }

  return {
    control,
    notices: null,
    onMessage(message, sender) {
      const said = RestrictionsMessage.safeParse(message);
      return said.success ? onRestrictions(said.data, sender) : undefined;
    },
    onStatus(status) {
      const shown = JSON.stringify([status.control, status.connection]);
      if (shown !== shownBefore) changed();
      shownBefore = shown;
      control.alsoAt((status.control?.holds ?? []).map(({ until }) => until));
    },
  };
}

import type { Notices } from '@lapwing/agent-core/contracts/notices.ts';
import { NOTHING_WANTED } from '@lapwing/agent-core/control-wanted.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import { createAgreementPrompt } from './features/agreements/ask.ts';
import { AGREEMENT_PAGE, AgreementMessage } from './features/agreements/messages.ts';
import { AssistanceMessage } from './features/assistance/messages.ts';
import type { PagesAgent } from './features/devices/joined-desktop.ts';
import { MESSAGE_PAGE, NoticeMessage } from './features/messages/messages.ts';
import { createPageOrders } from './features/messages/orders.ts';
import { createNoticeWindows } from './features/messages/show.ts';
import { type BrowserControl, createBrowserControl } from './features/restrictions/control.ts';
import { LOCK_PAGE, RestrictionsMessage } from './features/restrictions/messages.ts';
import { blockedShown } from './features/restrictions/present-blocked.ts';
import { KeptWanted } from './features/restrictions/wanted.ts';
import { stoppedWords } from './features/restrictions/words.ts';
import { CONSENT_PAGE } from './features/screens/messages.ts';
import { createControlHost } from './platform/browser-control.ts';
import { createNetRules } from './platform/browser-rules.ts';
import type { BackgroundHost, Sender } from './platform/contract/host.ts';
import { webClock } from './platform/network.ts';

/** What the device is made to do, put together; made in the worker's first turn. */
export interface ComposedControl {
  readonly control: BrowserControl;
  readonly notices: Notices;
  /** The answer to one of the own pages; undefined where the message is none of these. */
  onMessage(message: unknown, sender: Sender): Promise<unknown> | undefined;
  onStatus(status: AgentStatus): void;
  /** Makes pages as the agent of the desktop wants them, `WebWanted`, and nothing else; false where that is none, or fails. */
  webAlone(wanted: unknown): Promise<boolean>;
}

/** @param agent resolves once it has begun */
export function composeControl(parts: {
  readonly background: BackgroundHost;
  readonly agent: () => Promise<PagesAgent>;
  readonly privateWindowsOff: () => boolean;
}): ComposedControl {
  const { background, agent } = parts;
  const host = createControlHost([LOCK_PAGE, AGREEMENT_PAGE], [MESSAGE_PAGE, CONSENT_PAGE]);
  const changed = (): void => host.tell({ kind: 'control-changed' });
  const windows = createNoticeWindows(background);
  const agreements = createAgreementPrompt({ cover: host.cover, kept: host.kept, changed });
  const control = createBrowserControl({
    host,
    rules: createNetRules(),
    ownPrefix: background.ownPrefix,
    now: webClock.now,
    later: (ms, run) => webClock.setTimer(ms, run),
    privateWindowsOff: parts.privateWindowsOff,
    onStopped: (name, ruleId) => void tellStopped(name, ruleId),
  });
  const orders = createPageOrders({
    tabs: host.tabs,
    isOpen: async (url) => (await control.of(url)).open,
    frontTab: () => background.frontTab(),
  });
  let shownBefore = '';
  let schoolName = '';
  control.onChange(changed);
  void agreements.begin();

  async function tellStopped(name: string, ruleId: string): Promise<void> {
    const rule = (await control.wanted()).web.rules[ruleId];
    const by = rule?.by ?? (schoolName === '' ? 'your school' : schoolName);
    const text = stoppedWords(name, rule?.words ?? null);
    await windows.show({ id: crypto.randomUUID(), text, by, schoolName }, () => undefined);
  }

  async function onRestrictions(message: RestrictionsMessage, { tabId }: Sender): Promise<unknown> {
    switch (message.kind) {
      case 'blocked-look':
        return tabId === null ? null : lookAt(tabId, message.remembered);
      case 'blocked-ask': {
        // What is asked for is what the worker knows of the tab, whatever the page says.
        const blocked = tabId === null ? null : await control.look(tabId, null);
        if (blocked?.kind !== 'closed') return { asked: false };
        return { asked: ask(await agent(), 'access', blocked.url, message.words) };
      }
      case 'lock-agreement': {
        const id = (await control.wanted()).lock?.agreementId ?? null;
        return id !== null && (await agent()).agreementAgain(id);
      }
      case 'control-due':
        await control.due();
        (await agent()).wake();
        return null;
    }
  }

  async function lookAt(tabId: number, remembered: string | null): Promise<unknown> {
    const blocked = await control.look(tabId, remembered);
    return blockedShown(blocked, await control.wanted(), (await agent()).status());
  }

  function ask(current: PagesAgent, kind: 'help' | 'access', url: string | null, text: string): boolean {
    return current.ask({ kind, url, text }) !== null;
  }

  async function onAssistance(message: AssistanceMessage): Promise<unknown> {
    const current = await agent();
    if (message.kind === 'assistance-ask') return ask(current, 'help', null, message.words);
    current.withdrawAsk(message.id);
    return true;
  }

  return {
    control,
    notices: {
      show: (notice, seen) => windows.show(notice, seen),
      open: (url) => orders.open(url),
      closeTabs: (site, all) => orders.closeTabs(site, all),
      // No extension may end a person's session with the system.
      logOff: () => Promise.resolve('not-possible'),
      ask: (...asked) => agreements.ask(...asked),
    },
    onMessage(message, sender) {
      const ofRestrictions = RestrictionsMessage.safeParse(message);
      if (ofRestrictions.success) return onRestrictions(ofRestrictions.data, sender);
      const ofNotices = NoticeMessage.safeParse(message);
      if (ofNotices.success) return Promise.resolve(windows.onMessage(ofNotices.data));
      const ofAgreements = AgreementMessage.safeParse(message);
      if (ofAgreements.success) return Promise.resolve(agreements.onMessage(ofAgreements.data));
      const ofAssistance = AssistanceMessage.safeParse(message);
      return ofAssistance.success ? onAssistance(ofAssistance.data) : undefined;
    },
    async webAlone(wanted) {
      const web = KeptWanted.shape.web.safeParse(wanted);
      if (!web.success) return false;
      const { failed } = await control.apply({ ...NOTHING_WANTED, web: web.data });
      return failed.length === 0;
    },
    onStatus(status) {
      schoolName = status.schoolName ?? '';
      const shown = JSON.stringify([status.control, status.connection]);
      if (shown !== shownBefore) changed();
      shownBefore = shown;
      control.alsoAt((status.control?.holds ?? []).map(({ until }) => until));
    },
  };
}

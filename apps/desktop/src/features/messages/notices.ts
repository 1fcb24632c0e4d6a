import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { AgreementQuestion, Notices, Outcome } from '@lapwing/agent-core/contracts/notices.ts';
import type { Opener } from '../../platform/contract/opener.ts';
import type { DesktopSession } from '../../platform/contract/session.ts';
import type { Panels } from '../../ui/panels.ts';
import { leavingPage } from './message-page.ts';
import type { MessagePanels } from './show.ts';

/** Seconds in which a person may save before the session ends. */
const GRACE_SECONDS = 20;
/** What programs have for asking whether to save, once they were told. */
const SAVE_MS = 10_000;
const NEVER_PRESSED_MS = 600;

/** Orders of the moment on the whole desktop. */
export function createDesktopNotices(parts: {
  readonly messages: MessagePanels;
  readonly panels: Panels;
  readonly clock: Clock;
  readonly schoolName: () => string;
  /** Null while nobody's screen is there. */
  readonly session: () => DesktopSession | null;
  readonly opener: () => Opener | null;
  /** Whether a rule closes a page. */
  readonly isOpen: (url: string) => boolean;
  /** Browsers whose agents do as this one says; null where the platform has none. */
  readonly browsers: {
    /** Null: none is open. */
    readonly open: (url: string) => Promise<Outcome> | null;
    readonly closeTabs: (host: string, all: boolean) => Promise<Outcome>;
  } | null;
  readonly ask: (...asked: Parameters<Notices['ask']>) => AgreementQuestion;
}): Notices {
  const { messages, panels, clock, schoolName, session, opener, isOpen, browsers } = parts;
  let leaving = false;

  async function logOff(text: string): Promise<Outcome> {
    const of = session();
    if (of === null || (await of.current()) === null) return 'not-possible';
    if (leaving) return 'done';
    leaving = true;
    const panel = await panels.open({
      page: () => leavingPage(text, schoolName(), GRACE_SECONDS),
      pressed: () => undefined,
      closed: () => undefined,
      unawareMs: NEVER_PRESSED_MS,
    });
    const before = (await of.current())?.logOnId;
    clock.setTimer(GRACE_SECONDS * 1000, () => {
      leaving = false;
      panel?.close();
      void end(before);
    });
    return 'done';
  }

  /** Whoever has logged on meanwhile is not logged off. */
  async function end(logOnId: string | undefined): Promise<void> {
    const of = session();
    if (of !== null && (await of.current())?.logOnId === logOnId) await of.logOff(SAVE_MS);
  }

  return {
    show: (notice, seen) => messages.show(notice, seen),
    async open(url) {
      if (!/^https?:\/\//iu.test(url)) return 'not-possible';
      if (!isOpen(url)) return 'blocked';
      const opened = browsers?.open(url) ?? null;
      if (opened !== null) return opened;
      const hands = opener();
      return hands === null ? 'not-possible' : (await hands.open(url)) ? 'done' : 'failed';
    },
    // Tabs are inside a browser: its own agent closes them.
    closeTabs: (host, all) => browsers?.closeTabs(host, all) ?? Promise.resolve('not-possible'),
    logOff,
    ask: parts.ask,
  };
}

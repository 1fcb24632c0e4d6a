import { createJudge, type Judge, type Verdict } from '@lapwing/protocol/features/access/judge.ts';
import { parseUrl } from '@lapwing/protocol/features/access/web-url.ts';
import type { ControlWanted } from '@lapwing/agent-core/contracts/control.ts';
import type { PageMoment, TabsHost } from '../../platform/contract/control.ts';
import { BLOCKED_PAGE } from './compile-rules.ts';

/** A rule of the browser has closed a page by then, if it is one that rules know. */
const RULE_MS = 80;
/** A page that comes back to the block page within this time is closed by a rule of the browser that the judge is not of. */
const AGAIN_MS = 5000;

export interface Guard {
  /** Goes by this from now on, also about the tabs that are open. Resolves when each was looked at. */
  set(wanted: ControlWanted): Promise<void>;
  onPage(tabId: number, url: string, moment: PageMoment): Promise<void>;
  onTab(tabId: number): Promise<void>;
  onReplaced(tabId: number, url: string): void;
  onGone(tabId: number): void;
  /** Whether a page could be opened now. */
  of(url: string): Verdict;
  /** What the block page in a tab is about. `remembered`: what that page says it was told before. */
  look(tabId: number, remembered: string | null): Blocked;
}

export type Blocked =
  | {
      readonly kind: 'closed';
      readonly url: string;
      readonly verdict: Extract<Verdict, { open: false }> | null;
    }
  | { readonly kind: 'locked' }
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'nothing' };

interface Page {
  readonly url: string;
  readonly title: string | undefined;
}

/** Keeps every tab to what the judge says of its page; behind the browser's own rules, which know less and are faster. */
export function createGuard(parts: {
  readonly tabs: TabsHost;
  readonly ownPrefix: string;
  readonly now: () => number;
  readonly later: (ms: number, run: () => void) => void;
}): Guard {
  const { tabs, ownPrefix, now, later } = parts;
  let judge: Judge = createJudge([], []);
  let open = true;
  let locked = false;
  /** Addresses that the block page stands for. */
  const replaced = new Map<number, Page>();
  /** Those to which a tab was let go back. */
  const returned = new Map<number, { readonly url: string; readonly at: number }>();
  /** Those that a rule sent back here at once, until the rules are others. */
  const refused = new Map<number, string>();

  function isOwn(url: string): boolean {
    return url.startsWith(ownPrefix);
  }

  function judged(url: string, title?: string): Verdict {
    return open ? { open: true, by: null } : judge.of(url, title);
  }

  function forget(tabId: number): void {
    replaced.delete(tabId);
    returned.delete(tabId);
    refused.delete(tabId);
  }

  async function close(tabId: number, page: Page, moment: PageMoment): Promise<void> {
    replaced.set(tabId, page);
    const tab = await tabs.get(tabId);
    if (tab !== null && !isOwn(tab.url)) await tabs.replace(tab, BLOCKED_PAGE, moment);
  }

  async function check(tabId: number, page: Page): Promise<void> {
    if (page.url === '' || isOwn(page.url)) return;
    if (judged(page.url, page.title).open) forget(tabId);
    else await close(tabId, page, 'there');
  }

  /** Before it is fetched: the browser's rules go first, and this looks after what they do not know. */
  async function checkAsked(tabId: number, page: Page): Promise<void> {
    // What was open before the lock stays as it is, for afterwards.
    const barred = locked && !/^(?:about|chrome|edge|devtools):/.test(page.url);
    if (!barred && judged(page.url).open) return;
    replaced.set(tabId, page);
    if (!/^https?:/.test(page.url)) return close(tabId, page, 'asked');
    later(RULE_MS, () => {
      if (replaced.get(tabId) === page) void close(tabId, page, 'asked');
    });
  }

  return {
    async set(wanted) {
      open = wanted.web.open;
      judge = createJudge(wanted.web.says, wanted.web.alwaysOpen);
      locked = wanted.lock !== null;
      refused.clear();
      const all = open ? [] : await tabs.all();
      await Promise.all(all.map(({ id, url, title }) => check(id, { url, title })));
    },
    async onPage(tabId, url, moment) {
      if (isOwn(url)) return;
      const page = { url, title: undefined };
      await (moment === 'asked' ? checkAsked(tabId, page) : check(tabId, page));
    },
    async onTab(tabId) {
      if (open) return;
      const tab = await tabs.get(tabId);
      if (tab !== null) await check(tabId, tab);
    },
    onReplaced(tabId, url) {
      replaced.set(tabId, { url, title: undefined });
      const before = returned.get(tabId);
      if (before?.url === url && now() - before.at < AGAIN_MS) refused.set(tabId, url);
    },
    onGone: forget,
    of: judged,
    look(tabId, remembered) {
      const page = replaced.get(tabId) ?? known(remembered);
      if (locked) return { kind: 'locked' };
      if (page === null) return { kind: 'nothing' };
      replaced.set(tabId, page);
      const verdict = judged(page.url, page.title);
      if (!verdict.open) return { kind: 'closed', url: page.url, verdict };
      if (refused.get(tabId) === page.url) return { kind: 'closed', url: page.url, verdict: null };
      returned.set(tabId, { url: page.url, at: now() });
      return { kind: 'open', url: page.url };
    },
  };
}

/** Only a page of the web: nothing else is ever gone back to on the word of a page. */
function known(remembered: string | null): Page | null {
  if (remembered === null) return null;
  const parsed = parseUrl(remembered);
  return parsed !== null && /^https?:$/.test(parsed.protocol) ? { url: remembered, title: undefined } : null;
}

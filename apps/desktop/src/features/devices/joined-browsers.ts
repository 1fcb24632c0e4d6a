import type { Agent } from '@lapwing/agent-core/agent.ts';
import type { BrowserFront } from '@lapwing/agent-core/browser-link.ts';
import type { Cancel, Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { WebWanted } from '@lapwing/agent-core/contracts/control.ts';
import type { Log } from '@lapwing/agent-core/contracts/log.ts';
import type { Outcome } from '@lapwing/agent-core/contracts/notices.ts';
import type { AgentInput } from '@lapwing/agent-core/input.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import type { TamperingFound } from '@lapwing/agent-core/tampering.ts';
import { isBrowser } from '../../platform/contract/browsers.ts';
import type { BrowserLink, LinkedBrowser } from '../../platform/contract/browser-link.ts';
import type { DesktopSession } from '../../platform/contract/session.ts';
import type { DesktopWindow, Windows } from '../../platform/contract/windows.ts';
import { type BrowserSession, createBrowserSession } from './browser-session.ts';

/** Times that browsers are asked whose a window is. */
const MOST_LOOKS = 4;
const LOOK_AGAIN_MS = 300;
/** While one of its windows is in front, a browser's agent is asked this often whether it is there. */
const STILL_THERE_MS = 20_000;
/** Milliseconds after which one that is silent, or gone while its browser runs on, has been taken away. */
const GONE_AFTER_MS = 15_000;

export interface JoinedBrowsers {
  /**
   * Whether what happens in a window is told by the agent of its browser. So it is taken to be for the moment in which
   * that is asked; where nobody says so it is false, and the window is read as any other.
   */
  covers(window: DesktopWindow): boolean;
  /** Whether this device has had a browser that does as it is told. */
  everJoined(): boolean;
  /** Called when `covers` may say otherwise. */
  onChange(changed: () => void): Cancel;
  /** The window in which a place of a browser was in front; any other place as it is. */
  windowOf(place: string): string;
  /**
   * Which pages may be open; kept for those that join later. False where none has ever joined, one failed, or another
   * browser is open.
   */
  apply(web: WebWanted): Promise<boolean>;
  /** Null: no browser has joined. */
  open(url: string): Promise<Outcome> | null;
  closeTabs(host: string, all: boolean): Promise<Outcome>;
  told(status: AgentStatus): void;
  close(): Promise<void>;
}

/** Whose a window is that a browser with an agent shows. */
type Claim = { readonly of: BrowserSession; readonly window: number } | 'nobody';

/** The browsers of the person at the seat whose agents leave everything to this one: one device, told of once. */
export function createJoinedBrowsers(parts: {
  readonly link: BrowserLink;
  readonly windows: Pick<Windows, 'front' | 'onFront' | 'onGone' | 'list'>;
  readonly session: Pick<DesktopSession, 'current' | 'onChange'>;
  readonly clock: Clock;
  /** Asked only once a browser has come. */
  readonly agent: () => Pick<Agent, 'feed' | 'ask' | 'withdrawAsk' | 'tampered'>;
  /** Whether one has joined in an earlier run. */
  readonly everJoined: boolean;
  /** The first has joined, ever. What browsers tell waits for it. */
  readonly first: () => Promise<void>;
  readonly log: Log;
}): JoinedBrowsers {
  const { link, windows, session, clock, agent, log } = parts;
  const sessions = new Set<BrowserSession>();
  const silent = new Set<BrowserSession>();
  const claims = new Map<string, Claim>();
  const asked = new Set<string>();
  const listeners = new Set<() => void>();
  let status: AgentStatus | null = null;
  let web: WebWanted | null = null;
  let { everJoined } = parts;
  /** While the agent becomes one that has browsers. */
  let getting: Promise<void> | null = null;
  let closing = false;
  let last = 0;
  let front: string | null = null;
  let cancelStill: Cancel = () => undefined;

  function changed(): void {
    for (const listener of listeners) listener();
  }

  function speaking(): readonly BrowserSession[] {
    return [...sessions].filter((one) => one.joined() && !silent.has(one));
  }

  function speakingIn(window: DesktopWindow): readonly BrowserSession[] {
    return speaking().filter(({ pid }) => pid === window.pid);
  }

  function come(browser: LinkedBrowser): void {
    last += 1;
    const one = createBrowserSession({
      id: last,
      browser,
      clock,
      feed: (input) => void feed(input).catch(() => log('agent.input-lost')),
      ask: (wish) => void agent().ask(wish),
      withdraw: (id) => agent().withdrawAsk(id),
      changed: () => joins(one),
      spoke: () => {
        if (!silent.delete(one)) return;
        log('browser.speaks-again');
        changed();
      },
      closed: () => gone(one),
    });
    sessions.add(one);
    one.begin();
    if (status !== null) one.tellStatus(status);
  }

  async function feed(input: AgentInput): Promise<void> {
    if (getting !== null) await getting;
    await agent().feed(input);
  }

  function joins(one: BrowserSession): void {
    log(one.joined() ? 'browser.joined' : 'browser.left');
    // What nobody claimed may be this one's.
    forgetClaims((claim) => claim === 'nobody' || claim.of === one);
    if (one.joined()) {
      const isFirst = !everJoined;
      everJoined = true;
      if (isFirst)
        getting = parts.first().finally(() => {
          getting = null;
        });
      if (web !== null) void one.order({ kind: 'web', web });
    }
    changed();
    look();
  }

  function gone(one: BrowserSession): void {
    sessions.delete(one);
    silent.delete(one);
    forgetClaims((claim) => claim !== 'nobody' && claim.of === one);
    if (closing) return;
    log('browser.gone');
    changed();
    clock.setTimer(GONE_AFTER_MS, () => void missed(one));
  }

  function forgetClaims(which: (claim: Claim) => boolean): void {
    for (const [place, claim] of claims) if (which(claim)) claims.delete(place);
  }

  /** A browser that ended took its agent with it; one that goes on has lost it. */
  async function missed({ browser, pid }: BrowserSession): Promise<void> {
    if (closing || !link.isThere(browser) || speaking().some((other) => other.pid === pid)) return;
    const open = await windows.list();
    if (open.some((window) => window.pid === pid)) await tell({ what: 'extension-gone', seconds: null });
  }

  async function tell(found: TamperingFound): Promise<void> {
    log('browser.agent-missing');
    await agent()
      .tampered(found)
      .catch(() => log('agent.tampering-lost'));
  }

  function fellSilent(one: BrowserSession): void {
    if (silent.has(one) || !sessions.has(one)) return;
    silent.add(one);
    log('browser.silent');
    changed();
    clock.setTimer(GONE_AFTER_MS, () => {
      if (silent.has(one) && link.isThere(one.browser))
        void tell({ what: 'extension-gone', seconds: GONE_AFTER_MS / 1000 });
    });
  }

  async function answerOf(one: BrowserSession): Promise<BrowserFront | null> {
    const answer = await one.look();
    if (answer !== 'silent') return answer;
    fellSilent(one);
    return null;
  }

  /** One that is silent is told, and holds nobody up: a lock waits for this. */
  async function holdBack(one: BrowserSession, next: WebWanted): Promise<boolean> {
    const order = one.order({ kind: 'web', web: next });
    if (silent.has(one)) return false;
    const done = await order;
    if (done === 'silent') fellSilent(one);
    return done === true;
  }

  /** Looks at what is in front: whose it is, and whether whoever says so is still there. */
  function look(): void {
    cancelStill();
    const window = windows.front();
    front = window?.place ?? null;
    if (window === null || speakingIn(window).length === 0) return;
    const claim = claims.get(window.place);
    if (claim === undefined || claim === 'nobody') void ask(window.place);
    else void answerOf(claim.of);
    cancelStill = clock.setTimer(STILL_THERE_MS, look);
  }

  /**
   * A window is that browser's which says that one of its windows has the keyboard, while this one has it: at once
   * where it shows the title, too, else when it says so twice. A private window, or that of a profile without our
   * extension, is of the same process and nobody's.
   */
  async function ask(place: string): Promise<void> {
    if (asked.has(place)) return;
    asked.add(place);
    const before = new Map<BrowserSession, number>();
    for (let tries = 0; tries < MOST_LOOKS && !closing; tries += 1) {
      if (tries > 0) await pause();
      for (const one of candidates(place)) {
        const said = await answerOf(one);
        const now = windows.front();
        if (said === null || now?.place !== place || !sessions.has(one)) {
          before.delete(one);
          continue;
        }
        if (!shows(now.title, said.title) && before.get(one) !== said.window) before.set(one, said.window);
        else return settle(place, { of: one, window: said.window });
      }
    }
    // Nothing is said of a window that is no longer in front: it is asked again when it is.
    if (windows.front()?.place === place) settle(place, 'nobody');
    else asked.delete(place);
  }

  function candidates(place: string): readonly BrowserSession[] {
    const now = windows.front();
    return now?.place === place ? speakingIn(now) : [];
  }

  function settle(place: string, claim: Claim): void {
    asked.delete(place);
    const before = claims.get(place);
    claims.set(place, claim);
    if (before !== claim) changed();
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      clock.setTimer(LOOK_AGAIN_MS, resolve);
    });
  }

  /** Whether a browser is open that nobody holds back. */
  async function othersOpen(): Promise<boolean> {
    const held = new Set(speaking().map(({ pid }) => pid));
    const open = await windows.list();
    return open.some((window) => isBrowser(window) && (window.pid === null || !held.has(window.pid)));
  }

  async function follow(): Promise<void> {
    const account = (await session.current())?.account ?? null;
    if (!(await link.letIn(account))) log('browser.not-let-in');
  }

  const cancels: readonly Cancel[] = [
    link.onBrowser(come),
    session.onChange(() => void follow()),
    windows.onFront(() => {
      const window = windows.front();
      if (window?.place !== front || (window !== null && !claims.has(window.place))) look();
    }),
    windows.onGone((place) => {
      claims.delete(place);
      asked.delete(place);
    }),
  ];
  void follow();

  return {
    covers(window) {
      const claim = claims.get(window.place);
      if (claim === 'nobody') return false;
      if (claim !== undefined) return claim.of.joined() && !silent.has(claim.of);
      return speakingIn(window).length > 0;
    },
    everJoined: () => everJoined,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    windowOf(place) {
      const id = /^browser-(\d+)\|/u.exec(place)?.[1];
      if (id === undefined) return place;
      for (const [at, claim] of claims)
        if (claim !== 'nobody' && claim.of.windowShowing(place) === claim.window) return at;
      return place;
    },
    async apply(next) {
      web = next;
      const done = await Promise.all(
        [...sessions].filter((one) => one.joined()).map((one) => holdBack(one, next)),
      );
      return next.open || (everJoined && done.every(Boolean) && !(await othersOpen()));
    },
    open(url) {
      const now = windows.front();
      const able = speaking();
      const one = able.find(({ pid }) => pid === now?.pid) ?? able[0];
      return one === undefined ? null : one.send({ kind: 'open', url });
    },
    async closeTabs(host, all) {
      const outcomes = await Promise.all(
        speaking().map((one) => one.send({ kind: 'close-tabs', host, all })),
      );
      if (outcomes.length === 0) return 'not-possible';
      return outcomes.find((outcome) => outcome !== 'done') ?? 'done';
    },
    told(next) {
      status = next;
      for (const one of sessions) one.tellStatus(next);
    },
    async close() {
      closing = true;
      cancelStill();
      for (const cancel of cancels) cancel();
      await link.close();
    },
  };
}

/** Browsers write the title of the page first, then their own name. */
function shows(window: string, page: string): boolean {
  const plain = (title: string): string => title.replaceAll(/\s+/gu, ' ').trim();
  return plain(page) !== '' && plain(window).startsWith(plain(page));
}

import type { Agent } from '@lapwing/agent-core/agent.ts';
import { createWholeMessages, type FromBrowser, toldByBrowser } from '@lapwing/agent-core/browser-link.ts';
import type { Cancel, Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Outcome } from '@lapwing/agent-core/contracts/notices.ts';
import type { AgentInput } from '@lapwing/agent-core/input.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import type { DesktopHost, DesktopPort } from '../../platform/contract/desktop.ts';
import { readStatus } from './messages.ts';

/** Milliseconds in which the desktop's agent says whether this device is enrolled. */
const SAYS_WITHIN_MS = 5000;
/** How long one that was there is waited for: it is restarted by each of its updates. */
const COMES_BACK_WITHIN_MS = 60_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;
/** One that is on the device and does not answer: it may still be finding out who is at the screen. */
const BEGINS_WITHIN_MS = 10_000;
/** How often it is looked for where there was none, and where it did not answer. */
const LOOK_EVERY_MS = 5 * 60_000;
const LOOK_AGAIN_MS = 25_000;
/** What happens while it is away is held for it, as many inputs at most. */
const MOST_HELD = 500;

/** What the rest of the extension asks of an agent, whichever it is. */
export type PagesAgent = Pick<
  Agent,
  'feed' | 'status' | 'wake' | 'retryNow' | 'enrol' | 'ask' | 'withdrawAsk' | 'agreementAgain'
>;

export interface JoinedDesktop {
  /** Looks for the agent of the desktop; resolves when it is known whether this extension has joined it. */
  begin(): Promise<void>;
  /** The desktop's; null while this extension works alone. */
  agent(): PagesAgent | null;
  /** Another window or tab may be in front. */
  fronted(): void;
  /** Looks again where there was none; cheap, and at most every few minutes. */
  wake(): void;
}

/**
 * On a device with an agent of the desktop this extension is its eyes and hands in the browser, and no device of its own:
 * what happens in pages goes to it, and pages are opened and closed as it says.
 */
export function createJoinedDesktop(parts: {
  readonly host: DesktopHost;
  readonly clock: Clock;
  readonly placeOf: (tabId: number) => string;
  /** Makes pages as they are wanted, `WebWanted`; false where that is none, or fails. */
  readonly web: (wanted: unknown) => Promise<boolean>;
  readonly open: (url: string) => Promise<Outcome>;
  readonly closeTabs: (host: string, all: boolean) => Promise<Outcome>;
  readonly onStatus: (status: AgentStatus) => void;
  /** Whether it had joined when it ran last. */
  readonly remembered: {
    readonly read: () => Promise<boolean>;
    readonly write: (joined: boolean) => Promise<void>;
  };
  /** It has joined: the own agent is to rest. */
  readonly joined: () => void;
  /** It works alone again; what was not told any more is given back. */
  readonly alone: (untold: readonly AgentInput[]) => void;
}): JoinedDesktop {
  const { host, clock } = parts;
  let port: DesktopPort | null = null;
  let status: AgentStatus | null = null;
  let isJoined = false;
  let held: AgentInput[] = [];
  let retries = 0;
  let triedAt = -Infinity;
  let cancelRetry: Cancel = () => undefined;
  let cancelGiveUp: Cancel | null = null;
  let decided: () => void = () => undefined;
  let isDecided = false;
  /** It had joined before the browser was opened: what is to come back is waited for. */
  let expected = false;
  let lookEvery = LOOK_EVERY_MS;
  let saidFront = '';
  let whole = createWholeMessages();

  function connect(): void {
    cancelRetry();
    if (port !== null) return;
    triedAt = clock.passed();
    whole = createWholeMessages();
    port = host.connect((message) => void heard(message), lost);
  }

  function say(message: FromBrowser): void {
    port?.send(message);
  }

  async function heard(raw: unknown): Promise<void> {
    const data = whole(raw);
    if (data === null) return;
    switch (data.kind) {
      case 'status': {
        const now = readStatus(data.status);
        if (now !== null) stands(now);
        return;
      }
      case 'look':
        return tellFront(data.look);
      case 'part':
        return;
      case 'web':
        return say({
          kind: 'applied',
          order: data.order,
          done: isJoined && (await parts.web(data.web)),
        });
      case 'open':
        return say({ kind: 'outcome', order: data.order, outcome: await parts.open(data.url) });
      case 'close-tabs':
        return say({
          kind: 'outcome',
          order: data.order,
          outcome: await parts.closeTabs(data.host, data.all),
        });
    }
  }

  function stands(now: AgentStatus): void {
    status = now;
    if (!now.loaded) return;
    if (!now.enrolled) leave();
    else if (cancelGiveUp !== null || !isJoined) join();
    if (isJoined) parts.onStatus(now);
    decided();
  }

  function join(): void {
    cancelGiveUp?.();
    cancelGiveUp = null;
    retries = 0;
    const first = !isJoined;
    isJoined = true;
    expected = false;
    if (first) parts.joined();
    if (first) remember(true);
    say({ kind: 'joined', joined: true });
    saidFront = '';
    void tellFront(0);
    for (const input of held.splice(0)) tell(input);
  }

  function leave(): void {
    cancelGiveUp?.();
    cancelGiveUp = null;
    cancelRetry();
    expected = false;
    decided();
    remember(false);
    if (!isJoined) return;
    isJoined = false;
    say({ kind: 'joined', joined: false });
    const untold = held;
    held = [];
    parts.alone(untold);
  }

  function lost(installed: boolean): void {
    port = null;
    lookEvery = installed ? LOOK_AGAIN_MS : LOOK_EVERY_MS;
    const waitsMs = isJoined || expected ? COMES_BACK_WITHIN_MS : BEGINS_WITHIN_MS;
    // One that was not there when this extension began to work alone does not keep it from that.
    if (!isJoined && !expected && (!installed || isDecided)) {
      decided();
      return;
    }
    cancelGiveUp ??= clock.setTimer(waitsMs, leave);
    if (status !== null) parts.onStatus({ ...status, connection: 'waiting' });
    cancelRetry();
    cancelRetry = clock.setTimer(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** retries), connect);
    retries += 1;
  }

  /** A disk that is full does no harm here. */
  function remember(joined: boolean): void {
    parts.remembered.write(joined).catch(() => undefined);
  }

  async function tellFront(look: number): Promise<void> {
    const focused = await host.focused();
    const front =
      focused === null
        ? null
        : {
            window: focused.window,
            place: parts.placeOf(focused.tabId),
            title: focused.title.slice(0, 4000),
          };
    const said = JSON.stringify(front);
    if (look === 0 && said === saidFront) return;
    saidFront = said;
    say({ kind: 'front', look, front });
  }

  function tell(input: AgentInput): void {
    const told = toldByBrowser(input);
    if (told !== null) say({ kind: 'input', input: told });
  }

  const remote: PagesAgent = {
    feed(input) {
      if (cancelGiveUp === null) tell(input);
      else if (held.length < MOST_HELD) held.push(input);
      return Promise.resolve();
    },
    status() {
      if (status === null) throw new Error('Nothing is joined before it has said how it stands.');
      return cancelGiveUp === null ? status : { ...status, connection: 'waiting' };
    },
    wake: () => undefined,
    retryNow() {
      if (port === null) connect();
    },
    // A device that has an agent of the desktop is enrolled there.
    enrol: () => Promise.resolve({ ok: false, reason: 'unreachable' }),
    ask({ kind, url, text }) {
      if (cancelGiveUp !== null) return null;
      say({ kind: 'ask', wish: { kind, url, text } });
      return { id: '', kind, url, state: 'waiting', words: null, by: null, until: null };
    },
    withdrawAsk: (id) => say({ kind: 'withdraw', id }),
    // It is answered on the cover of the desktop.
    agreementAgain: () => false,
  };

  return {
    async begin() {
      expected = await parts.remembered.read().catch(() => false);
      await new Promise<void>((resolve) => {
        const late = clock.setTimer(expected ? COMES_BACK_WITHIN_MS : SAYS_WITHIN_MS, () => {
          if (cancelGiveUp === null) decided();
        });
        decided = () => {
          isDecided = true;
          late();
          resolve();
        };
        connect();
      });
    },
    agent: () => (isJoined ? remote : null),
    fronted() {
      if (isJoined) void tellFront(0);
    },
    wake() {
      if (isDecided && port === null && !isJoined && clock.passed() - triedAt > lookEvery) connect();
    },
  };
}

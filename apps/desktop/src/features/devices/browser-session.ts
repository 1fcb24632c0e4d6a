import type { AskWish } from '@lapwing/agent-core/asks.ts';
import {
  ANSWERS_WITHIN_MS,
  type BrowserFront,
  type BrowserInput,
  type FromBrowser,
  type FromDesktop,
  linesToBrowser,
  readFromBrowser,
} from '@lapwing/agent-core/browser-link.ts';
import type { Cancel, Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Outcome } from '@lapwing/agent-core/contracts/notices.ts';
import type { AgentInput } from '@lapwing/agent-core/input.ts';
import type { LinkedBrowser } from '../../platform/contract/browser-link.ts';

/** Milliseconds in which a browser does what it is told. */
const DONE_WITHIN_MS = 8000;
/** Milliseconds in which it holds pages back. Whatever else the device is to be waits for it: a lock, too. */
const HELD_WITHIN_MS = 3000;
const MOST_PLACES = 2000;
/** Windows of a browser of which it is known what they show. */
const MOST_WINDOWS = 200;

type Order = Extract<FromDesktop, { order: number }>;
/** An order without its number. */
type OrderOf<Kind extends Order['kind']> = Omit<Extract<Order, { kind: Kind }>, 'order'>;

/** The agent of one browser, for as long as it is there. */
export interface BrowserSession {
  readonly pid: number;
  readonly browser: LinkedBrowser;
  /** Begins to listen; what was said before is heard at once. */
  begin(): void;
  /** Whether it leaves everything to this agent, and tells what happens in its pages. */
  joined(): boolean;
  /** Which of its windows has the keyboard; null: none. `silent` where it does not answer in time. */
  look(): Promise<BrowserFront | null | 'silent'>;
  /** The browser's window in which a place was in front last; null where that is not known. */
  windowShowing(place: string): number | null;
  /** False where it failed, or did not answer in time. */
  order(order: OrderOf<'web'>): Promise<boolean | 'silent'>;
  send(order: OrderOf<'open'> | OrderOf<'close-tabs'>): Promise<Outcome>;
  tellStatus(status: unknown): void;
  close(): void;
}

/** @param parts.id another one for each */
export function createBrowserSession(parts: {
  readonly id: number;
  readonly browser: LinkedBrowser;
  readonly clock: Clock;
  readonly feed: (input: AgentInput) => void;
  readonly ask: (wish: AskWish) => void;
  readonly withdraw: (id: string) => void;
  /** It joined, or no longer does. */
  readonly changed: () => void;
  /** It spoke. */
  readonly spoke: () => void;
  readonly closed: () => void;
}): BrowserSession {
  const { id, browser, clock, feed, ask, withdraw, changed, spoke, closed } = parts;
  const prefix = placesOf(id);
  const answers = new Map<number, (answer: FromBrowser | null) => void>();
  const places = new Set<string>();
  /** By the browser's window. */
  const shown = new Map<number, string>();
  let isJoined = false;
  let last = 0;

  function say(message: FromDesktop): boolean {
    return linesToBrowser(message).every((line) => browser.send(line));
  }

  /** What it answers; null where that does not come in time. */
  function asked(withinMs: number, question: (number: number) => FromDesktop): Promise<FromBrowser | null> {
    last += 1;
    const number = last;
    return new Promise((resolve) => {
      const cancel: Cancel = clock.setTimer(withinMs, () => settle(null));
      const settle = (answer: FromBrowser | null): void => {
        cancel();
        answers.delete(number);
        resolve(answer);
      };
      answers.set(number, settle);
      if (!say(question(number))) settle(null);
    });
  }

  function isFront(front: BrowserFront | null): void {
    if (front === null) return;
    shown.delete(front.window);
    shown.set(front.window, prefix + front.place);
    const oldest = shown.keys().next();
    if (shown.size > MOST_WINDOWS && oldest.done !== true) shown.delete(oldest.value);
  }

  function told(input: BrowserInput): void {
    const ours = inputIn(input, prefix);
    if ('at' in ours && places.size < MOST_PLACES) places.add(ours.at.place);
    if (ours.kind === 'gone') places.delete(ours.place);
    feed(ours);
  }

  function leave(): void {
    if (!isJoined) return;
    isJoined = false;
    for (const place of places) feed({ kind: 'gone', place });
    places.clear();
    shown.clear();
  }

  function heard(text: string): void {
    const message = readFromBrowser(text);
    if (message === null) return;
    spoke();
    switch (message.kind) {
      case 'joined':
        if (message.joined === isJoined) return;
        if (message.joined) isJoined = true;
        else leave();
        changed();
        return;
      case 'input':
        if (isJoined) told(message.input);
        return;
      case 'front':
        isFront(message.front);
        answers.get(message.look)?.(message);
        return;
      case 'applied':
      case 'outcome':
        answers.get(message.order)?.(message);
        return;
      case 'ask':
        if (isJoined) ask(message.wish);
        return;
      case 'withdraw':
        if (isJoined) withdraw(message.id);
    }
  }

  return {
    pid: browser.pid,
    browser,
    begin() {
      browser.onClosed(() => {
        leave();
        for (const settle of Array.from(answers.values())) settle(null);
        closed();
      });
      browser.onMessage(heard);
    },
    joined: () => isJoined,
    async look() {
      const answer = await asked(ANSWERS_WITHIN_MS, (look) => ({ kind: 'look', look }));
      return answer?.kind === 'front' ? answer.front : 'silent';
    },
    windowShowing(place) {
      for (const [window, at] of shown) if (at === place) return window;
      return null;
    },
    async order(order) {
      const answer = await asked(HELD_WITHIN_MS, (number) => ({ ...order, order: number }));
      return answer?.kind === 'applied' ? answer.done : 'silent';
    },
    async send(order) {
      const answer = await asked(DONE_WITHIN_MS, (number) => ({ ...order, order: number }));
      return answer?.kind === 'outcome' ? answer.outcome : 'failed';
    },
    tellStatus: (status) => void say({ kind: 'status', status }),
    close: () => browser.close(),
  };
}

/** How places in this browser begin. */
function placesOf(id: number): string {
  return `browser-${String(id)}|`;
}

/** Tabs of two browsers may have the same name. */
function inputIn(input: BrowserInput, prefix: string): AgentInput {
  switch (input.kind) {
    case 'gone':
      return { kind: 'gone', place: prefix + input.place };
    case 'settled':
      return { ...input, fieldId: prefix + input.fieldId };
    case 'typed':
      return {
        ...input,
        fieldId: prefix + input.fieldId,
        at: { ...input.at, place: prefix + input.at.place },
      };
    case 'navigated':
    case 'caption':
    case 'page-text':
    case 'stirred':
      return { ...input, at: { ...input.at, place: prefix + input.at.place } };
  }
}

import type { Message, MessageBody } from '@lapwing/protocol/features/messages/api.ts';
import type { DeviceCapability } from '@lapwing/protocol/vocabulary.ts';

export type Say = MessageBody['kind'];

export interface SayWords {
  /** On the toolbar, and the heading of the window. */
  readonly tool: string;
  readonly title: string;
  readonly verb: string;
  readonly needs: DeviceCapability;
  readonly unable: string;
}

export const SAY_WORDS: Readonly<Record<Say, SayWords>> = Object.freeze({
  message: {
    tool: 'Message',
    title: 'Send a message',
    verb: 'Send to',
    needs: 'message',
    unable: 'The program on these devices shows no messages.',
  },
  open: {
    tool: 'Open a page',
    title: 'Open a page',
    verb: 'Open on',
    needs: 'message',
    unable: 'The program on these devices opens no pages.',
  },
  'close-tabs': {
    tool: 'Close tabs',
    title: 'Close tabs',
    verb: 'Close on',
    needs: 'message',
    unable: 'The program on these devices closes no tabs.',
  },
  'log-off': {
    tool: 'Log off',
    title: 'Log off',
    verb: 'Log off',
    needs: 'log-off',
    unable: 'The program on these devices logs nobody off.',
  },
});

const DONE: Readonly<Record<Say, string>> = Object.freeze({
  message: 'Shown to',
  open: 'Opened on',
  'close-tabs': 'Closed on',
  'log-off': 'Logged off on',
});

/** `Shown to 27 of 28. 1 not connected.`: what has come of it so far, and what has not. */
export function resultLine(message: Message): string {
  const { counts, results, what } = message;
  const count = (...outcomes: readonly Message['results'][number]['outcome'][]): number =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const offline = count('offline');
  const rest = [
    ...(counts.waiting > 0 ? [`${counts.waiting} on the way`] : []),
    ...(offline > 0 ? [`${offline} not connected`] : []),
    ...part(count('too-late'), 'too late'),
    ...part(count('not-possible'), 'cannot do it'),
    ...part(count('blocked'), 'blocked by its browser'),
    ...part(count('failed'), 'failed'),
  ];
  const seen = what.kind === 'message' && counts.seen > 0 ? [`${counts.seen} closed it`] : [];
  const others = [...seen, ...rest];
  return `${DONE[what.kind]} ${counts.done} of ${counts.devices}${others.length === 0 ? '' : `, ${others.join(', ')}`}.`;
}

function part(count: number, words: string): string[] {
  return count === 0 ? [] : [`${count} ${words}`];
}

/** What became of it at one person. */
export const OUTCOME_WORDS: Readonly<
  Record<
    Message['results'][number]['outcome'],
    { readonly word: string; readonly shape: string; readonly tone: 'good' | 'quiet' | 'warn' }
  >
> = Object.freeze({
  waiting: { word: 'On the way', shape: '…', tone: 'quiet' },
  offline: { word: 'Not connected', shape: '○', tone: 'quiet' },
  shown: { word: 'Shown', shape: '◐', tone: 'quiet' },
  seen: { word: 'Read and closed', shape: '✓', tone: 'good' },
  done: { word: 'Done', shape: '✓', tone: 'good' },
  'too-late': { word: 'Came too late', shape: '○', tone: 'warn' },
  'not-possible': { word: 'Not possible there', shape: '!', tone: 'warn' },
  blocked: { word: 'Blocked by its browser', shape: '!', tone: 'warn' },
  failed: { word: 'Failed', shape: '!', tone: 'warn' },
});

/** Whether nothing more can come of it. */
export function isSettled(message: Pick<Message, 'counts' | 'deadline'>, now: number): boolean {
  return message.counts.waiting === 0 || Date.parse(message.deadline) < now;
}

/** What was said, shortly; the words of staff, not of a pupil. */
export function sayWhat(what: MessageBody): string {
  switch (what.kind) {
    case 'message':
      return `Message: ${what.text}`;
    case 'open':
      return `Opened ${what.url}`;
    case 'close-tabs':
      return `${what.all ? 'Closed all tabs on' : 'Closed the tab in front on'} ${what.host}`;
    case 'log-off':
      return what.text === '' ? 'Logged off' : `Logged off: ${what.text}`;
  }
}

/** Host of a site as somebody types it: `www.bbc.co.uk` of an address, null where it is none. */
export function hostOf(typed: string): string | null {
  const text = typed.trim().toLowerCase();
  if (text === '' || /\s/.test(text)) return null;
  try {
    const { hostname, protocol } = new URL(/^[a-z][a-z0-9+.-]*:\/\//.test(text) ? text : `https://${text}`);
    return /^https?:$/.test(protocol) && hostname.includes('.') ? hostname : null;
  } catch {
    return null;
  }
}

export const NO_RIGHT =
  'Your role does not include sending messages. An administrator can change that under Staff.';

import { pageAddress } from '@lapwing/protocol/features/access/site.ts';
import type { AskShown } from './status.ts';

/** What was asked for, in a few words. */
export function askedWords(ask: Pick<AskShown, 'kind' | 'url'>): string {
  if (ask.kind === 'help') return 'You asked for help';
  const host = ask.url === null ? undefined : pageAddress(ask.url)?.host;
  return host === undefined ? 'You asked for a page' : `You asked for ${host}`;
}

/**
 * How it stands, for an eight-year-old.
 *
 * @param time how a moment, milliseconds since 1970, is written
 */
export function answerWords(ask: AskShown, time: (moment: number) => string): string {
  const by = ask.by === null ? 'A teacher' : `\u2068${ask.by}\u2069`;
  const words = ask.words ?? '';
  switch (ask.state) {
    case 'waiting':
      return 'Waiting for a teacher to answer.';
    case 'coming':
      return `${by} is coming to you.`;
    case 'allowed':
      return `${by} says yes${ask.until === null ? '' : `, until ${time(ask.until)}`}.`;
    case 'declined':
      return words === '' ? `${by} says not now.` : `${by} says no: ${words}`;
    case 'done':
      return words === '' ? 'This is finished.' : `${by} says: ${words}`;
    case 'expired':
      return 'Nobody has answered. You can ask again.';
    case 'refused':
      return words === '' ? 'You cannot ask right now. Please speak to a teacher.' : words;
  }
}

/** Whether it can still be taken back. */
export function isWaiting(ask: Pick<AskShown, 'state'>): boolean {
  return ask.state === 'waiting' || ask.state === 'coming';
}

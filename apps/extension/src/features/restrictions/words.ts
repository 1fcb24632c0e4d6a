import { apart, untilWords } from '@lapwing/agent-core/restriction-words.ts';
import type { BlockedShown, ShownAsk } from './messages.ts';

type Closed = Extract<BlockedShown, { kind: 'closed' }>;

/** Why a page is closed, in one sentence for an eight-year-old. */
export function closedWords(shown: Pick<Closed, 'why' | 'title'>): string {
  switch (shown.why) {
    case 'internet-off':
      return 'The internet is switched off on this device right now.';
    case 'not-listed':
    case 'scheme':
      return shown.title === ''
        ? 'Only some sites are open right now, and this is not one of them.'
        : `Only the sites of “${shown.title}” are open right now, and this is not one of them.`;
    case 'title':
    case 'list':
    case 'unknown':
      return 'Your school has closed this site.';
  }
}

/** How it stands with what was asked. */
export function askWords(ask: ShownAsk, now: number): string {
  const by = ask.by === null ? 'A teacher' : apart(ask.by);
  const said = ask.words === null || ask.words === '' ? '' : ` ${by} says: ${ask.words}`;
  switch (ask.state) {
    case 'waiting':
      return 'You have asked. Waiting for an answer.';
    case 'coming':
      return `${by} is coming to you.${said}`;
    case 'allowed': {
      const until = untilWords(ask.until, now);
      return `${by} says yes.${until === null ? '' : ` You can open it ${until.charAt(0).toLowerCase()}${until.slice(1)}`}`;
    }
    case 'declined':
      return ask.words === null || ask.words === '' ? `${by} says not now.` : `${by} says no: ${ask.words}`;
    case 'done':
      return `This is finished.${said}`;
    case 'expired':
      return 'Nobody has answered. You can ask again, or ask a teacher in person.';
    case 'refused':
      return ask.words === null || ask.words === ''
        ? 'You cannot ask right now. Please speak to a teacher.'
        : ask.words;
  }
}

/** That a download was stopped. */
export function stoppedWords(name: string, words: string | null): string {
  const file = name === '' ? 'A file' : `The file “${apart(name)}”`;
  const why = words === null || words === '' ? 'Your school does not allow files of this kind here.' : words;
  return `${file} was not downloaded. ${why}`;
}

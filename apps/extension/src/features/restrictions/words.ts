import type { ControlShown, HoldShown } from '@lapwing/agent-core/status.ts';
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

/** A name in a sentence of the other direction of writing: neither moves the other's letters. */
function apart(name: string): string {
  return `\u2068${name}\u2069`;
}

/** Who closed it; null where nobody is named. */
export function byWords(by: string | null): string | null {
  return by === null ? null : `Set by ${apart(by)}.`;
}

/**
 * When something ends, for a person: by the clock, with the day where it is not today.
 *
 * @param until milliseconds since 1970; null: no end is known
 */
export function untilWords(until: number | null, now: number): string | null {
  if (until === null) return null;
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(until);
  if (new Date(until).toDateString() === new Date(now).toDateString()) return `Until ${time}.`;
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
  return `Until ${day.format(until)}, ${time}.`;
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

/** What is left of a time, as `12:05`, or `1:02:05` of more than an hour. */
export function clockWords(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${String(hours)}:${two(minutes)}:${rest}` : `${String(minutes)}:${rest}`;
}

/** The same for a screen reader, once in a minute: words, no figures that run. */
export function leftWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (ms <= 60_000) return 'Less than a minute left.';
  if (minutes < 60) return `${String(minutes)} minutes left.`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const said = hours === 1 ? '1 hour' : `${String(hours)} hours`;
  return rest === 0 ? `${said} left.` : `${said} ${String(rest)} minutes left.`;
}

/** Who locked the device. */
export function lockedBy(by: string | null): string {
  return by === null ? 'Your screen is locked' : `${apart(by)} has locked your screen`;
}

/** What holds for the person, in a sentence. */
export function holdWords({ kind, title }: Pick<HoldShown, 'kind' | 'title'>): string {
  const named = title === null || title === '' ? null : `“${apart(title)}”`;
  switch (kind) {
    case 'lock':
      return 'Your screen is locked.';
    case 'internet-off':
      return 'The internet is switched off.';
    case 'allow-only':
      return named === null ? 'Only some sites are open.' : `Only these sites are open: ${named}.`;
    case 'block':
      return named === null ? 'Some sites are closed.' : `These sites are closed: ${named}.`;
    case 'mute':
      return 'The sound is off.';
    case 'downloads':
      return 'Some files cannot be downloaded.';
    case 'printing-off':
      return 'Printing is switched off.';
    case 'removable-media-off':
      return 'USB sticks are switched off.';
    case 'applications':
      return 'Some programs are closed.';
  }
}

/** The lesson that the person is in. */
export function lessonWords(lesson: NonNullable<ControlShown['lesson']>, now: number): string {
  const { title, teachers, until } = lesson;
  const named = teachers.map(apart);
  const last = named.at(-1);
  const all = named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${last ?? ''}` : (last ?? '');
  const end = untilWords(until, now) ?? '';
  return `You are in the lesson “${apart(title)}”${all === '' ? '' : ` with ${all}`}. ${end}`.trim();
}

/** That a download was stopped. */
export function stoppedWords(name: string, words: string | null): string {
  const file = name === '' ? 'A file' : `The file “${apart(name)}”`;
  const why = words === null || words === '' ? 'Your school does not allow files of this kind here.' : words;
  return `${file} was not downloaded. ${why}`;
}

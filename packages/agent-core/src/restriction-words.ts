import type { ControlShown, HoldShown } from './status.ts';

/** A name in a sentence of the other direction of writing: neither moves the other's letters. */
export function apart(name: string): string {
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

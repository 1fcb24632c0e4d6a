import type { Watched } from './screens.ts';

/** Line ends, and what turns the direction of writing: a name must not make a sentence around it read otherwise. */
const STEERING = /[\p{Cc}\u2028-\u202E\u2066-\u2069]/gu;

/** Names as one reads them: `Ms Khan`, `Ms Khan and Mr Osei`, `Ms Khan, Mr Osei and Mrs Lee`. */
export function namesInWords(names: readonly string[]): string {
  const plain = names.map((name) => name.replaceAll(STEERING, '').trim()).filter((name) => name !== '');
  const last = plain.at(-1);
  if (last === undefined) return 'a member of staff';
  return plain.length === 1 ? last : `${plain.slice(0, -1).join(', ')} and ${last}`;
}

/** Who sees the screen now, for the person in front of it; null when nobody does. */
export function watchedWords(watched: Watched | null): string | null {
  if (watched === null) return null;
  if (watched.workedBy !== undefined)
    return `Your device is being worked by ${namesInWords([watched.workedBy])}.`;
  return watched.purpose === 'look'
    ? `Your screen is being looked at by ${namesInWords(watched.watchers)}.`
    : 'Staff can see your screen in small.';
}

import type { ControlSettings } from '@lapwing/protocol/features/restrictions/api.ts';
import { FRONT_MINUTES, type Kind, sayMinutes } from './words.ts';

/** A length that is offered. `minutes` null: to the end of the lesson. */
export interface LengthOption {
  readonly key: string;
  readonly label: string;
  readonly minutes: number | null;
}

const SHORT: readonly number[] = [1, 2, 3, 5, 10, 15, 30, 60];
const LONG: readonly number[] = [5, 10, 15, 30, 45, 60, 90, 120];

/**
 * The lengths for an action, the usual one first, then the others by length; in a lesson what is not a lock goes to its
 * end unless somebody says otherwise.
 */
export function lengthsFor(
  kind: Kind,
  usual: ControlSettings['usual'],
  inLesson: boolean,
): readonly LengthOption[] {
  const locks = kind === 'lock' || kind === 'front';
  const first = kind === 'front' ? FRONT_MINUTES : locks ? usual.lock : usual.internetOff;
  const others = (locks ? SHORT : LONG).filter((minutes) => minutes !== first);
  const end: LengthOption = { key: 'lesson', label: 'To the end of the lesson', minutes: null };
  const timed = [first, ...others].map((minutes) => ({
    key: String(minutes),
    label: sayMinutes(minutes),
    minutes,
  }));
  if (!inLesson) return timed;
  return locks ? [...timed, end] : [end, ...timed];
}

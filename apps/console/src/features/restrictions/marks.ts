import type { DeviceControl } from '@lapwing/protocol/features/restrictions/api.ts';
import { NO_MARKS, type SeatMark } from '../../seat-marks.ts';
import { sayClock } from '../../ui/dates.ts';
import { INTERNET_WORDS, STANDING_WORDS } from './words.ts';

/** What the marks of a seat need to know of a restriction in force. */
export interface InForce {
  readonly id: string;
  readonly effect: string;
  readonly layer: string;
  readonly mayLift: boolean;
}

/**
 * What is in force on a device, in words and shapes: what it should hold, and that it does not do so yet. Nothing in
 * force and nothing amiss is no mark at all.
 *
 * @param known restrictions by id, as far as the reader may see them
 */
export function marksOf(
  control: DeviceControl | undefined,
  known: ReadonlyMap<string, InForce>,
): readonly SeatMark[] {
  if (control === undefined) return NO_MARKS;
  const { desired } = control;
  const marks: SeatMark[] = [];
  const sanctions = control.desired.because.flatMap(({ id, overruledBy }) => {
    const one = known.get(id);
    return one?.layer === 'sanction' && overruledBy === null ? [one] : [];
  });
  const until = desired.nextEndAt === null ? '' : ` The first of it ends at ${sayClock(desired.nextEndAt)}.`;
  const why = desired.because
    .filter(({ overruledBy }) => overruledBy === null)
    .map(({ what, by }) => `${what} (${by}).`)
    .join(' ');
  const detail = `${why}${until}`.trim();
  const [sanction] = sanctions;
  if (sanction !== undefined) {
    marks.push({
      key: 'sanction',
      word: sanction.effect === 'lock' ? 'Locked: finding' : 'Finding',
      shape: '■',
      tone: 'stop',
      detail: `The device did this by itself about a finding. ${detail}`,
      ...(sanctions.some(({ mayLift }) => mayLift)
        ? { lift: sanctions.filter(({ mayLift }) => mayLift).map(({ id }) => id) }
        : {}),
    });
  }
  if (desired.locked && sanction?.effect !== 'lock')
    marks.push({ key: 'lock', word: 'Locked', shape: '■', tone: 'accent', detail });
  if (desired.internet !== 'open')
    marks.push({
      key: 'internet',
      word: desired.internet === 'off' ? 'Internet off' : 'Limited',
      shape: desired.internet === 'off' ? '⊘' : '◐',
      tone: 'accent',
      detail,
    });
  if (desired.muted) marks.push({ key: 'mute', word: 'Muted', shape: '♪', tone: 'accent', detail });
  const amiss = amissOf(control, marks.length > 0);
  if (amiss !== null) marks.push(amiss);
  return marks.length === 0 ? NO_MARKS : marks;
}

/** What a device that should hold something, or holds what it should not, has to be said of. */
function amissOf(control: DeviceControl, holds: boolean): SeatMark | null {
  const { standing, actual } = control;
  const gaps = [...(actual?.failed ?? []), ...(actual?.gaps ?? [])];
  if (standing === 'differs') {
    const said = actual === null ? '' : ` It says: ${sayActual(actual)}.`;
    return {
      key: 'standing',
      word: STANDING_WORDS.differs.word,
      shape: STANDING_WORDS.differs.shape,
      tone: 'warn',
      detail: `${STANDING_WORDS.differs.detail}${said} ${gaps.join(' ')}`.trim(),
    };
  }
  if (gaps.length > 0 && holds)
    return { key: 'standing', word: 'Gap', shape: '!', tone: 'warn', detail: gaps.join(' ') };
  if (!holds || standing === 'agreed') return null;
  // The picture says already that nobody is connected.
  if (standing === 'offline') return null;
  const { word, shape, detail } = STANDING_WORDS[standing];
  return { key: 'standing', word, shape, tone: 'quiet', detail };
}

/** `locked, internet off`, or `nothing`. */
export function sayActual(actual: {
  locked: boolean;
  internet: 'open' | 'limited' | 'off';
  muted: boolean;
}): string {
  const parts = [
    ...(actual.locked ? ['locked'] : []),
    ...(actual.internet === 'open' ? [] : [`internet ${INTERNET_WORDS[actual.internet].toLowerCase()}`]),
    ...(actual.muted ? ['muted'] : []),
  ];
  return parts.length === 0 ? 'nothing in force' : parts.join(', ');
}

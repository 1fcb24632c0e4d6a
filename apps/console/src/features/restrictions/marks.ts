import type { DeviceControl } from '@lapwing/protocol/features/restrictions/api.ts';
import type { EffectKind } from '@lapwing/protocol/features/restrictions/effect.ts';
import { NO_MARKS, type SeatMark } from '../../seat-marks.ts';
import { sayClock, sayMoment } from '../../ui/dates.ts';
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
  const internet = notable(control, known);
  if (!control.online) return marksAway(control, internet);
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
      word: 'Finding',
      shape: '▲',
      tone: 'stop',
      detail: `The device did this by itself about a finding. ${detail}`,
      ...(sanctions.some(({ mayLift }) => mayLift)
        ? { lift: sanctions.filter(({ mayLift }) => mayLift).map(({ id }) => id) }
        : {}),
    });
  }
  if (desired.locked)
    marks.push({
      key: 'lock',
      word: 'Locked',
      shape: '■',
      tone: 'accent',
      detail,
      ...endOf('lock', control, known),
    });
  if (internet !== 'open')
    marks.push({
      key: 'internet',
      word: internet === 'off' ? 'Internet off' : 'Limited',
      shape: internet === 'off' ? '⊘' : '◐',
      tone: 'accent',
      detail,
      ...(internet === 'off' ? endOf('internet-off', control, known) : {}),
    });
  if (desired.muted) marks.push({ key: 'mute', word: 'Muted', shape: '♪', tone: 'accent', detail });
  const amiss = amissOf(control, marks.length > 0);
  if (amiss !== null) marks.push(amiss);
  return marks.length === 0 ? NO_MARKS : marks;
}

/** When the last of what does this is over; nothing is said where it has no end, or the reader may not see all of it. */
function endOf(
  effect: string,
  { desired }: DeviceControl,
  known: ReadonlyMap<string, InForce>,
): Pick<SeatMark, 'until'> {
  const set = desired.because.filter(
    ({ kind, overruledBy }) => kind === 'restriction' && overruledBy === null,
  );
  if (set.some(({ id }) => !known.has(id))) return {};
  const ends = set.flatMap(({ id, until }) => (known.get(id)?.effect === effect ? [until] : []));
  const [first] = ends.toSorted((one, other) => (other ?? '9').localeCompare(one ?? '9'));
  return first === undefined || first === null ? {} : { until: first };
}

/**
 * How it stands with the internet as far as a room is told of it: what the school's policies always close is no news and
 * would stand on every picture; a list that somebody has set does.
 */
function notable(
  control: DeviceControl,
  known: ReadonlyMap<string, InForce>,
): DeviceControl['desired']['internet'] {
  const { internet, because } = control.desired;
  const byHand = because.some(
    ({ id, kind, overruledBy }) =>
      kind === 'restriction' &&
      overruledBy === null &&
      !['lock', 'mute', 'allow'].includes(known.get(id)?.effect ?? ''),
  );
  return internet === 'limited' && !byHand ? 'open' : internet;
}

/**
 * Of a device that is not connected: what it goes on holding by what it was told last, and what waits for it. Neither is
 * said as if it were seen to be so now.
 */
function marksAway(
  control: DeviceControl,
  internet: DeviceControl['desired']['internet'],
): readonly SeatMark[] {
  const { locked, muted } = control.desired;
  const held = heldAway(control);
  const marks: SeatMark[] = [];
  if (isSomething(held)) {
    const ends = new Set(
      (control.away?.holds ?? []).flatMap(({ effect, until }) => (TOLD_OF.has(effect) ? [until] : [])),
    );
    const [end] = ends;
    marks.push({
      key: 'held',
      word: `Offline: ${sayActual(held)}`,
      shape: '○',
      tone: 'quiet',
      detail: `${saySince(control)} ${STANDING_WORDS.offline.detail}`,
      ...(ends.size === 1 && end !== undefined && end !== null ? { until: end } : {}),
    });
  }
  const desired = { locked, internet, muted };
  if (sayActual(desired) === sayActual(held)) return marks.length === 0 ? NO_MARKS : marks;
  marks.push({
    key: 'away',
    word: 'When connected',
    shape: '…',
    tone: 'quiet',
    detail: `${isSomething(held) ? '' : `${saySince(control)} `}Once connected: ${sayActual(desired)}.`,
  });
  return marks;
}

const LIMITING: ReadonlySet<EffectKind> = new Set(['block', 'allow-only']);
/** What a room is told of. */
const TOLD_OF: ReadonlySet<EffectKind> = new Set(['lock', 'internet-off', 'mute', ...LIMITING]);

/** What a device that is not connected goes on holding; nothing where it is. */
export function heldAway({ away }: Pick<DeviceControl, 'away'>): Parameters<typeof sayActual>[0] {
  const held = new Set((away?.holds ?? []).map(({ effect }) => effect));
  return {
    locked: held.has('lock'),
    internet: held.has('internet-off')
      ? 'off'
      : [...LIMITING].some((effect) => held.has(effect))
        ? 'limited'
        : 'open',
    muted: held.has('mute'),
  };
}

function isSomething(held: Parameters<typeof sayActual>[0]): boolean {
  return held.locked || held.muted || held.internet !== 'open';
}

/** `Not connected since 10:42; what it does was known until then.` */
export function saySince({ away }: Pick<DeviceControl, 'away'>): string {
  const since = away?.since ?? null;
  return since === null
    ? 'It has never been connected.'
    : `Not connected since ${sayMoment(since)}; what it does was known until then.`;
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

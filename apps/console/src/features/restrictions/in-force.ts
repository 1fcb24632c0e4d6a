import type { DeviceControl, RestrictionShown } from '@lapwing/protocol/features/restrictions/api.ts';
import type { EffectKind } from '@lapwing/protocol/features/restrictions/effect.ts';

/** Restrictions of one kind that one person set in one go, as one thing to read and to lift. */
export interface SetTogether {
  readonly key: string;
  readonly effect: EffectKind;
  readonly what: string;
  /** Whom it is for, where that is not the whole room. */
  readonly whom: string | null;
  readonly until: string | null;
  readonly words: string | null;
  readonly of: readonly RestrictionShown[];
  /** Those that the reader may lift. */
  readonly mayLift: readonly string[];
  /** Why not, where that is none. */
  readonly unavailable: string | undefined;
}

/** Whether a restriction holds at a moment, as far as this page knows. */
export function holdsAt(one: Pick<RestrictionShown, 'from' | 'until' | 'lifted'>, now: number): boolean {
  return (
    one.lifted === null &&
    Date.parse(one.from) <= now + 5_000 &&
    (one.until === null || Date.parse(one.until) > now)
  );
}

/** Those that are for this group as a whole, or hold at a device that is here. */
export function inRoom(
  restrictions: readonly RestrictionShown[],
  groupId: string,
  control: ReadonlyMap<string, DeviceControl>,
): RestrictionShown[] {
  const here = new Set([...control.values()].flatMap(({ desired }) => desired.because.map(({ id }) => id)));
  return restrictions.filter(
    ({ id, target }) => here.has(id) || (target.kind === 'group' && target.id === groupId),
  );
}

const WEIGHT: Readonly<Record<EffectKind, number>> = Object.freeze({
  lock: 0,
  'internet-off': 1,
  'allow-only': 2,
  block: 3,
  mute: 4,
  allow: 5,
  'printing-off': 6,
  'removable-media-off': 7,
});

/**
 * What is in force in a room, locks first, each that was set in one go as one. What groups do for good is left out: it
 * is no matter of the moment, and stands in the details of each.
 *
 * @param groupId of the room: what is for all of it needs no name
 */
export function togetherInForce(
  restrictions: readonly RestrictionShown[],
  groupId: string,
  now: number,
): SetTogether[] {
  const lots = new Map<string, RestrictionShown[]>();
  for (const one of restrictions) {
    if (one.layer === 'group' || !holdsAt(one, now)) continue;
    const key = [one.effect.kind, one.layer, one.by?.id ?? '', one.setAt, one.until ?? '', one.what].join(
      '|',
    );
    lots.set(key, [...(lots.get(key) ?? []), one]);
  }
  return repeatsAsOne([...lots.values()])
    .map((of) => together(of, groupId))
    .toSorted(
      (one, other) =>
        WEIGHT[one.effect] - WEIGHT[other.effect] ||
        Number(one.whom !== null) - Number(other.whom !== null) ||
        (one.until ?? '9').localeCompare(other.until ?? '9'),
    );
}

/**
 * Whoever locks a locked room again for longer has one lock to unlock: the same thing by the same person for the same
 * ones, set again, is one with what was set before.
 */
function repeatsAsOne(lots: readonly (readonly RestrictionShown[])[]): RestrictionShown[][] {
  const merged = new Map<string, RestrictionShown[]>();
  for (const lot of lots) {
    const [first] = lot as readonly [RestrictionShown];
    const whom = lot.map(({ target }) => `${target.kind}:${target.id}`).toSorted();
    const key = JSON.stringify([first.effect, first.layer, first.by?.id ?? null, first.what, whom]);
    merged.set(key, [...(merged.get(key) ?? []), ...lot]);
  }
  return [...merged.values()];
}

function together(of: readonly RestrictionShown[], groupId: string): SetTogether {
  const newest = of.reduce((one, other) => (other.setAt > one.setAt ? other : one));
  const whole = of.some(
    ({ target }) => target.kind === 'lesson' || (target.kind === 'group' && target.id === groupId),
  );
  const liftable = of.filter(({ may }) => may.lift.allowed);
  return {
    // The same entry stays under the reader's hand when it is set again.
    key: of.map(({ id }) => id).toSorted()[0] ?? newest.id,
    effect: newest.effect.kind,
    what: newest.what,
    whom: whole ? null : [...new Set(of.map(({ target }) => target.name))].join(', '),
    until: lastOf(of),
    words: newest.words,
    of,
    mayLift: liftable.map(({ id }) => id),
    unavailable:
      liftable.length > 0
        ? undefined
        : (newest.may.lift.reason ?? 'Your role does not include lifting this.'),
  };
}

/** When the last of them ends; null: one stands until somebody ends it. */
function lastOf(of: readonly RestrictionShown[]): string | null {
  return of.reduce<string | null>(
    (last, { until }) => (last === null || until === null ? null : until > last ? until : last),
    of[0]?.until ?? null,
  );
}

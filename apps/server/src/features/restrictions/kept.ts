import type { DeviceControl } from '@lapwing/protocol/features/restrictions/api.ts';
import type { EffectKind } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { Said } from './explain.ts';
import type { Concern } from './orders.ts';

/** Something that a device goes on holding without the connection. */
export type Held = NonNullable<DeviceControl['away']>['holds'][number];

/** What a restriction does, and when a device that knows of nothing later lets go of it; milliseconds since 1970. */
export interface OwnEnd {
  readonly effect: EffectKind;
  /** Null: not before it is connected again. */
  readonly until: number | null;
}

/**
 * What a device that is not connected goes on holding: of what it said last, that whose time is not over. What was set
 * since it does not know of, and what was lifted since it holds to its end. Access policies are left out, which hold
 * always; what it said to do for a reason that is not known any more has no end.
 *
 * @param ends of the restrictions that it said it holds, as they were set
 * @param concerns of its seat, for what groups do
 */
export function keptOf(
  said: Said,
  ends: ReadonlyMap<string, OwnEnd>,
  concerns: readonly Concern[],
  now: number,
): Held[] {
  const byGroup = new Map<string, OwnEnd>(
    concerns.map(({ id, effect, until }) => [id, { effect: effect.kind, until }]),
  );
  const failed = new Set(said.failed.map(({ id }) => id));
  const known = said.holds.flatMap((id) => {
    const one = failed.has(id) ? undefined : (ends.get(id) ?? byGroup.get(id));
    return one === undefined ? [] : [one];
  });
  const does: readonly (readonly [boolean, EffectKind])[] = [
    [said.locked, 'lock'],
    [said.internet === 'off', 'internet-off'],
    [said.muted, 'mute'],
  ];
  const unexplained = does.flatMap(([is, effect]): Held[] =>
    is && !known.some((one) => one.effect === effect) ? [{ effect, until: null }] : [],
  );
  const held = known
    .filter(({ until }) => until === null || until > now)
    .map(({ effect, until }): Held => ({
      effect,
      until: until === null ? null : new Date(until).toISOString(),
    }));
  return [...held, ...unexplained];
}

import type { DeviceControl, RestrictionShown } from '@lapwing/protocol/features/restrictions/api.ts';
import type { EffectKind } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import { holdsAt } from './in-force.ts';

/** What has to be lifted so that something ends for those chosen. */
export interface LiftPlan {
  readonly ids: readonly string[];
  /** Those for whom alone it ends; null: for all. */
  readonly personIds: readonly string[] | null;
  /** Why nothing can be lifted; undefined where something can. */
  readonly unavailable: string | undefined;
}

/**
 * Restrictions of these kinds in force on the chosen seats, or with nobody chosen on the whole room. For some of a class
 * it is lifted for them alone; who is matched to nobody is named by their device.
 */
export function liftPlan(
  kinds: readonly EffectKind[],
  chosen: readonly Seat[],
  restrictions: readonly RestrictionShown[],
  control: ReadonlyMap<string, DeviceControl>,
  now: number,
): LiftPlan {
  const held = restrictions.filter((one) => kinds.includes(one.effect.kind) && holdsAt(one, now));
  const there = new Set(
    chosen.flatMap(({ device }) =>
      device === null ? [] : (control.get(device.id)?.desired.because ?? []).map(({ id }) => id),
    ),
  );
  const meant = chosen.length === 0 ? held : held.filter(({ id }) => there.has(id));
  const liftable = meant.filter(({ may }) => may.lift.allowed);
  const personIds =
    chosen.length === 0
      ? null
      : [...new Set(chosen.flatMap(({ person, device }) => person?.id ?? device?.id ?? []))];
  const why = meant.find(({ may }) => !may.lift.allowed)?.may.lift.reason;
  return {
    ids: liftable.map(({ id }) => id),
    personIds,
    unavailable:
      liftable.length > 0
        ? undefined
        : meant.length > 0
          ? (why ?? 'Your role does not include lifting this.')
          : 'A group holds it for good, or another page set it: see the details of each.',
  };
}

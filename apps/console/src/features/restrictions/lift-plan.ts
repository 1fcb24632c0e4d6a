import type { DeviceControl, RestrictionShown } from '@lapwing/protocol/features/restrictions/api.ts';
import type { EffectKind } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import { holdsAt } from './in-force.ts';

/** What has to be lifted so that something ends for those chosen. */
export interface LiftPlan {
  /** Those that end for everybody whom they are for. */
  readonly whole: readonly string[];
  /** Those that end for some alone. */
  readonly forSome: readonly string[];
  /** For whom these end. */
  readonly personIds: readonly string[];
  /** Where these end: devices at which nobody is known. */
  readonly deviceIds: readonly string[];
  /** Why nothing can be lifted; undefined where something can. */
  readonly unavailable: string | undefined;
}

/** The server takes so many in one request. */
const MOST_AT_ONCE = 200;

/** The ids in as many lots as it takes to ask for all of them. */
export function lotsOf(ids: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / MOST_AT_ONCE) }, (_, lot) =>
    ids.slice(lot * MOST_AT_ONCE, (lot + 1) * MOST_AT_ONCE),
  );
}

const BY_GROUP = 'A group holds it: take them out of the group.';
const NOT_KNOWN = 'It is not known for you who is there: lift it for all whom it is for.';

/**
 * Restrictions of these kinds in force on the chosen seats, or with nobody chosen in the whole room. What holds for
 * others besides ends for those chosen alone.
 *
 * @param restrictions in force in the room
 * @param now milliseconds since 1970
 */
export function liftPlan(
  kinds: readonly EffectKind[],
  chosen: readonly Seat[],
  restrictions: readonly RestrictionShown[],
  control: ReadonlyMap<string, DeviceControl>,
  now: number,
): LiftPlan {
  const held = restrictions.filter((one) => kinds.includes(one.effect.kind) && holdsAt(one, now));
  const devices = new Set(chosen.flatMap(({ device }) => device?.id ?? []));
  const personIds = [
    ...new Set(chosen.flatMap(({ person }) => (person !== null && person.mayOpen ? (person.id ?? []) : []))),
  ];
  // Of one that is not connected it is not known who sits there.
  const nobodyAt = chosen.flatMap(({ device, person }) =>
    device?.online === true && (person?.id ?? null) === null ? [device.id] : [],
  );
  const whole: string[] = [];
  const forSome: string[] = [];
  const why: string[] = [];
  for (const one of held) {
    const holders = [...control.values()].filter(({ desired }) =>
      desired.because.some(({ id }) => id === one.id),
    );
    const here = holders.filter(({ deviceId }) => devices.has(deviceId));
    if (chosen.length > 0 && here.length === 0) continue;
    const alone = one.target.kind === 'person' || one.target.kind === 'device';
    if (chosen.length === 0 || (alone && here.length === holders.length)) {
      if (one.may.lift.allowed) whole.push(one.id);
      else why.push(one.may.lift.reason ?? 'Your role does not include lifting this.');
    } else if (personIds.length > 0 || nobodyAt.length > 0) forSome.push(one.id);
    else why.push(NOT_KNOWN);
  }
  return {
    whole,
    forSome,
    personIds,
    deviceIds: [...new Set(nobodyAt)],
    unavailable: whole.length + forSome.length > 0 ? undefined : (why[0] ?? BY_GROUP),
  };
}

import type { RestrictionsActual } from '@lapwing/protocol/features/restrictions/actual.event.ts';
import type { DeviceControl } from '@lapwing/protocol/features/restrictions/api.ts';
import { LAYERS } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { AccessRule } from '@lapwing/protocol/features/restrictions/rules.ts';
import { inForce, type Concern } from './orders.ts';
import { whatOf } from './words.ts';

export type Desired = DeviceControl['desired'];

/** Longer than a device takes to do what it is told and to say so. */
export const SETTLE_MS = 5000;
/** Clocks of devices differ by less: round the beginning and the end of something, either is right. */
const EDGE_MS = 3000;

interface Holding {
  readonly id: string;
  readonly kind: 'restriction' | 'access-policy';
  readonly what: string;
  readonly by: string;
  readonly until: number | null;
  readonly effect:
    | 'lock'
    | 'internet-off'
    | 'block'
    | 'allow-only'
    | 'allow'
    | 'mute'
    | 'downloads'
    | 'applications'
    | 'printing-off'
    | 'removable-media-off';
  /** The stronger, the lower. */
  readonly layer: number;
}

/**
 * What a device should be like now, and why: everything in force, the strongest first, each with what overrules it. It
 * goes by the same rule by which devices judge pages (`judge` of the protocol).
 *
 * @param concerns as {@link concerning} gives them
 * @param access policies that hold at this moment, the strongest first
 * @param declined agreements for whose no the device locks
 */
export function explain(
  concerns: readonly Concern[],
  access: readonly AccessRule[],
  now: number,
  declined: readonly string[] = [],
): Desired {
  const holding: Holding[] = [
    ...concerns
      .filter((concern) => inForce(concern, now))
      .map((concern): Holding => ({
        id: concern.id,
        kind: 'restriction',
        what: whatOf(concern.effect),
        by: concern.by,
        until: concern.until,
        effect: concern.effect.kind,
        layer: LAYERS.indexOf(concern.layer),
      })),
    ...access.map((rule, place): Holding => ({
      id: rule.id,
      kind: 'access-policy',
      what: rule.title,
      by: 'Access policy',
      until: null,
      effect: rule.kind,
      layer: LAYERS.length + place,
    })),
    ...declined.map((id): Holding => ({
      id,
      kind: 'restriction',
      what: 'Screen locked',
      by: 'An agreement that was declined',
      until: null,
      effect: 'lock',
      layer: LAYERS.length + access.length,
    })),
  ];
  const has = (...effects: ReadonlyArray<Holding['effect']>): boolean =>
    holding.some(({ effect }) => effects.includes(effect));
  const ends = holding.flatMap(({ until }) => (until === null ? [] : [until]));
  return {
    locked: has('lock'),
    internet: has('internet-off') ? 'off' : has('block', 'allow-only') ? 'limited' : 'open',
    muted: has('mute'),
    nextEndAt: ends.length === 0 ? null : new Date(Math.min(...ends)).toISOString(),
    because: holding.map((each) => ({
      id: each.id,
      kind: each.kind,
      what: each.what,
      by: each.by,
      until: each.until === null ? null : new Date(each.until).toISOString(),
      overruledBy: overruling(each, holding),
    })),
  };
}

/** What decides every page in place of a list: the internet being off, or a stronger list of the only sites. */
function overruling(each: Holding, holding: readonly Holding[]): string | null {
  if (each.effect !== 'block' && each.effect !== 'allow-only' && each.effect !== 'allow') return null;
  const stronger =
    holding.find(({ effect }) => effect === 'internet-off') ??
    holding.find(({ effect, layer }) => effect === 'allow-only' && layer < each.layer);
  return stronger === undefined ? null : `${stronger.what} (${stronger.by})`;
}

/** Moments near which a device may be a little before or behind the server. */
export function isNearEdge(concerns: readonly Concern[], now: number): boolean {
  return concerns.some(
    ({ from, until }) =>
      Math.abs(from - now) < EDGE_MS || (until !== null && Math.abs(until - now) < EDGE_MS),
  );
}

export type Said = Pick<RestrictionsActual, 'locked' | 'internet' | 'muted' | 'holds' | 'failed'>;

/**
 * How a device stands to what it should hold.
 *
 * @param settling it was told something a moment ago, or something has just begun or ended
 */
export function standingOf(
  desired: Desired,
  said: Said | null,
  device: {
    readonly online: boolean;
    readonly settling: boolean;
    /** Of what is desired, that which devices do not name among what they hold. */
    readonly unsaid?: ReadonlySet<string>;
  },
): DeviceControl['standing'] {
  if (!device.online) return said === null ? 'unknown' : 'offline';
  if (said === null) return 'unknown';
  if (agrees(desired, said, device.unsaid ?? new Set())) return 'agreed';
  return device.settling ? 'waiting' : 'differs';
}

function agrees(desired: Desired, said: Said, unsaid: ReadonlySet<string>): boolean {
  const wanted = desired.because.flatMap(({ id, kind }) =>
    kind === 'restriction' && !unsaid.has(id) ? [id] : [],
  );
  const known = new Set(desired.because.map(({ id }) => id));
  const holds = new Set(said.holds);
  return (
    said.locked === desired.locked &&
    said.muted === desired.muted &&
    (said.internet === 'off') === (desired.internet === 'off') &&
    wanted.every((id) => holds.has(id)) &&
    said.holds.every((id) => known.has(id)) &&
    !said.failed.some(({ id }) => known.has(id))
  );
}

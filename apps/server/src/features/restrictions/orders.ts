import {
  LAYERS,
  type Effect,
  type Layer,
  type Restriction,
} from '@lapwing/protocol/features/restrictions/effect.ts';
import type { BannedFact, RestrictingGroup, SeatFacts, SetFact } from './facts.ts';

/** What begins within this is told to devices beforehand, so that it begins without the server too. */
export const AHEAD_MS = 24 * 60 * 60_000;
/** As many as a document takes; of more, the weakest are left out. */
export const MOST_ORDERS = 60;

/** One restriction as it concerns a seat, with what staff read of it; times are milliseconds since 1970. */
export interface Concern {
  readonly id: string;
  readonly effect: Effect;
  readonly layer: Layer;
  readonly by: string;
  readonly toldBy: string | null;
  readonly words: string | null;
  readonly from: number;
  readonly until: number | null;
  /** It concerns the person at the seat, and not the device whoever sits there. */
  readonly personal: boolean;
}

/** What each built-in group does to whoever is in it. */
const EFFECT_OF: Readonly<Record<RestrictingGroup, Effect>> = Object.freeze({
  'internet-banned': { kind: 'internet-off' },
  'screens-locked': { kind: 'lock' },
  'sound-muted': { kind: 'mute' },
  'printing-disabled': { kind: 'printing-off' },
  'removable-media-disabled': { kind: 'removable-media-off' },
});

/** Whether a restriction is for the person or the device of a seat, whenever it holds. */
export function isFor(fact: SetFact, seat: SeatFacts): boolean {
  const { personId, deviceId } = seat;
  // Whoever is excepted stays so; a device only speaks for itself while nobody is known to sit at it.
  if (fact.exceptions.has(personId ?? deviceId)) return false;
  switch (fact.targetKind) {
    case 'person':
      return personId !== null && fact.targetIds.includes(personId);
    case 'device':
      return fact.targetIds.includes(deviceId);
    case 'group':
    case 'lesson':
      return fact.groupId !== null && seat.groups.has(fact.groupId);
  }
}

/** Of what is for a seat, whether that is so by the person there, so that it is not for the next who sits there. */
export function isPersonal({ targetKind, groupId }: SetFact, { ownGroups }: SeatFacts): boolean {
  switch (targetKind) {
    case 'person':
      return true;
    case 'device':
      return false;
    case 'group':
    case 'lesson':
      return groupId === null || !ownGroups.has(groupId);
  }
}

/**
 * What concerns a seat now or within a day, the strongest first: what was set and is not lifted, and what the built-in
 * groups do. The order of the facts means nothing: equal facts are equal orders.
 */
export function concerning(facts: readonly SetFact[], seat: SeatFacts, now: number): Concern[] {
  const set = facts.flatMap((fact): Concern[] =>
    fact.lifted || fact.until <= now || fact.from > now + AHEAD_MS || !isFor(fact, seat)
      ? []
      : [concernOf(fact, isPersonal(fact, seat))],
  );
  const all = [...set, ...bannedOnce(seat.banned, now)].sort(byStrength);
  return all.filter((each, place) => all[place - 1]?.id !== each.id).slice(0, MOST_ORDERS);
}

/** As devices are told. */
export function restrictionOf(concern: Concern): Restriction {
  const { id, effect, layer, toldBy, words, from, until, personal } = concern;
  return {
    id,
    effect,
    layer,
    by: toldBy,
    words,
    from: new Date(from).toISOString(),
    until: until === null ? null : new Date(until).toISOString(),
    personal,
  };
}

/** Letters of a document that restrictions may take, so that all of it goes out. */
const MOST_LETTERS = 28 * 1024;

/**
 * As a device is told, the strongest first, as far as a document has room. Locks and all that is short come first of all:
 * long lists of sites are left out before anything that closes.
 */
export function toldOf(concerns: readonly Concern[]): Restriction[] {
  const all = concerns.map((concern) => ({ concern, told: restrictionOf(concern) }));
  const isList = ({ concern: { effect } }: (typeof all)[number]): boolean => 'sites' in effect;
  const kept = new Set<Restriction>();
  let letters = 0;
  for (const each of [...all.filter((one) => !isList(one)), ...all.filter(isList)]) {
    const long = new TextEncoder().encode(JSON.stringify(each.told)).length;
    if (letters + long > MOST_LETTERS) continue;
    letters += long;
    kept.add(each.told);
  }
  return all.flatMap(({ told }) => (kept.has(told) ? [told] : []));
}

export function inForce(concern: Concern, now: number): boolean {
  return concern.from <= now && (concern.until === null || concern.until > now);
}

function concernOf(
  { id, effect, layer, by, toldBy, words, from, until }: SetFact,
  personal: boolean,
): Concern {
  return { id, effect, layer, by, toldBy, words, from, until, personal };
}

/**
 * Somebody can be in a group twice, by hand and by its rule, and so can they and the device: the longer one counts, and
 * where the device is in it, for whoever sits there.
 */
function bannedOnce(banned: readonly BannedFact[], now: number): Concern[] {
  const longest = new Map<string, BannedFact>();
  const ofDevice = new Set<string>();
  for (const each of banned) {
    if (each.until !== null && each.until <= now) continue;
    if (!each.personal) ofDevice.add(each.id);
    const before = longest.get(each.id);
    const longer =
      before === undefined ||
      (before.until !== null && (each.until === null || each.until > before.until)) ||
      (before.until === each.until && each.since < before.since);
    if (longer) longest.set(each.id, each);
  }
  return Array.from(longest.values(), ({ id, name, group, since, until }) => ({
    id,
    effect: EFFECT_OF[group],
    layer: 'group' as const,
    by: `Group ${name}`,
    toldBy: name,
    words: null,
    from: since,
    until,
    personal: !ofDevice.has(id),
  }));
}

function byStrength(one: Concern, other: Concern): number {
  return (
    LAYERS.indexOf(one.layer) - LAYERS.indexOf(other.layer) ||
    one.from - other.from ||
    (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)
  );
}

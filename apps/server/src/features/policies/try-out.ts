import { createEngine, type Engine } from '@lapwing/detection/engine.ts';
import type { Finding } from '@lapwing/detection/finding.ts';
import { loadPack, type Pack } from '@lapwing/detection/pack.ts';
import { severityRank, type Severity, type Source } from '@lapwing/detection/term.ts';
import { createWatch, type WatchRules } from '@lapwing/detection/watch.ts';

/** What is looked for: the bytes of packs, and what holds at each of the seats. */
export interface Looked {
  readonly packs: readonly Uint8Array[];
  readonly seats: readonly SeatRules[];
}

/** What holds for whoever is in the same groups. */
export interface SeatRules {
  readonly rules: WatchRules;
  /** Where is looked at all. */
  readonly sources: readonly Source[];
  /** Sites, with all below them, where nothing is captured. */
  readonly privateHosts: readonly string[];
}

/** A past capture, as far as it matters to what would be found. */
export interface PastCapture {
  readonly sentence: string;
  readonly source: Source;
  readonly host: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Place among the seats of both. */
  readonly seat: number;
}

export interface TryOutInput {
  readonly before: Looked;
  readonly after: Looked;
  /** The newest first. */
  readonly captures: readonly PastCapture[];
  /** How many of each kind are named. */
  readonly shown: number;
}

/** What a capture was by and would be by. */
export interface Difference {
  /** Place of the capture. */
  readonly capture: number;
  readonly before: Found | null;
  readonly after: Found | null;
}
export interface Found {
  readonly term: string;
  readonly severity: Severity;
  readonly sealed: boolean;
}

export const KINDS_OF_DIFFERENCE = ['newlyCaught', 'noLongerCaught', 'changedSeverity'] as const;
export type KindOfDifference = (typeof KINDS_OF_DIFFERENCE)[number];

export interface TryOutOutput {
  readonly counts: Readonly<Record<KindOfDifference, number>>;
  readonly shown: Readonly<Record<KindOfDifference, readonly Difference[]>>;
  /** Of what is newly caught and of what is not any more, how much is severe. */
  readonly severe: { readonly newlyCaught: number; readonly noLongerCaught: number };
}

/** Looks through past captures with what holds and with what would hold. */
export function tryOut({ before, after, captures, shown }: TryOutInput): TryOutOutput {
  const kept = { newlyCaught: [], noLongerCaught: [], changedSeverity: [] } as Record<
    KindOfDifference,
    Difference[]
  >;
  const counts = { newlyCaught: 0, noLongerCaught: 0, changedSeverity: 0 };
  const severe = { newlyCaught: 0, noLongerCaught: 0 };
  const same = samePacks(before.packs, after.packs);
  const old = createLooker(before);
  const now = createLooker(after);
  const alike = before.seats.map(
    (seat, at) => same && JSON.stringify(seat) === JSON.stringify(after.seats[at]),
  );
  for (const [place, capture] of captures.entries()) {
    if (alike[capture.seat] === true) continue;
    const differences = compare(old(capture), now(capture));
    for (const kind of KINDS_OF_DIFFERENCE) {
      const difference = differences[kind];
      if (difference === null) continue;
      counts[kind] += 1;
      if (kind !== 'changedSeverity' && (difference.after ?? difference.before)?.severity === 'severe')
        severe[kind] += 1;
      if (kept[kind].length < shown) kept[kind].push({ capture: place, ...difference });
    }
  }
  return { counts, shown: kept, severe };
}

/** What is found in one text. */
export function lookInto(
  looked: { readonly packs: readonly Uint8Array[]; readonly seat: SeatRules | null },
  { text, source, at }: { readonly text: string; readonly source: Source; readonly at: number },
): Finding[] {
  if (looked.seat === null) return engineOf(looked.packs).scan(text, { source });
  const look = createLooker({ packs: looked.packs, seats: [looked.seat] });
  return look({ sentence: text, source, host: null, at, seat: 0 });
}

function engineOf(packs: readonly Uint8Array[]): Engine {
  return createEngine(packs.map(opened));
}

function createLooker({ packs, seats }: Looked): (capture: PastCapture) => Finding[] {
  const engine = engineOf(packs);
  const places = seats.map(({ rules, sources, privateHosts }) => ({
    watch: createWatch(rules),
    sources: new Set(sources),
    privateHosts,
    timed: goesByTime(rules),
  }));
  return ({ sentence, source, host, at, seat }) => {
    const place = places[seat];
    if (place === undefined) throw new RangeError('a capture is of a seat');
    if (!place.sources.has(source)) return [];
    if (host !== null && place.privateHosts.some((site) => host === site || host.endsWith(`.${site}`)))
      return [];
    const terms = place.watch.view({ source, host, now: place.timed ? at : 0 });
    return engine.scan(sentence, { source, terms });
  };
}

/** Whether it matters when a text was seen; asking for every minute of a year costs more than the rest. */
function goesByTime({ policies, allow }: WatchRules): boolean {
  return (
    Object.values(policies).some(({ periods }) => periods !== undefined) ||
    allow.some(({ until }) => until !== undefined)
  );
}

function opened(bytes: Uint8Array): Pack {
  const loaded = loadPack(bytes);
  if (!loaded.ok) throw new Error(`a pack of this server: ${loaded.message}`);
  return loaded.pack;
}

function samePacks(one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean {
  return (
    one.length === other.length && one.every((pack, at) => Buffer.compare(pack, other[at] ?? EMPTY) === 0)
  );
}
const EMPTY = new Uint8Array(0);

type Compared = Readonly<Record<KindOfDifference, Omit<Difference, 'capture'> | null>>;

/**
 * What is another between two lists of findings of one text, the worst of each kind. A finding in whose place another
 * one came, such as that of a longer wording, is no loss: it counts where it weighs differently.
 */
export function compare(before: readonly Finding[], after: readonly Finding[]): Compared {
  const differences: Record<KindOfDifference, Omit<Difference, 'capture'> | null> = {
    newlyCaught: null,
    noLongerCaught: null,
    changedSeverity: null,
  };
  const worse = (kind: KindOfDifference, found: Omit<Difference, 'capture'>): void => {
    if (rankOf(found) > rankOf(differences[kind])) differences[kind] = found;
  };
  const taken = new Set<Finding>();
  for (const old of before) {
    const successor =
      after.find((each) => !taken.has(each) && each.term === old.term) ??
      after.find(
        (each) => !taken.has(each) && overlaps(each, old) && !before.some(({ term }) => term === each.term),
      );
    if (successor === undefined) {
      const covered = after.some(
        (each) =>
          overlaps(each, old) &&
          severityRank(each.severity) >= severityRank(old.severity) &&
          each.policy === old.policy,
      );
      if (!covered) worse('noLongerCaught', { before: foundOf(old), after: null });
      continue;
    }
    taken.add(successor);
    if (successor.severity !== old.severity)
      worse('changedSeverity', { before: foundOf(old), after: foundOf(successor) });
  }
  for (const found of after) {
    if (!taken.has(found)) worse('newlyCaught', { before: null, after: foundOf(found) });
  }
  return differences;
}

function foundOf({ term, severity, sealed }: Finding): Found {
  return { term, severity, sealed };
}

function overlaps(one: Finding, other: Finding): boolean {
  return one.start < other.end && other.start < one.end;
}

function rankOf(difference: Omit<Difference, 'capture'> | null): number {
  return Math.max(
    ...[difference?.before, difference?.after].map((found) =>
      found === null || found === undefined ? -1 : severityRank(found.severity),
    ),
  );
}

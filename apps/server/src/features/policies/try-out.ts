import { createEngine, type Engine } from '@lapwing/detection/engine.ts';
import type { Finding, TermView } from '@lapwing/detection/finding.ts';
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
  /**
   * Packs of the terms of which a change of rules can make anything else, where they are known and few: what has none
   * of them need not be looked at with the whole library. None if absent.
   */
  readonly touched?: readonly Uint8Array[] | undefined;
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
export function tryOut({ before, after, captures, touched, shown }: TryOutInput): TryOutOutput {
  const kept = { newlyCaught: [], noLongerCaught: [], changedSeverity: [] } as Record<
    KindOfDifference,
    Difference[]
  >;
  const counts = { newlyCaught: 0, noLongerCaught: 0, changedSeverity: 0 };
  const severe = { newlyCaught: 0, noLongerCaught: 0 };
  const look = createComparison(before, after, touched);
  for (const [place, capture] of captures.entries()) {
    const found = look(capture);
    if (found === null) continue;
    const differences = compare(found.before, found.after);
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

/**
 * What came of two parts of the captures, as if they had been looked through at once.
 *
 * @param from place of the first capture of the second part
 */
export function mergeTried(
  one: TryOutOutput,
  other: TryOutOutput,
  from: number,
  shown: number,
): TryOutOutput {
  const both = (kind: KindOfDifference): Difference[] => [
    ...one.shown[kind],
    ...other.shown[kind].map((each) => ({ ...each, capture: each.capture + from })),
  ];
  return {
    counts: {
      newlyCaught: one.counts.newlyCaught + other.counts.newlyCaught,
      noLongerCaught: one.counts.noLongerCaught + other.counts.noLongerCaught,
      changedSeverity: one.counts.changedSeverity + other.counts.changedSeverity,
    },
    shown: {
      newlyCaught: both('newlyCaught').slice(0, shown),
      noLongerCaught: both('noLongerCaught').slice(0, shown),
      changedSeverity: both('changedSeverity').slice(0, shown),
    },
    severe: {
      newlyCaught: one.severe.newlyCaught + other.severe.newlyCaught,
      noLongerCaught: one.severe.noLongerCaught + other.severe.noLongerCaught,
    },
  };
}

/** What is found in one text. */
export function lookInto(
  looked: { readonly packs: readonly Uint8Array[]; readonly seat: SeatRules | null },
  { text, source, at }: { readonly text: string; readonly source: Source; readonly at: number },
): Finding[] {
  if (looked.seat === null) return engineOf(looked.packs).scan(text, { source });
  const look = createLooker(engineOf(looked.packs), [looked.seat]);
  return look({ sentence: text, source, host: null, at, seat: 0 });
}

function engineOf(packs: readonly Uint8Array[]): Engine {
  return createEngine(packs.map(opened));
}

function createLooker(engine: Engine, seats: readonly SeatRules[]): (capture: PastCapture) => Finding[] {
  const places = seats.map(placeOf);
  return (capture) => {
    const place = places[capture.seat];
    if (place === undefined) throw new RangeError('a capture is of a seat');
    const { sentence, source } = capture;
    return place.looks(capture) ? engine.scan(sentence, { source, terms: place.view(capture) }) : [];
  };
}

/** A seat made ready. */
interface Place {
  /** Whether the device looks at all where it was captured. */
  looks(capture: PastCapture): boolean;
  view(capture: PastCapture): TermView;
}

function placeOf({ rules, sources, privateHosts }: SeatRules): Place {
  const watch = createWatch(rules);
  const looked = new Set(sources);
  const timed = goesByTime(rules);
  return {
    looks: ({ source, host }) =>
      looked.has(source) &&
      (host === null || !privateHosts.some((site) => host === site || host.endsWith(`.${site}`))),
    view: ({ source, host, at }) => watch.view({ source, host, now: timed ? at : 0 }),
  };
}

/**
 * What is found in a capture before and after, or null where that is surely the same. A scan of the whole library is
 * dear, and most captures have nothing to do with a change: those are found out with fewer scans. What an engine finds
 * depends on nothing but the text, the packs and the answers to its questions about terms.
 */
function createComparison(
  before: Looked,
  after: Looked,
  touched: readonly Uint8Array[] | undefined,
): (capture: PastCapture) => { before: Finding[]; after: Finding[] } | null {
  const [library, ...own] = before.packs;
  const [newLibrary, ...newOwn] = after.packs;
  const sameLibrary = samePacks([library ?? EMPTY], [newLibrary ?? EMPTY]);
  const sameOwn = samePacks(own, newOwn);
  // What an engine has made ready of its packs serves both.
  const engine = engineOf(before.packs);
  const old = createLooker(engine, before.seats);
  const now = createLooker(sameLibrary && sameOwn ? engine : engineOf(after.packs), after.seats);
  const places = before.seats.map((seat, at) => {
    const other = after.seats[at] ?? seat;
    return { same: JSON.stringify(seat) === JSON.stringify(other), old: placeOf(seat), now: placeOf(other) };
  });
  // The school's own terms are few beside the library's. Where none of them is, they make no difference.
  const few = sameOwn ? [] : [own, newOwn].filter((packs) => packs.length > 0).map(engineOf);
  const quick = touched === undefined ? null : engineOf(touched);
  return (capture) => {
    const place = places[capture.seat];
    if (place === undefined) throw new RangeError('a capture is of a seat');
    const both = (): { before: Finding[]; after: Finding[] } => ({
      before: old(capture),
      after: now(capture),
    });
    if (!sameLibrary || place.old.looks(capture) !== place.now.looks(capture)) return both();
    if (!place.old.looks(capture)) return null;
    const { sentence, source } = capture;
    if (few.some((each) => each.scan(sentence, { source, terms: EVERY_TERM }).length > 0)) return both();
    if (place.same) return null;
    if (quick?.scan(sentence, { source, terms: EVERY_TERM }).length === 0) return null;
    const asked = askBoth(place.old.view(capture), place.now.view(capture));
    const found = engine.scan(sentence, { source, terms: asked.view });
    return asked.differed() ? { before: found, after: now(capture) } : null;
  };
}

const EVERY_TERM: TermView = Object.freeze({
  sought: () => true,
  severity: () => undefined,
  allowed: () => false,
});

/** The answers of the first of two views, and whether the second would ever have answered otherwise. */
function askBoth(one: TermView, other: TermView): { view: TermView; differed(): boolean } {
  let differed = false;
  const note = <Answer>(answer: Answer, otherwise: Answer): Answer => {
    differed ||= answer !== otherwise;
    return answer;
  };
  return {
    view: {
      sought: (term, policy, own) => note(one.sought(term, policy, own), other.sought(term, policy, own)),
      severity: (term) => note(one.severity(term), other.severity(term)),
      allowed: (finding) => note(one.allowed(finding), other.allowed(finding)),
    },
    differed: () => differed,
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
  const { pack } = loaded;
  // A device holds little and reads much anew; here thousands of texts are looked through in seconds.
  const phrases = new Map<number, readonly string[]>();
  return {
    ...pack,
    phrases(number) {
      const known = phrases.get(number) ?? pack.phrases(number);
      phrases.set(number, known);
      return known;
    },
  };
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

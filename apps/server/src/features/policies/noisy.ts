import { isTooGeneral } from '@lapwing/detection/warn.ts';
import type { NoisySuggestion } from '@lapwing/protocol/features/policies/noisy.api.ts';
import type { Severity, Source } from '@lapwing/protocol/vocabulary.ts';

/** A past capture of the term, with what staff made of it. */
export interface Judged {
  readonly source: Source;
  readonly site: string | null;
  readonly sentence: string;
  readonly start: number;
  readonly end: number;
  readonly judged: 'false' | 'real' | 'open';
}

/** What would make the term less noisy, before it is put for a group. */
export type Fix = Pick<NoisySuggestion, 'falsePositives' | 'real' | 'open'> &
  (
    | { readonly kind: 'phrase'; readonly phrase: string }
    | { readonly kind: 'site'; readonly site: string }
    | { readonly kind: 'source'; readonly source: Source; readonly left: readonly Source[] }
    | { readonly kind: 'off' }
  );

/** Fewer false alarms than these are chance, and no reason to watch less. */
const FEWEST = 3;
/** Of all false alarms, how many a fix must be rid of to be worth a rule. */
const WORTH = 0.4;
/** So many false alarms for each one that was real, or it costs too much. */
const COSTS_LITTLE = 10;
const MOST = 3;
/** A term that is hardly ever right may be switched off; one that is severe never is by a suggestion. */
const HARDLY_EVER_RIGHT = 10;
/** Words beside the match that make a phrase of it, in all. */
const BESIDE = 3;
const NARROW: readonly Fix['kind'][] = ['phrase', 'site', 'source', 'off'];

/**
 * What could be done about a term that is often wrong, the best first: what costs no real sign goes before what costs
 * one, then what is rid of more, then what is narrower. Nothing where too few were judged to be false.
 *
 * @param sources where the term is looked for now
 */
export function suggestFixes(
  past: readonly Judged[],
  term: { readonly severity: Severity; readonly sources: readonly Source[] },
): Fix[] {
  const wrong = past.filter(({ judged }) => judged === 'false');
  if (wrong.length < FEWEST) return [];
  const fixes: Fix[] = [
    ...phrasesIn(wrong).map((phrase) => ({
      kind: 'phrase' as const,
      phrase,
      ...cost(past, hasPhrase(phrase)),
    })),
    ...common(wrong, ({ site }) => site).map((site) => ({
      kind: 'site' as const,
      site,
      ...cost(past, (one) => one.site === site),
    })),
    ...common(wrong, ({ source }) => source).flatMap((source) => {
      const left = term.sources.filter((one) => one !== source);
      if (left.length === 0 || left.length === term.sources.length) return [];
      return [{ kind: 'source' as const, source, left, ...cost(past, (one) => one.source === source) }];
    }),
    ...(term.severity === 'severe' || wrong.length < HARDLY_EVER_RIGHT
      ? []
      : [{ kind: 'off' as const, ...cost(past, () => true) }]),
  ];
  return fixes
    .filter((fix) => isWorth(fix, wrong.length))
    .sort(
      (one, other) =>
        one.real - other.real ||
        Number(one.kind === 'off') - Number(other.kind === 'off') ||
        other.falsePositives - one.falsePositives ||
        NARROW.indexOf(one.kind) - NARROW.indexOf(other.kind),
    )
    .filter(firstOfItsKind)
    .slice(0, MOST);
}

function isWorth(fix: Fix, wrong: number): boolean {
  if (fix.falsePositives < FEWEST || fix.falsePositives < WORTH * wrong) return false;
  // What has never been looked at may be real.
  return fix.real * COSTS_LITTLE <= fix.falsePositives && (fix.kind !== 'off' || fix.real === 0);
}

function firstOfItsKind(fix: Fix, place: number, all: readonly Fix[]): boolean {
  return all.findIndex(({ kind }) => kind === fix.kind) === place;
}

function cost(
  past: readonly Judged[],
  rid: (one: Judged) => boolean,
): Pick<Fix, 'falsePositives' | 'real' | 'open'> {
  const gone = past.filter(rid);
  const count = (judged: Judged['judged']): number => gone.filter((one) => one.judged === judged).length;
  return { falsePositives: count('false'), real: count('real'), open: count('open') };
}

/** Values that stand in enough of them. */
function common<Value extends string>(rows: readonly Judged[], of: (row: Judged) => Value | null): Value[] {
  const counts = new Map<Value, number>();
  for (const row of rows) {
    const value = of(row);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return Array.from(counts).flatMap(([value, count]) => (count >= FEWEST ? [value] : []));
}

const WORD = /[\p{L}\p{M}\p{N}'’-]+/gu;

function hasPhrase(phrase: string): (one: Judged) => boolean {
  const words = ` ${phrase} `;
  return (one) => ` ${wordsOf(one.sentence).join(' ')} `.includes(words);
}

function wordsOf(text: string): string[] {
  return Array.from(text.normalize('NFKC').toLocaleLowerCase('en-GB').matchAll(WORD), ([word]) => word);
}

/**
 * Phrases of the match and up to three words beside it that several of them share, the longer ones first where they
 * cover the same: `shot the ball` rather than `shot`.
 */
function phrasesIn(rows: readonly Judged[]): string[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const before = wordsOf(row.sentence.slice(0, row.start));
    const match = wordsOf(row.sentence.slice(row.start, row.end));
    const after = wordsOf(row.sentence.slice(row.end));
    const phrases = new Set<string>();
    for (let left = 0; left <= BESIDE && left <= before.length; left += 1) {
      for (let right = 0; left + right <= BESIDE && right <= after.length; right += 1) {
        const outer = [
          ...(left === 0 ? [] : [before[before.length - left]]),
          ...(right === 0 ? [] : [after[right - 1]]),
        ];
        // A phrase that ends in `for` says no more than without it.
        if (outer.length === 0 || outer.some((word) => word === undefined || isTooGeneral(word))) continue;
        phrases.add([...before.slice(before.length - left), ...match, ...after.slice(0, right)].join(' '));
      }
    }
    for (const phrase of phrases) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  }
  return Array.from(counts)
    .filter(([phrase, count]) => count >= FEWEST && phrase.length <= 200 && !isTooGeneral(phrase))
    .sort(([one, many], [other, more]) => more - many || other.length - one.length)
    .map(([phrase]) => phrase);
}

/**
 * The smallest group that nearly all of them come from; null where none does.
 * @param groupsOf the groups of each false positive
 * @param sizes of how many captures each group is, the smaller the closer
 */
export function whereMostAre<Group extends { readonly id: string }>(
  groupsOf: ReadonlyArray<readonly Group[]>,
  sizes: ReadonlyMap<string, number>,
): Group | null {
  const counts = new Map<string, { group: Group; count: number }>();
  for (const groups of groupsOf) {
    for (const group of groups) {
      const one = counts.get(group.id);
      if (one === undefined) counts.set(group.id, { group, count: 1 });
      else one.count += 1;
    }
  }
  const near = [...counts.values()].filter(({ count }) => count >= FEWEST && count >= 0.8 * groupsOf.length);
  near.sort(
    (one, other) =>
      (sizes.get(one.group.id) ?? 0) - (sizes.get(other.group.id) ?? 0) || other.count - one.count,
  );
  return near[0]?.group ?? null;
}

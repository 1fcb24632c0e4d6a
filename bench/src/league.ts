import type { Engine } from '@lapwing/detection/engine.ts';
import type { Library } from '@lapwing/library/load.ts';
import type { HateCase } from './hatecheck.ts';

/** How one term of the library does. */
export type LeagueRow = {
  readonly term: string;
  /** Whether it is found in its own example, in each of its sources. */
  readonly example: boolean;
  /** Times found in clean sentences, as typed or on a page, whichever is more. */
  readonly clean: number;
  /** Cases of HateCheck in which it is found: hateful ones, and harmless ones. */
  readonly hateful: number;
  readonly harmless: number;
};

/** How every term does, the noisiest first: by clean text, then by harmless cases, then by id. */
export function leagueOf(
  library: Library,
  engine: Engine,
  sentences: readonly string[],
  cases: readonly HateCase[],
): LeagueRow[] {
  const typed = countsOf(engine, sentences, 'typed');
  const page = countsOf(engine, sentences, 'page');
  const hateful = countsOf(engine, textsOf(cases, true), 'typed');
  const harmless = countsOf(engine, textsOf(cases, false), 'typed');
  return library.terms
    .map(({ id, example, sources }): LeagueRow => ({
      term: id,
      example: (sources ?? []).every((source) =>
        engine.scan(example, { source }).some((finding) => finding.term === id),
      ),
      clean: Math.max(typed.get(id) ?? 0, page.get(id) ?? 0),
      hateful: hateful.get(id) ?? 0,
      harmless: harmless.get(id) ?? 0,
    }))
    .sort((a, b) => b.clean - a.clean || b.harmless - a.harmless || (a.term < b.term ? -1 : 1));
}

function textsOf(cases: readonly HateCase[], hateful: boolean): string[] {
  return cases.filter((one) => one.hateful === hateful).map(({ text }) => text);
}

/** In how many of the texts each term is found. */
function countsOf(
  engine: Engine,
  texts: readonly string[],
  source: 'typed' | 'page',
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const found = new Set(engine.scan(text, { source }).map(({ term }) => term));
    for (const term of found) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
}

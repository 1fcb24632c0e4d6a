import type { Finding } from './finding.ts';
import { foldPhrase } from './fold.ts';
import { passageOf } from './passage.ts';

/**
 * Something that a school lets pass: what fits all that it names. One that names neither term nor phrase nor site
 * lets nothing pass.
 */
export type AllowRule = {
  readonly term?: string | undefined;
  /** A match that shares words with it is harmless. */
  readonly phrase?: string | undefined;
  /** With all of its subdomains. */
  readonly site?: string | undefined;
  readonly policy?: string | undefined;
  /** Not from this moment on. */
  readonly until?: string | undefined;
};

/** What is let pass in one place at one moment. */
export type Allowed = {
  /** True if whatever the term finds is let pass. `policy` is the one that it stands in. */
  all(term: string, policy: string): boolean;
  /** True if what was found stands in a phrase that is let pass. */
  phrase(finding: FoundInPhrase, policy: string): boolean;
};

/** What of a finding decides whether it stands in a phrase. */
export type FoundInPhrase = Pick<Finding, 'term' | 'sentence' | 'sentenceStart' | 'start' | 'end'>;

export type Allowances = {
  /** `hosts`: of the page, and of the page around it. */
  at(hosts: readonly string[], now: number): Allowed;
  /** The stretch of time around `now` in which no allowance ends. */
  steadyAround(now: number): { readonly from: number; readonly to: number };
};

type Ready = {
  readonly term: string | undefined;
  readonly policy: string | undefined;
  readonly site: string | undefined;
  /** Folded; undefined where any words will do. */
  readonly words: readonly string[] | undefined;
  readonly until: number;
};

type Shelf = {
  /** By term; those of every term under ''. */
  readonly plain: Map<string, Ready[]>;
  /** By the first word of the phrase. */
  readonly phrases: Map<string, Ready[]>;
};

/** Makes allowances ready, so that thousands of them cost a text no more than a few. */
export function allowancesOf(rules: readonly AllowRule[]): Allowances {
  const anywhere = newShelf();
  const bySite = new Map<string, Shelf>();
  const ends = new Set<number>();
  for (const one of rules.map(readyOf)) {
    if (one === undefined) continue;
    if (one.until < Infinity) ends.add(one.until);
    if (one.site === undefined) put(anywhere, one);
    else {
      const shelf = bySite.get(one.site) ?? newShelf();
      bySite.set(one.site, shelf);
      put(shelf, one);
    }
  }
  const steps = [-Infinity, ...[...ends].sort((a, b) => a - b), Infinity];

  return {
    at(hosts, now) {
      const shelves = [anywhere];
      if (bySite.size > 0)
        for (const site of new Set(hosts.flatMap(sitesOf))) {
          const shelf = bySite.get(site);
          if (shelf !== undefined) shelves.push(shelf);
        }
      return {
        all: (term, policy) =>
          shelves.some(({ plain }) =>
            [term, ''].some((key) => plain.get(key)?.some((one) => fits(one, term, policy, now)) === true),
          ),
        phrase: (finding, policy) =>
          shelves.some(({ phrases }) => phrases.size > 0 && inPhrase(phrases, finding, policy, now)),
      };
    },
    steadyAround(now) {
      let low = 0;
      let high = steps.length - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((steps[middle] ?? Infinity) <= now) low = middle;
        else high = middle;
      }
      return { from: steps[low] ?? -Infinity, to: steps[high] ?? Infinity };
    },
  };
}

function newShelf(): Shelf {
  return { plain: new Map(), phrases: new Map() };
}

function put({ plain, phrases }: Shelf, one: Ready): void {
  const [shelf, key] = one.words === undefined ? [plain, one.term ?? ''] : [phrases, one.words[0] ?? ''];
  const known = shelf.get(key);
  if (known === undefined) shelf.set(key, [one]);
  else known.push(one);
}

function readyOf({ term, phrase, site, policy, until }: AllowRule): Ready | undefined {
  if (term === undefined && phrase === undefined && site === undefined) return undefined;
  const folded = phrase === undefined ? undefined : foldPhrase(phrase);
  // A phrase of signs alone would share words with nothing.
  if (folded === '') return undefined;
  const named = site?.toLowerCase().replace(/^\*?\.|\.$/gu, '');
  if (named === '') return undefined;
  const end = until === undefined ? Infinity : Date.parse(until);
  return { term, policy, site: named, words: folded?.split(' '), until: Number.isNaN(end) ? -Infinity : end };
}

/** A host with all the sites that it is part of: `a.b.c`, `b.c`, `c`. */
function sitesOf(host: string): string[] {
  const sites: string[] = [];
  for (let rest = host; rest !== ''; rest = rest.slice(rest.indexOf('.') + 1)) {
    sites.push(rest);
    if (!rest.includes('.')) break;
  }
  return sites;
}

function fits(one: Ready, term: string, policy: string, now: number): boolean {
  return (
    now < one.until &&
    (one.term === undefined || one.term === term) &&
    (one.policy === undefined || one.policy === policy)
  );
}

function inPhrase(
  phrases: ReadonlyMap<string, readonly Ready[]>,
  finding: FoundInPhrase,
  policy: string,
  now: number,
): boolean {
  const { words, starts, ends, sentences } = passageOf(finding.sentence);
  const start = finding.start - finding.sentenceStart;
  const end = finding.end - finding.sentenceStart;
  const first = ends.findIndex((wordEnd) => wordEnd > start);
  if (first < 0) return false;
  let last = first;
  while ((starts[last + 1] ?? end) < end) last += 1;
  for (let at = 0; at <= last; at += 1) {
    for (const one of phrases.get(words[at] ?? '') ?? []) {
      const phrase = one.words ?? [];
      const final = at + phrase.length - 1;
      if (final < first || sentences[at] !== sentences[final]) continue;
      if (fits(one, finding.term, policy, now) && phrase.every((word, place) => words[at + place] === word))
        return true;
    }
  }
  return false;
}

import { Profanity } from '@2toad/profanity';
import { AllProfanity } from 'allprofanity';
import { Filter } from 'glin-profanity';
import AhoCorasick from 'modern-ahocorasick';
import { englishDataset, englishRecommendedTransformers, parseRawPattern, RegExpMatcher } from 'obscenity';
import { RE2 } from 're2-wasm';
import type { DefaultList, Peer } from './peer.ts';

const GRAWLIX = '\u2020';

/** The packages from npm, and V8 itself. From fast to slow, so that a run that is broken off has most of them. */
export const NPM_PEERS: readonly Peer[] = Object.freeze([
  {
    name: 're2-wasm 1.0.2',
    licence: 'Apache-2.0',
    note: 'one alternation; outgrows its tables. The package re2 downloads a binary at install, so it is left out',
    documentBytes: 1000,
    build: (terms) => {
      const pattern = new RE2(alternation(terms), 'giu');
      return (text) => {
        let hits = 0;
        pattern.lastIndex = 0;
        while (pattern.exec(text) !== null) hits += 1;
        return hits;
      };
    },
  },
  {
    name: 'V8 RegExp',
    licence: 'part of Node',
    note: 'one alternation, case ignored, ASCII word boundaries',
    build: (terms) => {
      const pattern = new RegExp(alternation(terms), 'gi');
      return (text) => text.match(pattern)?.length ?? 0;
    },
  },
  {
    name: 'V8 RegExp, Unicode boundaries',
    licence: 'part of Node',
    note: 'one alternation, case ignored; no word ends at an accented letter',
    build: (terms) => {
      const letter = String.raw`[\p{L}\p{M}\p{N}]`;
      const pattern = new RegExp(`(?<!${letter})(?:${terms.join('|')})(?!${letter})`, 'giu');
      return (text) => text.match(pattern)?.length ?? 0;
    },
  },
  {
    name: 'modern-ahocorasick 3.3.0',
    licence: 'MIT',
    note: 'text put in lower case first; inside words too',
    build: (terms) => {
      const automaton = new AhoCorasick(terms);
      return (text) => automaton.search(text.toLowerCase()).length;
    },
  },
  {
    name: '@2toad/profanity 3.3.0',
    licence: 'MIT',
    note: 'censors; its own list stays in',
    build: (terms) => {
      const profanity = new Profanity({ languages: ['en'], wholeWord: true, grawlix: GRAWLIX });
      profanity.addWords([...terms]);
      return (text) => profanity.censor(text).split(GRAWLIX).length - 1;
    },
  },
  {
    name: 'allprofanity 2.4.0',
    licence: 'MIT',
    note: 'its own list taken out',
    build: (terms) => {
      const profanity = new AllProfanity({ silent: true });
      profanity.clearList();
      profanity.add([...terms]);
      return (text) => profanity.detect(text).positions.length;
    },
  },
  {
    name: 'obscenity 0.4.6',
    licence: 'MIT',
    note: 'recommended English transformers, word boundaries',
    build: (terms) => {
      const matcher = new RegExpMatcher({
        blacklistedTerms: terms.map((term, id) => ({ id, pattern: parseRawPattern(`|${term}|`) })),
        ...englishRecommendedTransformers,
      });
      return (text) => matcher.getAllMatches(text).length;
    },
  },
  {
    name: 'glin-profanity 3.3.0',
    licence: 'ISC',
    note: 'counts each term once in a text',
    documentBytes: 4000,
    build: (terms) => {
      const filter = new Filter({ languages: [], customWords: [...terms], wordBoundaries: true });
      return (text) => filter.checkProfanity(text).profaneWords.length;
    },
  },
]);

/** The peers that ship a list, as they come. */
export function defaultLists(): DefaultList[] {
  const obscenity = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
  const toad = new Profanity();
  const all = new AllProfanity({ silent: true });
  return [
    { name: 'obscenity 0.4.6', flags: (text) => obscenity.hasMatch(text) },
    { name: '@2toad/profanity 3.3.0', flags: (text) => toad.exists(text) },
    { name: 'allprofanity 2.4.0', flags: (text) => all.check(text) },
  ];
}

/** The terms are letters and spaces only, so nothing needs an escape. */
function alternation(terms: readonly string[]): string {
  return String.raw`\b(?:${terms.join('|')})\b`;
}

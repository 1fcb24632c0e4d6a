import type { Automaton } from './automaton.ts';
import type { Finding, ScanOptions } from './finding.ts';
import { FIRST_SYMBOL, FoldClass } from './fold-table.ts';
import { classOfUnit, foldPhrase, foldText, SPACE, type Folded } from './fold.ts';
import { judge, type JudgedTerm } from './judge.ts';
import { buildMatcher } from './matcher.ts';
import type { Pack, PackTerm } from './pack.ts';
import { explainRule, type RuleId } from './rules.ts';
import { cutSentence } from './sentence.ts';
import { severityRank, type Source } from './term.ts';
import { hiddenWords, isMasked, unmask } from './unmask.ts';
import { expandWording } from './wording.ts';

export type { Finding, ScanOptions } from './finding.ts';

/**
 * Remembers, in one integer, how far into a term a growing text has come, so that a key costs next to nothing.
 */
export type Probe = {
  /** Feeds text; true if a term may have ended in it, so that a scan is worth its while. */
  push(text: string): boolean;
  reset(): void;
};

export type Engine = {
  /** The version of the pack that it was made from. */
  readonly version: string;
  /** Every finding in the text, in the order of their beginnings. Never throws, whatever the text. */
  scan(text: string, options: ScanOptions): Finding[];
  probe(): Probe;
  /** What a rule id in `because` means, in one sentence. */
  explain(ruleId: string): string;
};

/** A term ready for use: its phrases folded. */
type ReadyTerm = JudgedTerm & { readonly term: PackTerm; readonly sources: ReadonlySet<Source> };

type Hit = {
  readonly term: number;
  readonly folded: Folded;
  readonly from: number;
  readonly to: number;
  readonly masked: boolean;
};

/** Disguise is looked for where people write and read words, not in addresses and markup. */
const PLAIN_SOURCES: ReadonlySet<Source> = new Set(['html', 'url', 'application']);

/**
 * Builds the automaton of a pack. The engine holds no text and may be used for ever. Throws RangeError if the
 * terms together are too large for a device.
 */
export function createEngine(pack: Pack): Engine {
  const terms = pack.terms.map(readyTerm);
  const matcher = buildMatcher(pack.terms);
  const disguised = new Set<string>();
  for (const [place, term] of pack.terms.entries()) {
    if (term.unmask) for (const word of matcher.wordsOf(place)) disguised.add(word);
  }
  const hidden = hiddenWords(disguised);

  function hitsOf(text: string, source: Source): Hit[] {
    const hits: Hit[] = [];
    const folded = foldText(text);
    matcher.run(folded, (term, from, to) => {
      if (terms[term]?.sources.has(source) === true) hits.push({ term, folded, from, to, masked: false });
    });
    if (disguised.size === 0 || PLAIN_SOURCES.has(source)) return hits;
    for (const { folded: plain, masked } of unmask(text, hidden)) {
      matcher.run(plain, (term, from, to) => {
        const ready = terms[term];
        if (ready?.term.unmask !== true || !ready.sources.has(source) || !isMasked(masked, from, to)) return;
        hits.push({ term, folded: plain, from, to, masked: true });
      });
    }
    return hits;
  }

  function findingOf(hit: Hit, text: string, options: ScanOptions): Finding | undefined {
    const ready = terms[hit.term];
    if (ready === undefined) return undefined;
    const judgement = judge(ready, hit, text, options);
    if (judgement === 'drop') return undefined;
    const { term } = ready;
    const start = hit.folded.starts[hit.from] ?? 0;
    const end = hit.folded.starts[hit.to] ?? text.length;
    const cut = cutSentence(text, start, end);
    const how: RuleId = hit.masked
      ? 'match.unmasked'
      : term.boundary === 'word'
        ? 'match.word'
        : 'match.part';
    return {
      term: term.id,
      policy: term.policy,
      categories: term.categories,
      severity: judgement.severity,
      severityBefore: term.severity,
      because: [how, ...judgement.because],
      source: options.source,
      sentence: cut.sentence,
      sentenceStart: cut.start,
      start,
      end,
      matched: text.slice(start, end),
      sealed: term.sealed,
    };
  }

  return {
    version: pack.version,
    scan(text, options) {
      const findings: Finding[] = [];
      for (const hit of hitsOf(text, options.source)) {
        const finding = findingOf(hit, text, options);
        if (finding !== undefined) findings.push(finding);
      }
      return keepLongest(findings);
    },
    probe: () => createProbe(matcher.automaton),
    explain: explainRule,
  };
}

function readyTerm(term: PackTerm): ReadyTerm {
  return {
    term,
    sources: new Set(term.sources),
    policy: term.policy,
    severity: term.severity,
    frames: term.frames,
    needs:
      term.needs === undefined
        ? undefined
        : { phrases: phrasesOf(term.needs.any), within: term.needs.within },
    unless: phrasesOf(term.unless),
    softenedBy: phrasesOf(term.softenedBy),
  };
}

function phrasesOf(wordings: readonly string[]): string[] {
  const all = new Set<string>();
  for (const wording of wordings) {
    const expanded = expandWording(wording);
    if (expanded.ok) for (const phrase of expanded.phrases) all.add(phrase);
  }
  return [...all];
}

/**
 * A finding that overlaps an earlier one of its term, or lies within one of its policy that is at least as severe,
 * says nothing new and goes. Other policies have their own view of the same words.
 */
function keepLongest(findings: readonly Finding[]): Finding[] {
  const byStart = [...findings].sort(
    (a, b) =>
      a.start - b.start ||
      b.end - a.end ||
      severityRank(b.severity) - severityRank(a.severity) ||
      Number(a.because[0] === 'match.unmasked') - Number(b.because[0] === 'match.unmasked') ||
      (a.term < b.term ? -1 : 1),
  );
  // How far the kept findings reach, by term and by policy with severity; what begins earlier came earlier.
  const reach = new Map<string, number>();
  return byStart.filter((finding) => {
    const rank = severityRank(finding.severity);
    const within = (key: string): boolean => finding.end <= (reach.get(key) ?? -1);
    if (finding.start < (reach.get(finding.term) ?? -1) || within(`${finding.policy} ${rank}`)) return false;
    const keys = [finding.term];
    for (let lesser = rank; lesser >= 0; lesser -= 1) keys.push(`${finding.policy} ${lesser}`);
    for (const key of keys) reach.set(key, Math.max(reach.get(key) ?? -1, finding.end));
    return true;
  });
}

function createProbe(automaton: Automaton): Probe {
  const start = automaton.step(0, SPACE);
  let state = start;
  let inWord = false;
  const feed = (symbol: number): boolean => {
    state = automaton.step(state, symbol);
    return automaton.ends(state);
  };
  return {
    push(text) {
      let ended = false;
      for (let i = 0; i < text.length; i += 1) {
        const value = classOfUnit(text.charCodeAt(i));
        if (value >= FIRST_SYMBOL) {
          ended = feed(value) || ended;
          inWord = true;
        } else if (value === FoldClass.expand) {
          for (const symbol of foldPhrase(text[i] ?? '')) ended = feed(symbol.charCodeAt(0)) || ended;
          inWord = true;
        } else if (value !== FoldClass.drop && value !== FoldClass.apostrophe) {
          if (inWord) ended = feed(SPACE) || ended;
          inWord = false;
        }
      }
      return ended;
    },
    reset() {
      state = start;
      inWord = false;
    },
  };
}

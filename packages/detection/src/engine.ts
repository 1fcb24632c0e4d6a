import type { Finding, ScanOptions, TermView } from './finding.ts';
import { followWording } from './follow.ts';
import { judgePassage } from './judge-passage.ts';
import { judgeTogether } from './judge-together.ts';
import { createMatcher, type Hits } from './match.ts';
import { UNMASK_BIT, WHOLE_WORDING } from './pack-format.ts';
import { forOwners, type Pack, type PackTerm } from './pack.ts';
import { passagesOf, type Located, type Passages } from './passage.ts';
import { createPhraseSets } from './phrase-sets.ts';
import { createProbes, type Probe } from './probe.ts';
import { misspeltAt, readSpellings } from './respell.ts';
import { Mask, reveal, type Revealed } from './reveal.ts';
import { explainRule, type RuleId } from './rules.ts';
import { findSealed, type SealedMatch } from './sealed.ts';
import { cutSentence } from './sentence.ts';
import { createStream, type Block, type TextStream } from './stream.ts';
import { severityRank, SOURCES, type Source } from './term.ts';
import { readHidden } from './unmask-words.ts';

export type Engine = {
  /** The versions of the packs that it was made from, with spaces between. */
  readonly version: string;
  /** Every finding in the text, in the order of their beginnings. Never throws, whatever the text. */
  scan(text: string, options: ScanOptions): Finding[];
  /** For text that comes in pieces: the findings are those of `scan` on all of it, however it is cut. */
  stream(options: ScanOptions): TextStream<Finding>;
  probe(): Probe;
  /** What a rule id in `because` means, in one sentence. */
  explain(ruleId: string): string;
};

/** Disguise is looked for where people write and read words, not in addresses and markup. */
const PLAIN_SOURCES: ReadonlySet<Source> = new Set(['html', 'url', 'application']);

/** A match of all of a wording; offsets are of the original text. */
type Match = Located & { readonly term: PackTerm; readonly unmask: boolean };

/** What is made of one pack. */
type Search = {
  /** What begins in the block; offsets are moved by `offset`. `passages` are of the text of the block. */
  scanBlock(block: Block, offset: number, options: ScanOptions, passages: () => Passages): Finding[];
};

/**
 * Makes an engine of a pack, or of several whose terms are judged as if they stood in one; takes a millisecond. It
 * keeps no text and may be used for ever.
 */
export function createEngine(packs: Pack | readonly Pack[]): Engine {
  const all = 'columns' in packs ? [packs] : packs;
  const searches = all.map(createSearch);

  const stream = (options: ScanOptions): TextStream<Finding> =>
    createStream(
      (block, offset) => {
        let passages: Passages | undefined;
        const ofBlock = (): Passages => (passages ??= passagesOf(block.text));
        return searches.flatMap((search) => search.scanBlock(block, offset, options, ofBlock));
      },
      (findings) => judgeTogether(keepLongest(findings)),
    );

  return {
    version: all.map(({ version }) => version).join(' '),
    scan(text, options) {
      const whole = stream(options);
      whole.push(text);
      return whole.finish();
    },
    stream,
    probe: () => createProbes(all),
    explain: explainRule,
  };
}

function createSearch(pack: Pack): Search {
  const matcher = createMatcher(pack);
  const wholePatterns = pack.words.entries.length / 2 - 1;
  const hidden = readHidden(pack.hidden);
  const spellings = readSpellings(pack.spellings);
  const setOf = createPhraseSets((number) => pack.phrases(number));

  /** Every match of the terms that are sought in the source. */
  function forMatches(
    hits: Hits,
    passages: Passages,
    { source, terms: view }: ScanOptions,
    each: (match: Match) => void,
  ): void {
    const { patterns, terms } = pack;
    const bit = 1 << SOURCES.indexOf(source);
    for (let hit = 0; hit < hits.count; hit += 2) {
      const pattern = hits.numbers[hit] ?? 0;
      let located: Located | undefined;
      let lost = false;
      forOwners(pack, pattern, (number, wording) => {
        if (lost) return;
        const own = ((terms[number * 3] ?? 0) & bit) !== 0;
        if (view === undefined ? !own : !isSought(number, own, view)) return;
        located ??= passages.locate(hits.numbers[hit + 1] ?? 0, {
          symbols: patterns[pattern * 4] ?? 1,
          words: patterns[pattern * 4 + 1] ?? 1,
          whole: pattern < wholePatterns,
        });
        lost = located === undefined;
        const term = pack.term(number);
        if (located === undefined || term === undefined) return;
        const followed = follow(term, wording, located);
        if (followed === undefined) return;
        each({ ...followed, term, unmask: ((terms[number * 3] ?? 0) & UNMASK_BIT) !== 0 });
      });
    }
  }

  function isSought(number: number, own: boolean, view: TermView): boolean {
    const term = pack.term(number);
    return term !== undefined && view.sought(term.id, term.policy, own);
  }

  function follow(term: PackTerm, number: number, located: Located): Located | undefined {
    const wording = number === WHOLE_WORDING ? undefined : term.wordings[number];
    if (wording === undefined) return located;
    const { passage, place } = located;
    const all = followWording(passage, place, wording, setOf);
    if (all === undefined) return undefined;
    const start = passage.starts[all.first] ?? 0;
    return { ...located, place: all, start, end: passage.ends[all.last] ?? start };
  }

  function findingOf(match: Match, how: RuleId, options: ScanOptions): Finding | undefined {
    const { passage, place, start, end } = match;
    const severity = options.terms?.severity(match.term.id);
    const term = severity === undefined ? match.term : { ...match.term, severity };
    const judgement = judgePassage(term, passage, place, options);
    if (judgement === 'drop') return undefined;
    const cut = cutSentence(passage.text, start, end);
    const finding: Finding = {
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
      matched: passage.text.slice(start, end),
      sealed: term.sealed,
      pack: pack.name,
    };
    return options.terms?.allowed(finding) === true ? undefined : finding;
  }

  /** What is sealed is not judged: it is what it is, whatever stands around it. */
  function sealedFinding(
    { list, start, end }: SealedMatch,
    text: string,
    { source, terms: view }: ScanOptions,
  ): Finding | undefined {
    if (view?.sought(list.id, list.policy, true) === false) return undefined;
    const cut = cutSentence(text, start, end);
    const severity = view?.severity(list.id) ?? list.severity;
    const finding: Finding = {
      term: list.id,
      policy: list.policy,
      categories: [],
      severity,
      severityBefore: severity,
      because: ['match.sealed'],
      source,
      sentence: cut.sentence,
      sentenceStart: cut.start,
      start,
      end,
      matched: text.slice(start, end),
      sealed: true,
      pack: pack.name,
    };
    return view?.allowed(finding) === true ? undefined : finding;
  }

  function scanBlock(
    { text, start, end, open }: Block,
    offset: number,
    options: ScanOptions,
    ofBlock: () => Passages,
  ): Finding[] {
    const findings: Finding[] = [];
    const add = (match: Match, how: RuleId): void => {
      if (match.start < start || match.start >= end) return;
      const finding = findingOf(match, how, options);
      if (finding !== undefined) findings.push(moved(finding, offset));
    };
    if (pack.sealed !== undefined)
      for (const match of findSealed(pack.sealed, text)) {
        if (match.start < start || match.start >= end) continue;
        const finding = sealedFinding(match, text, options);
        if (finding !== undefined) findings.push(moved(finding, offset));
      }
    const plain = PLAIN_SOURCES.has(options.source);
    const hits = matcher.run(text, open, plain ? undefined : spellings.bits);
    if (hits.count > 0)
      forMatches(hits, ofBlock(), options, (match) => {
        add(match, match.term.boundary === 'word' ? 'match.word' : 'match.part');
      });
    if (plain) return findings;
    const misspelt = misspeltAt(text, hits.misspelt, spellings);
    for (const revealed of reveal(text, hidden, misspelt)) {
      const found = matcher.run(revealed.text, CLOSED);
      const passages = passagesOf(revealed.text, { text, offsets: revealed.offsets });
      forMatches(found, passages, options, (match) => {
        const how = howRevealed(revealed, match);
        if (how !== undefined) add(match, how);
      });
    }
    return findings;
  }

  return { scanBlock };
}

/** Of a misspelt word that is all of a match: with fewer, one exchanged vowel makes another word of it (percs, parcs). */
const FEWEST_LETTERS = 6;

const CLOSED = Object.freeze({ left: false, right: false });

/**
 * By what a match in a revealed text came about; undefined if by nothing that was revealed there (then the match in
 * the text itself has said it), or by something that its term does not allow.
 */
function howRevealed({ masked, offsets }: Revealed, match: Match): RuleId | undefined {
  const { start, end, place, unmask } = match;
  let low = 0;
  let high = masked.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  const seen = [false, false, false, false];
  for (let i = low; i < masked.length && (offsets[i] ?? end) < end; i += 1) seen[masked[i] ?? 0] = true;
  const several = place.last > place.first;
  if (seen[Mask.disguised] === true) return unmask ? 'match.unmasked' : undefined;
  // One word cut out of a longer one is an innocent part of that.
  if (seen[Mask.glued] === true) return unmask && several ? 'match.unmasked' : undefined;
  // A single misspelt word may be another word, and a short one (U for "you") the name of a state: only terms that
  // look through disguise take the risk, and only with enough letters.
  const telling = several || (unmask && end - start >= FEWEST_LETTERS);
  return seen[Mask.spelt] === true && telling ? 'match.spelt' : undefined;
}

/** The same finding in a text that has `by` more units before it. */
export function moved(finding: Finding, by: number): Finding {
  if (by === 0) return finding;
  return {
    ...finding,
    start: finding.start + by,
    end: finding.end + by,
    sentenceStart: finding.sentenceStart + by,
  };
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
      howPlain(a) - howPlain(b) ||
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

/** Words as they stand say more than words put right, and those more than words in disguise. */
function howPlain({ because }: Finding): number {
  return because[0] === 'match.unmasked' ? 2 : because[0] === 'match.spelt' ? 1 : 0;
}

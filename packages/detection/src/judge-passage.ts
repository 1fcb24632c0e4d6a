import { cueEnd, endsInCue, growCues, holdsCue, type CueTree } from './cues-find.ts';
import { cuesOf } from './cues-ready.ts';
import type { ScanOptions } from './finding.ts';
import { isCapitalised, isQuoted } from './judge-shape.ts';
import type { Passage, Place } from './passage.ts';
import { CONTEXT_RULES, type ContextRule, type Evidence, type Look } from './rules-context.ts';
import { POLICY_FRAMES, type RuleId } from './rules.ts';
import { SEVERITIES, severityRank, type Frame, type PolicyKey, type Severity } from './term.ts';

/** What the judge needs to know of a term, with all phrases folded. */
export type JudgedTerm = {
  readonly policy: PolicyKey;
  readonly severity: Severity;
  readonly frames: { readonly [frame in Frame]?: boolean | undefined };
  readonly needs:
    | {
        readonly phrases: readonly string[];
        readonly within: number;
        /** The needed word may stand in a neighbouring sentence. */
        readonly beyond?: boolean | undefined;
      }
    | undefined;
  readonly unless: readonly string[];
  readonly softenedBy: readonly string[];
};

/** `drop`: there is no finding. Otherwise `because` lists the rules in the order in which they spoke. */
export type PassageJudgement = 'drop' | { readonly severity: Severity; readonly because: readonly RuleId[] };

const RULE_BY_ID: ReadonlyMap<string, ContextRule> = new Map(CONTEXT_RULES.map((rule) => [rule.id, rule]));

/** However far apart cue and match stand, they say nothing of each other beyond so many words. */
const FARTHEST = 40;
/** All rules together lower by this much at most, so that nothing severe vanishes. */
const LOWEST_BY = 2;

/** Looks at a match in its surroundings and says how serious it is, and why. Never throws. */
export function judgePassage(
  term: JudgedTerm,
  passage: Passage,
  place: Place,
  options: ScanOptions,
): PassageJudgement {
  const sentence = sentenceOf(passage, place);
  const because: RuleId[] = [];
  if (isException(term.unless, passage, place, sentence)) return 'drop';
  if (term.needs !== undefined) {
    const { within, beyond } = term.needs;
    const needed: Area = { where: 'around', within, ...(beyond === true ? { beyond } : {}) };
    if (!seesTree(grown(term.needs.phrases), needed, { passage, place, sentence })) return 'drop';
    because.push('match.near');
  }

  const view: View = { passage, place, sentence };
  const held = new Map<RuleId, boolean>();
  const holds = (id: RuleId): boolean => {
    const known = held.get(id);
    if (known !== undefined) return known;
    const rule = RULE_BY_ID.get(id);
    const answer = rule !== undefined && heeds(term, rule) && sees(rule.when, view, options, holds);
    held.set(id, answer);
    return answer;
  };
  const spoken = CONTEXT_RULES.filter(({ id, unlessRule }) => holds(id) && unlessRule?.some(holds) !== true);
  for (const { id } of spoken) because.push(id);
  const lowering = spoken
    .filter(({ effect }) => effect === 'lower')
    .map(({ turns }) => turns?.includes(term.policy) === true);
  if (softens(term.softenedBy, view)) {
    because.push('judge.softened');
    lowering.push(false);
  }

  const top = SEVERITIES.length - 1;
  const raises = spoken.filter(({ effect }) => effect === 'raise').length;
  const raised = Math.min(severityRank(term.severity) + raises, top);
  const severity = SEVERITIES[lower(raised, lowering)];
  return severity === undefined ? 'drop' : { severity, because };
}

/** The rank after each lowering, to minor where the meaning is turned round; below 0 there is no finding. */
function lower(raised: number, turns: readonly boolean[]): number {
  let rank = raised;
  for (const round of turns) rank = round && rank > 0 ? 0 : rank - 1;
  return Math.max(rank, raised - LOWEST_BY);
}

/** Where to look, whatever for. */
type Area = Omit<Look, 'cues'>;

type Span = { readonly from: number; readonly to: number };

type View = { readonly passage: Passage; readonly place: Place; readonly sentence: Span };

function sentenceOf({ words, sentences }: Passage, { first, last }: Place): Span {
  let from = first;
  while (from > 0 && first - from < FARTHEST && sentences[from - 1] === sentences[first]) from -= 1;
  let to = last + 1;
  while (to < words.length && to - last <= FARTHEST && sentences[to] === sentences[last]) to += 1;
  return { from, to };
}

function heeds(term: JudgedTerm, { frame }: ContextRule): boolean {
  const own: { readonly [name: string]: boolean | undefined } = term.frames;
  return own[frame] ?? POLICY_FRAMES[term.policy][frame];
}

function sees(evidence: Evidence, view: View, options: ScanOptions, holds: (id: RuleId) => boolean): boolean {
  if ('cues' in evidence) return seesTree(cuesOf(evidence.cues), evidence, view);
  if ('all' in evidence) return evidence.all.every((one) => sees(one, view, options, holds));
  if ('any' in evidence) return evidence.any.some((one) => sees(one, view, options, holds));
  if ('not' in evidence) return !sees(evidence.not, view, options, holds);
  if ('begins' in evidence)
    return cueEnd(cuesOf(evidence.begins), view.passage.words, view.place.first, view.place.last + 1) >= 0;
  if ('rule' in evidence) return holds(evidence.rule);
  if ('source' in evidence) return evidence.source.includes(options.source);
  if ('site' in evidence) return options.siteClass !== undefined && evidence.site.includes(options.siteClass);
  if ('given' in evidence) return options.studyFrame === true;
  if (evidence.shape === 'brief') return view.place.last - view.place.first < 2;
  return evidence.shape === 'quoted'
    ? isQuoted(view.passage, view.place)
    : isCapitalised(view.passage, view.place);
}

function seesTree(tree: CueTree, look: Area, { passage, place, sentence }: View): boolean {
  const { words } = passage;
  const within = Math.min(look.within, FARTHEST);
  const limit = look.beyond === true ? { from: 0, to: words.length } : sentence;
  const begin = place.last + 1;
  let from = Math.max(limit.from, place.first - within);
  let to = Math.min(limit.to, begin + within);
  if (look.until !== undefined) {
    const stop = cuesOf(look.until);
    for (let at = place.first - 1; at >= from; at -= 1) if (holdsCue(stop, words, at, at + 1)) from = at + 1;
    for (let at = begin; at < to; at += 1) if (holdsCue(stop, words, at, at + 1)) to = at;
  }
  if (look.where === 'match') return holdsCue(tree, words, place.first, begin);
  if (look.where === 'said') return holdsCue(tree, words, from, begin);
  const seenBefore = (): boolean =>
    look.touching === true
      ? endsInCue(tree, words, from, place.first)
      : holdsCue(tree, words, from, place.first);
  const seenAfter = (): boolean =>
    look.touching === true ? cueEnd(tree, words, begin, to) >= 0 : holdsCue(tree, words, begin, to);
  if (look.where === 'before') return seenBefore();
  if (look.where === 'after') return seenAfter();
  return seenBefore() || seenAfter();
}

const grownLists = new WeakMap<readonly string[], CueTree>();

/** The phrases of a term made ready, once. */
function grown(phrases: readonly string[]): CueTree {
  const known = grownLists.get(phrases) ?? growCues(phrases);
  grownLists.set(phrases, known);
  return known;
}

/** Whether one of the phrases shares words with the match. */
function isException(
  phrases: readonly string[],
  { words }: Passage,
  { first, last }: Place,
  { from, to }: Span,
): boolean {
  if (phrases.length === 0) return false;
  const tree = grown(phrases);
  for (let at = from; at <= last; at += 1) if (cueEnd(tree, words, at, to) > first) return true;
  return false;
}

function softens(phrases: readonly string[], view: View): boolean {
  if (phrases.length === 0) return false;
  return seesTree(grown(phrases), { where: 'around', within: FARTHEST }, view);
}

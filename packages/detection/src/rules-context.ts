import type { CueName } from './cues-ready.ts';
import type { JudgeFrame, RuleId } from './rules.ts';
import type { PolicyKey, SiteClass, Source } from './term.ts';

/** A cue of this list stands in this part of the surroundings. Distances are in words. */
export type Look = {
  readonly cues: CueName;
  /**
   * `before` and `after` the match; `around` both, the match itself left out; `said` before the match and in it.
   */
  readonly where: 'before' | 'after' | 'around' | 'said' | 'match';
  /** How many words away from the match the cue may begin or end; at most 40. */
  readonly within: number;
  /** Into the neighbouring sentences too; otherwise the sentence of the match is the limit. */
  readonly beyond?: true;
  /** Nothing between the cue and the match. */
  readonly touching?: true;
  /** The look goes no further than a cue of this list. */
  readonly until?: CueName;
};

/** What the rules can see. */
export type Evidence =
  | Look
  /** The match stands between quotation marks, begins each of its words with a capital letter, or is one or two words. */
  | { readonly shape: 'quoted' | 'capitals' | 'brief' }
  /** The match begins with a cue of this list. */
  | { readonly begins: CueName }
  | { readonly site: readonly SiteClass[] }
  | { readonly source: readonly Source[] }
  /** The caller knows that the surroundings are study. */
  | { readonly given: 'study' }
  /** This rule holds, whether or not it speaks. */
  | { readonly rule: RuleId }
  | { readonly all: readonly Evidence[] }
  | { readonly any: readonly Evidence[] }
  | { readonly not: Evidence };

/**
 * A rule of the judge. It holds where its frame is heeded and its evidence is seen; it speaks unless a rule in
 * `unlessRule` holds too. `keep` changes nothing: it says why something was not lowered.
 */
export type ContextRule = {
  readonly id: RuleId;
  readonly frame: JudgeFrame;
  readonly effect: 'raise' | 'lower' | 'keep';
  /** In these policies it lowers to minor, not only by one step: there it turns the meaning round. */
  readonly turns?: readonly PolicyKey[];
  readonly when: Evidence;
  readonly unlessRule?: readonly RuleId[];
};

/** Contempt for others. */
const HATRED: readonly PolicyKey[] = ['lgbt-derogatory', 'misogyny', 'race-religious-hatred'];
const READ: readonly Source[] = ['page', 'html', 'caption', 'url', 'search', 'file'];

/** In the order in which they speak. */
export const CONTEXT_RULES: readonly ContextRule[] = Object.freeze([
  {
    id: 'judge.intent',
    frame: 'intent',
    effect: 'raise',
    when: {
      all: [
        { cues: 'firstPerson', where: 'said', within: 12 },
        { cues: 'intent', where: 'said', within: 12 },
      ],
    },
    // What someone is going to do in a game is not what they are going to do.
    unlessRule: ['judge.game', 'judge.concern'],
  },
  {
    id: 'judge.concern',
    frame: 'concern',
    effect: 'raise',
    when: {
      all: [
        { cues: 'someoneKnown', where: 'said', within: 20, beyond: true },
        { cues: 'theirIntent', where: 'said', within: 12 },
        { not: { cues: 'selfIntent', where: 'said', within: 6 } },
      ],
    },
    unlessRule: ['judge.game'],
  },
  {
    id: 'judge.threat',
    frame: 'threat',
    effect: 'raise',
    when: {
      all: [
        { cues: 'threatened', where: 'said', within: 6 },
        { cues: 'timeOrPlace', where: 'around', within: 12 },
      ],
    },
    unlessRule: [
      'judge.game',
      'judge.jest',
      'judge.study',
      'judge.quotation',
      'judge.negation',
      'judge.intent',
    ],
  },
  {
    id: 'judge.how-to',
    frame: 'how-to',
    effect: 'raise',
    when: {
      all: [
        { source: ['search', 'ai-prompt', 'typed', 'chat'] },
        {
          any: [
            { cues: 'howTo', where: 'before', within: 8 },
            { cues: 'howTo', where: 'match', within: 0 },
            { cues: 'howToAfter', where: 'after', within: 6 },
          ],
        },
      ],
    },
    unlessRule: ['judge.study'],
  },
  {
    id: 'judge.prompt',
    frame: 'prompt',
    effect: 'raise',
    when: {
      all: [
        { source: ['ai-prompt'] },
        {
          any: [
            { cues: 'promptRules', where: 'around', within: 30, beyond: true },
            { cues: 'promptAsks', where: 'before', within: 6 },
          ],
        },
      ],
    },
    unlessRule: ['judge.study', 'judge.game', 'judge.how-to'],
  },
  {
    id: 'judge.target',
    frame: 'target',
    effect: 'raise',
    when: {
      any: [
        { cues: 'targetBefore', where: 'before', within: 3 },
        { cues: 'targetAfter', where: 'after', within: 3 },
      ],
    },
    unlessRule: [
      'judge.quotation',
      'judge.others',
      'judge.negation',
      'judge.reclaimed',
      'judge.question',
      'judge.study',
    ],
  },
  {
    id: 'judge.negation',
    frame: 'negation',
    effect: 'lower',
    turns: [...HATRED, 'bullying'],
    when: {
      all: [
        { cues: 'negation', where: 'before', within: 5, until: 'newThought' },
        { not: { cues: 'noNegation', where: 'before', within: 8 } },
      ],
    },
    // Someone known is spoken of: "might not be okay" is no reason to look away.
    unlessRule: ['judge.concern', 'judge.worry'],
  },
  {
    id: 'judge.quotation',
    frame: 'quotation',
    effect: 'lower',
    // Not bullying: whoever quotes it may have been its target.
    turns: HATRED,
    when: {
      any: [
        {
          all: [{ shape: 'quoted' }, { cues: 'speaking', where: 'around', within: 20, beyond: true }],
        },
        {
          all: [
            {
              any: [
                { cues: 'reported', where: 'before', within: 9 },
                { cues: 'condemned', where: 'after', within: 9 },
              ],
            },
            { not: { cues: 'noReport', where: 'before', within: 10 } },
          ],
        },
      ],
    },
  },
  {
    id: 'judge.others',
    frame: 'others',
    effect: 'lower',
    turns: [...HATRED, 'bullying'],
    when: {
      all: [
        {
          any: [
            { all: [{ begins: 'doing' }, { cues: 'othersDo', where: 'before', within: 3, touching: true }] },
            {
              all: [
                { begins: 'doing' },
                { cues: 'othersWould', where: 'before', within: 1, touching: true },
                { not: { cues: 'firstPerson', where: 'before', within: 5 } },
              ],
            },
            {
              all: [
                { cues: 'naming', where: 'before', within: 4, touching: true },
                { not: { cues: 'selfSays', where: 'before', within: 5 } },
              ],
            },
          ],
        },
        { not: { cues: 'noReport', where: 'before', within: 10 } },
      ],
    },
    unlessRule: ['judge.quotation'],
  },
  {
    id: 'judge.reclaimed',
    frame: 'reclaimed',
    effect: 'lower',
    turns: HATRED,
    when: {
      all: [
        { shape: 'brief' },
        {
          any: [
            { cues: 'ownPeople', where: 'before', within: 5, touching: true },
            { cues: 'ownPeopleAfter', where: 'after', within: 3, touching: true },
          ],
        },
      ],
    },
  },
  {
    id: 'judge.question',
    frame: 'question',
    effect: 'lower',
    when: {
      all: [
        { cues: 'question', where: 'before', within: 6 },
        { not: { cues: 'noReport', where: 'before', within: 10 } },
      ],
    },
    unlessRule: ['judge.quotation', 'judge.threat', 'judge.intent'],
  },
  {
    id: 'judge.intent-over-study',
    frame: 'study',
    effect: 'keep',
    when: {
      all: [{ rule: 'judge.study' }, { rule: 'judge.intent' }, { not: { rule: 'judge.concern' } }],
    },
  },
  {
    id: 'judge.worry',
    frame: 'concern',
    effect: 'keep',
    when: {
      all: [
        { cues: 'worry', where: 'around', within: 20, beyond: true },
        {
          any: [
            { cues: 'someoneKnown', where: 'around', within: 20, beyond: true },
            { cues: 'theirIntent', where: 'said', within: 8 },
          ],
        },
      ],
    },
    unlessRule: ['judge.game'],
  },
  {
    id: 'judge.study',
    frame: 'study',
    effect: 'lower',
    when: {
      any: [
        { given: 'study' },
        { cues: 'study', where: 'around', within: 40 },
        { all: [{ source: READ }, { site: ['education', 'health', 'news'] }] },
        { all: [{ source: READ }, { cues: 'study', where: 'around', within: 40, beyond: true }] },
      ],
    },
    unlessRule: ['judge.intent', 'judge.concern', 'judge.worry'],
  },
  {
    id: 'judge.title',
    frame: 'title',
    effect: 'lower',
    when: {
      all: [
        { shape: 'capitals' },
        {
          any: [
            { cues: 'titleBefore', where: 'before', within: 4 },
            { cues: 'titleAfter', where: 'after', within: 3 },
          ],
        },
      ],
    },
    unlessRule: ['judge.intent', 'judge.concern', 'judge.quotation'],
  },
  {
    id: 'judge.name',
    frame: 'title',
    effect: 'lower',
    when: {
      all: [
        { shape: 'brief' },
        { shape: 'capitals' },
        {
          any: [
            { cues: 'nameBefore', where: 'before', within: 1, touching: true },
            { cues: 'nameAfter', where: 'after', within: 1, touching: true },
          ],
        },
      ],
    },
    unlessRule: ['judge.intent', 'judge.concern'],
  },
  {
    id: 'judge.game',
    frame: 'game',
    effect: 'lower',
    when: { any: [{ site: ['games'] }, { cues: 'game', where: 'around', within: 40 }] },
  },
  {
    id: 'judge.jest',
    frame: 'jest',
    effect: 'lower',
    when: { cues: 'jest', where: 'around', within: 40 },
  },
]);

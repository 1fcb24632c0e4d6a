import type { Frame, PolicyKey } from './term.ts';

/**
 * Every rule that can stand in `because`, with the one sentence that explains it. The ids are stable: captures
 * keep them for years. SPEC.md numbers them.
 */
export const RULES = Object.freeze({
  'match.word': 'The words of the term stand in the text as whole words.',
  'match.part': 'The letters of the term stand inside a longer word, which this term asks for.',
  'match.unmasked': 'The words were disguised with other signs, drawn-out or parted letters.',
  'match.near': 'Another word that the term needs stands near it.',
  'judge.intent': 'Raised: the writer speaks in the first person of what they want or are going to do.',
  'judge.how-to': 'Raised: the text asks how it is done or where to get it.',
  'judge.target': 'Raised: it is aimed at a person or a group.',
  'judge.intent-over-study': 'Not lowered for study: the writer speaks of themselves.',
  'judge.negation': 'Lowered: the words before it say the opposite.',
  'judge.quotation': 'Lowered: it is quoted, reported or spoken against.',
  'judge.study': 'Lowered: it stands in the frame of study, a known work, news or help.',
  'judge.game': 'Lowered: it is about a game.',
  'judge.jest': 'Lowered: the writer marks it as a joke.',
  'settle.harmless': 'Lowered: what was typed after it showed that no harm was meant.',
  'judge.softened': 'Lowered: a word of the same sentence makes another meaning likely.',
} as const);

export type RuleId = keyof typeof RULES;

/** What a rule id means, in one sentence; an id that this engine does not know is answered as such. */
export function explainRule(ruleId: string): string {
  return Object.entries(RULES).find(([id]) => id === ruleId)?.[1] ?? `A rule of another version (${ruleId}).`;
}

type FrameSet = { readonly [frame in Frame]: boolean };

const CONCERN: FrameSet = {
  study: true,
  negation: true,
  quotation: false,
  game: true,
  jest: false,
  intent: true,
  'how-to': true,
  target: false,
};
const HATE: FrameSet = {
  study: true,
  negation: true,
  quotation: true,
  game: true,
  jest: false,
  intent: false,
  'how-to': false,
  target: true,
};
const CONDUCT: FrameSet = {
  study: true,
  negation: true,
  quotation: false,
  game: false,
  jest: false,
  intent: true,
  'how-to': true,
  target: false,
};
const CONTACT: FrameSet = {
  study: true,
  negation: false,
  quotation: false,
  game: false,
  jest: false,
  intent: false,
  'how-to': false,
  target: false,
};

/**
 * Which frames each policy heeds unless a term says otherwise. A joke or a quotation never lowers a sign that a
 * pupil may be at risk; nothing lowers illegal content.
 */
export const POLICY_FRAMES: Readonly<Record<PolicyKey, FrameSet>> = Object.freeze({
  'adult-content': { ...CONTACT, negation: true },
  bullying: { ...HATE, target: false },
  'counter-radicalisation': { ...CONDUCT, game: true, quotation: true },
  disinformation: CONDUCT,
  drugs: { ...CONDUCT, jest: true },
  'eating-disorders': { ...CONCERN, game: false },
  'filter-evasion': CONDUCT,
  gambling: CONDUCT,
  grooming: CONTACT,
  'illegal-content': { ...CONTACT, study: false },
  'lgbt-derogatory': HATE,
  misogyny: HATE,
  'race-religious-hatred': HATE,
  'self-harm': CONCERN,
  sexting: CONTACT,
  suicide: CONCERN,
  'weapons-violence': { ...CONCERN, quotation: true, jest: true },
});

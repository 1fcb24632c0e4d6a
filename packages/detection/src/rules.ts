import type { Frame, PolicyKey } from './term.ts';

/**
 * Every rule that can stand in `because`, with the one sentence that explains it. The ids are stable: captures
 * keep them for years. SPEC.md numbers them; docs/detection/adding-a-rule.md says how to add one.
 */
export const RULES = Object.freeze({
  'match.word': 'The words of the term stand in the text as whole words.',
  'match.sealed': 'The words stand on a sealed list.',
  'match.part': 'The letters of the term stand inside a longer word, which this term asks for.',
  'match.unmasked': 'The words were disguised with other signs, drawn-out or parted letters.',
  'match.spelt': 'Words of the term are misspelt or in text-speak.',
  'match.near': 'Another word that the term needs stands near it.',
  'judge.intent': 'Raised: the writer speaks in the first person of what they want or are going to do.',
  'judge.concern': 'Raised: the writer tells what someone they know says, wants or does.',
  'judge.threat': 'Raised: the threat names someone and when or where it will happen.',
  'judge.how-to': 'Raised: the text asks how it is done or where to get it.',
  'judge.prompt': 'Raised: an assistant is asked to do it, or to set its own rules aside.',
  'judge.target': 'Raised: it is aimed at a person or a group.',
  'judge.together': 'Raised: several lesser signs of the same kind stand close together.',
  'judge.intent-over-study': 'Not lowered for study: the writer speaks of themselves.',
  'judge.worry': 'Not lowered: the writer is worried about someone they know.',
  'judge.negation': 'Lowered: the words before it say the opposite.',
  'judge.quotation': 'Lowered: it is quoted, reported or spoken against.',
  'judge.others': 'Lowered: the writer tells what others do or want, not what they want themselves.',
  'judge.reclaimed': 'Lowered: the writer says it of themselves or of their own people.',
  'judge.question': 'Lowered: it is asked about, not said.',
  'judge.study': 'Lowered: it stands in the frame of study, a known work, news or help.',
  'judge.title': 'Lowered: it is the title of a film, a book, a song or a game.',
  'judge.name': 'Lowered: it is the name of a person or a place.',
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

/** The frames that a term can switch, and those that only a policy decides upon. */
export type JudgeFrame =
  | Frame
  | 'concern'
  | 'threat'
  | 'prompt'
  | 'others'
  | 'question'
  | 'reclaimed'
  | 'title';

export type FrameSet = { readonly [frame in JudgeFrame]: boolean };

const CONCERN: FrameSet = {
  study: true,
  negation: true,
  quotation: false,
  game: true,
  jest: false,
  intent: true,
  'how-to': true,
  target: false,
  concern: true,
  threat: false,
  prompt: true,
  question: false,
  others: false,
  reclaimed: false,
  title: true,
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
  concern: false,
  threat: true,
  prompt: false,
  question: true,
  others: true,
  reclaimed: true,
  title: true,
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
  concern: false,
  threat: false,
  prompt: true,
  question: false,
  others: false,
  reclaimed: false,
  title: true,
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
  concern: false,
  threat: false,
  prompt: false,
  question: false,
  others: false,
  reclaimed: false,
  title: false,
};

/**
 * Which frames each policy heeds unless a term says otherwise. A joke, a quotation or a question never lowers a
 * sign that a pupil may be at risk; nothing lowers illegal content.
 */
export const POLICY_FRAMES: Readonly<Record<PolicyKey, FrameSet>> = Object.freeze({
  'adult-content': { ...CONTACT, negation: true },
  bullying: { ...HATE, target: false },
  'counter-radicalisation': { ...CONDUCT, game: true, quotation: true, question: true, concern: true },
  disinformation: CONDUCT,
  drugs: { ...CONDUCT, jest: true, concern: true },
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
  'weapons-violence': { ...CONCERN, quotation: true, jest: true, threat: true, question: true },
});

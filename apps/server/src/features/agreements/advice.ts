import type { AgreementDraft } from '@lapwing/protocol/features/agreements/api.ts';

/** More than that nobody remembers. */
export const MOST_BULLETS = 5;
const MOST_WORDS = 25;
/** Long sentences that are shown by their beginning. */
const MOST_SHOWN = 3;

/** Words that pupils stumble over, with what says the same. */
const PLAINER: ReadonlyMap<string, string> = new Map([
  ['accessing', 'opening'],
  ['acknowledge', 'know'],
  ['adhere', 'keep'],
  ['appropriate', 'right'],
  ['commence', 'start'],
  ['communications', 'messages'],
  ['compliance', 'keeping the rules'],
  ['comply', 'keep to'],
  ['confidential', 'private'],
  ['consequently', 'so'],
  ['credentials', 'user name and password'],
  ['disciplinary', 'saying what happens'],
  ['endeavour', 'try'],
  ['facilitate', 'help'],
  ['hereby', 'now'],
  ['inappropriate', 'wrong or unkind'],
  ['infrastructure', 'computers'],
  ['legislation', 'law'],
  ['malicious', 'harmful'],
  ['obligation', 'duty'],
  ['permitted', 'allowed'],
  ['prior', 'before'],
  ['prohibited', 'not allowed'],
  ['pursuant', 'by'],
  ['refrain', 'do not'],
  ['responsible', 'in charge'],
  ['sanctions', 'what happens then'],
  ['terminate', 'end'],
  ['unauthorised', 'not allowed'],
  ['utilise', 'use'],
  ['violation', 'breaking a rule'],
]);

/**
 * What could be better about a text, each in a sentence. Advice alone: nothing of it keeps anybody from asking. Words and
 * age are looked at in English only.
 */
export function adviceOn(draft: AgreementDraft): string[] {
  const bullets = draft.blocks.flatMap((block) => (block.kind === 'bullets' ? block.items : []));
  const sentences = sentencesOf(draft);
  const advice: string[] = [];
  if (bullets.length > MOST_BULLETS) {
    advice.push(
      `There are ${bullets.length} bullet points. Five at most are remembered: keep the ones that matter most.`,
    );
  }
  const long = sentences.filter((sentence) => wordsOf(sentence).length > MOST_WORDS);
  for (const sentence of long.slice(0, MOST_SHOWN)) {
    const words = wordsOf(sentence);
    advice.push(
      `“${words.slice(0, 6).join(' ')} …” has ${words.length} words. Sentences of up to ${MOST_WORDS} are read to their end.`,
    );
  }
  if (long.length > MOST_SHOWN) advice.push(`So have ${long.length - MOST_SHOWN} more sentences.`);
  if (draft.picture !== null && draft.picture.alt === '') {
    advice.push('The picture has no words. Whoever cannot see it learns nothing of it.');
  }
  if (!/^en\b/iu.test(draft.language)) return advice;
  for (const [hard, plain] of hardWords(sentences)) {
    advice.push(`“${hard}” is a hard word. Plainer: “${plain}”.`);
  }
  const age = readingAge(sentences);
  if (age !== null) advice.push(`It reads like a text for pupils of about ${age}.`);
  return advice;
}

/** The sentences of a text; each bullet point and each heading is at least one. */
function sentencesOf(draft: AgreementDraft): string[] {
  const texts = draft.blocks.flatMap((block) => (block.kind === 'bullets' ? block.items : [block.text]));
  return texts
    .flatMap((text) => text.split(/(?<=[.!?؟。])\s+|\n+/u))
    .map((sentence) => sentence.trim())
    .filter((sentence) => wordsOf(sentence).length > 0);
}

function wordsOf(sentence: string): string[] {
  return sentence.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}’'-]*/gu) ?? [];
}

function hardWords(sentences: readonly string[]): Array<readonly [string, string]> {
  const words = new Set(sentences.flatMap(wordsOf).map((word) => word.toLowerCase()));
  return [...PLAINER].filter(([hard]) => words.has(hard)).slice(0, 5);
}

/**
 * The age from which a text is read without help: the Flesch-Kincaid grade (Kincaid and others, 1975) and five years. Null
 * for a text too short to tell.
 */
function readingAge(sentences: readonly string[]): number | null {
  const words = sentences.flatMap(wordsOf);
  if (words.length < 30) return null;
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  const grade = 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59;
  return Math.max(5, Math.min(18, Math.round(grade + 5)));
}

/** Roughly: groups of vowels, without a silent e at the end. */
function syllablesOf(word: string): number {
  const plain = word.toLowerCase().replace(/(?:[^laeiouy]e|ed|es)$/u, '');
  return Math.max(1, plain.match(/[aeiouy]+/gu)?.length ?? 0);
}

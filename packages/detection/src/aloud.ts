import type { Finding } from './finding.ts';
import type { RuleId } from './rules.ts';
import { CONTEXT_RULES } from './rules-context.ts';

/** What each rule saw, to be said within a sentence. */
const SAW: { readonly [id in RuleId]?: string } = Object.freeze({
  'match.part': 'part of a longer word',
  'match.unmasked': 'disguised words',
  'match.spelt': 'misspelt words',
  'match.near': 'two telling words near each other',
  'judge.intent': 'first person and intent',
  'judge.concern': 'what someone known to the writer wants or does',
  'judge.threat': 'a threat with a target and a time or place',
  'judge.how-to': 'asking how',
  'judge.prompt': 'a request to an assistant',
  'judge.target': 'words aimed at a person or a group',
  'judge.together': 'several signs close together',
  'judge.intent-over-study': 'the writer speaks of themselves',
  'judge.worry': 'the writer is worried about someone',
  'judge.negation': 'the words before it say the opposite',
  'judge.quotation': 'it is quoted, reported or spoken against',
  'judge.others': 'the writer tells what others do',
  'judge.reclaimed': 'the writer says it of themselves or their own people',
  'judge.question': 'it is asked about',
  'judge.study': 'it stands in a frame of study',
  'judge.title': 'it is a title',
  'judge.name': 'it is a name',
  'judge.game': 'it is about a game',
  'judge.jest': 'it is marked as a joke',
  'judge.softened': 'another meaning is likely',
  'settle.harmless': 'what followed showed that no harm was meant',
});

const LOWERS: ReadonlySet<string> = new Set<RuleId>([
  'settle.harmless',
  'judge.softened',
  ...CONTEXT_RULES.filter(({ effect }) => effect === 'lower').map(({ id }) => id),
]);
const KEEPS: ReadonlySet<string> = new Set(
  CONTEXT_RULES.filter(({ effect }) => effect === 'keep').map(({ id }) => id),
);

/**
 * A finding as one sentence to be read aloud: how serious, of which policy, what was seen where, and why it was
 * lowered or not. The words of a sealed finding are not said.
 */
export function sayAloud(finding: Finding): string {
  const seen: string[] = [];
  const lowered: string[] = [];
  const kept: string[] = [];
  for (const id of finding.because) {
    const words = sawOf(id);
    if (words === undefined) continue;
    if (LOWERS.has(id)) lowered.push(words);
    else if (KEEPS.has(id)) kept.push(words);
    else seen.push(words);
  }
  const policy = finding.policy.replaceAll('-', ' ');
  const what = seen.length === 0 ? 'the words' : seen.join('; ');
  const where = finding.sealed
    ? 'in words that are sealed'
    : `${seen.length === 0 ? '' : 'in '}'${finding.matched}'`;
  return `${capital(finding.severity)}, ${policy}: ${what} ${where} (${finding.source}); ${ending(lowered, kept)}.`;
}

function ending(lowered: readonly string[], kept: readonly string[]): string {
  if (lowered.length > 0) return `lowered because ${lowered.join(', and because ')}`;
  if (kept.length > 0) return `not lowered because ${kept.join(', and because ')}`;
  return 'not lowered because no study frame was found';
}

function sawOf(id: string): string | undefined {
  return Object.entries(SAW).find(([rule]) => rule === id)?.[1];
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

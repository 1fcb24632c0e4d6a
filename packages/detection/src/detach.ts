import type { Finding } from './finding.ts';

/**
 * The same finding with words of its own. A piece cut out of a long text keeps all of that text in memory for as
 * long as the piece is kept; whoever remembers a finding longer than the text that it came from remembers this.
 */
export function detached(finding: Finding): Finding {
  return { ...finding, sentence: ownWords(finding.sentence), matched: ownWords(finding.matched) };
}

/** Joining makes a new text, and cutting that one keeps no other alive. */
function ownWords(text: string): string {
  return ` ${text}`.slice(1);
}

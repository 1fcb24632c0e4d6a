import type { Finding } from './finding.ts';

/** A finding that stands in a field, and where its words are now. */
export type Standing = {
  readonly id: string;
  /** As it was told last. */
  finding: Finding;
  /** False while it is early and may still be withdrawn. */
  settled: boolean;
  /** What is left of its words and where it begins; empty once all of it was deleted. */
  start: number;
  words: string;
  /** How many units of the match have been there all the time. */
  left: number;
};

/** One change of a text: all that lies between the old text and the new is before the caret. */
export type Edit = { readonly oldLength: number; readonly text: string; readonly caret: number };

/** An agent that sees no more than this much of a long text moves the part that it sees with the caret. */
const WINDOW = 50_000;
/** How far such a part moves with a key. */
const NEAR = 64;

export function standingOf(id: string, finding: Finding, settled: boolean): Standing {
  const { start, matched } = finding;
  return { id, finding, settled, start, words: matched, left: matched.length };
}

/** Says what stands again, read otherwise perhaps, at the place where it was found now. */
export function standAgain(one: Standing, finding: Finding, settled: boolean): void {
  one.finding = finding;
  one.settled ||= settled;
  one.start = finding.start;
  one.words = finding.matched;
  one.left = finding.matched.length;
}

/**
 * Moves what stands along with an edit and answers what is left. The old text is not needed: what lies behind the
 * caret has not changed, and what lies before it is compared with the words that are known. A settled finding of
 * which less than half is left is over; an early one stays to be withdrawn.
 */
export function followEdit(standing: readonly Standing[], edit: Edit): Standing[] {
  for (const one of standing) if (one.words !== '') follow(one, edit, standing);
  return standing.filter((one) => !one.settled || one.left * 2 >= one.finding.matched.length);
}

function follow(one: Standing, { oldLength, text, caret }: Edit, others: readonly Standing[]): void {
  const by = text.length - oldLength;
  /** Where in the old text began what has not changed. */
  const rest = caret - by;
  const { start, words } = one;
  const end = start + words.length;
  if (start >= rest && text.startsWith(words, start + by)) {
    one.start += by;
    return;
  }
  if (end <= caret && text.startsWith(words, start)) return;
  // A correction may lie farther before the caret: what follows it has moved.
  const isTaken = (): boolean => others.some((other) => other.start === start + by && other.words === words);
  if (by !== 0 && end <= rest && start < caret && start + by >= 0)
    if (text.startsWith(words, start + by) && !isTaken()) {
      one.start += by;
      return;
    }
  const near = oldLength >= WINDOW && text.length >= WINDOW ? nearest(text, words, start) : -1;
  if (near >= 0) {
    one.start = near;
    return;
  }
  const head = sameHead(words, text, start, Math.min(words.length, caret - start));
  const most = Math.min(end - Math.max(rest, start), words.length - head);
  const tail = sameTail(words, text, end + by, most);
  // What was written between the two is not its own: the longer one goes on.
  one.left = Math.min(one.left, Math.max(head, tail));
  one.start = head >= tail ? start : end + by - tail;
  one.words = head >= tail ? words.slice(0, head) : words.slice(words.length - tail);
}

function sameHead(words: string, text: string, at: number, most: number): number {
  let same = 0;
  while (same < most && words.charCodeAt(same) === text.charCodeAt(at + same)) same += 1;
  return same;
}

function sameTail(words: string, text: string, end: number, most: number): number {
  let same = 0;
  while (same < most && words.charCodeAt(words.length - 1 - same) === text.charCodeAt(end - 1 - same))
    same += 1;
  return same;
}

function nearest(text: string, words: string, start: number): number {
  for (let away = 1; away <= NEAR; away += 1) {
    if (text.startsWith(words, start - away) && start >= away) return start - away;
    if (text.startsWith(words, start + away)) return start + away;
  }
  return -1;
}

/**
 * Which of what stands is found again as which finding, each at most once: the same term in the same place; or the
 * words of an early one that were deleted and written again; or another term of the policy that has taken its place.
 */
export function pairUp(standing: readonly Standing[], findings: readonly Finding[]): Map<Finding, Standing> {
  const pairs = new Map<Finding, Standing>();
  const free = new Set(standing);
  const pair = (fits: (one: Standing, finding: Finding) => boolean): void => {
    for (const finding of findings) {
      if (free.size === 0) return;
      if (pairs.has(finding)) continue;
      for (const one of free) {
        if (!fits(one, finding)) continue;
        pairs.set(finding, one);
        free.delete(one);
        break;
      }
    }
  };
  pair((one, finding) => one.finding.term === finding.term && overlap(one, finding));
  pair((one, finding) => one.finding.term === finding.term && one.words === '');
  pair((one, finding) => one.finding.policy === finding.policy && overlap(one, finding));
  return pairs;
}

export function overlap({ start, words }: Standing, finding: Finding): boolean {
  return start < finding.end && finding.start < start + words.length;
}

/** Whether whoever was told the one needs to be told the other. */
export function readsOtherwise(before: Finding, after: Finding): boolean {
  return (
    before.term !== after.term ||
    before.severity !== after.severity ||
    before.sentence !== after.sentence ||
    before.because.join() !== after.because.join()
  );
}

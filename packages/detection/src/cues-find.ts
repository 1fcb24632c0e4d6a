/** A list of cues made ready: a tree over words, shared beginnings once. */
export type CueTree = {
  next: Map<string, CueTree>;
  ends: boolean;
  /** For a list among many: its number, and what finds the words with which its cues begin. */
  marks?: Marks;
};

/** Of the words of a text, those with which a cue of a list may begin. */
export type Marks = { readonly list: number; readonly marksOf: (words: readonly string[]) => Int32Array };

/** Lists in one number of the marks. */
export const LISTS_EACH = 32;

/** Most branches end where they begin, and there are thousands: a map for each would be megabytes. */
const NOTHING: CueTree['next'] = new Map();

/** Stands in a cue for exactly one word of any kind. */
export const ANY = '*';

/**
 * Makes a list of cues ready. A cue is a phrase in folded words (lower case, no accents, no apostrophes); `a/b`
 * stands for either word, `*` for any one word, and an empty alternative (`a/`) may be left out.
 */
export function growCues(phrases: readonly string[]): CueTree {
  const root: CueTree = { next: NOTHING, ends: false };
  for (const phrase of phrases) {
    let tips = new Set([root]);
    for (const step of phrase.split(' ')) {
      const grown = new Set<CueTree>();
      for (const tip of tips) {
        for (const word of step.split('/')) grown.add(word === '' ? tip : childOf(tip, word));
      }
      tips = grown;
    }
    for (const tip of tips) tip.ends = tip !== root;
  }
  return root;
}

function childOf(tree: CueTree, word: string): CueTree {
  const known = tree.next.get(word);
  if (known !== undefined) return known;
  const child: CueTree = { next: NOTHING, ends: false };
  if (tree.next === NOTHING) tree.next = new Map();
  tree.next.set(word, child);
  return child;
}

/** Where the longest cue that begins at `words[at]` and ends by `to` ends: the place after its last word, or -1. */
export function cueEnd(tree: CueTree, words: readonly string[], at: number, to: number): number {
  // Most words begin no cue: they must cost next to nothing.
  if (!tree.next.has(words[at] ?? '') && !tree.next.has(ANY)) return -1;
  let end = -1;
  // Both a word and "any word" may lead on, so several branches live at once: never more than the tree is deep.
  let live: CueTree[] = [tree];
  for (let place = at; place < to && live.length > 0; place += 1) {
    const next: CueTree[] = [];
    for (const branch of live) {
      const word = branch.next.get(words[place] ?? '');
      if (word !== undefined) next.push(word);
      const any = branch.next.get(ANY);
      if (any !== undefined) next.push(any);
    }
    if (next.some(({ ends }) => ends)) end = place + 1;
    live = next;
  }
  return end;
}

/** Whether a cue stands within `words[from]` to `words[to - 1]`. */
export function holdsCue(tree: CueTree, words: readonly string[], from: number, to: number): boolean {
  const { marks } = tree;
  if (marks === undefined) {
    for (let at = from; at < to; at += 1) if (cueEnd(tree, words, at, to) >= 0) return true;
    return false;
  }
  const all = marks.marksOf(words);
  const bit = 1 << (marks.list % LISTS_EACH);
  const each = all.length / words.length;
  const row = Math.floor(marks.list / LISTS_EACH);
  for (let at = from; at < to; at += 1)
    if (((all[at * each + row] ?? 0) & bit) !== 0 && cueEnd(tree, words, at, to) >= 0) return true;
  return false;
}

/** Whether a cue that begins at `words[from]` or later ends right before `words[to]`. */
export function endsInCue(tree: CueTree, words: readonly string[], from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (cueEnd(tree, words, at, to) === to) return true;
  return false;
}

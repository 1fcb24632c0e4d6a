import { cuesOf, type CueName } from './cues-ready.ts';
import type { Probe } from './probe.ts';
import { CONTEXT_RULES } from './rules-context.ts';

/** The rule without which nothing fires early. */
export const EARLY_RULE = 'judge.intent';

/** How far before the caret the reading begins at most, in UTF-16 units. */
export const EARLY_REACH = 400;

/** Reads along with a growing text, to say when it is worth looking at before its sentence is complete. */
export type EarlyWatch = {
  /**
   * The text is `text` now and was `old`, which is undefined where it is not known any more. True if words that may
   * be a severe intent have just been completed before the caret.
   */
  read(old: string | undefined, text: string, caret: number): boolean;
  reset(): void;
};

/** In words: as far as a cue says something of a match, and as far as a wording reaches. */
const CUE_REACH = 48;
const LONG_AGO = -1000;

const Kind = Object.freeze({ separator: 0, letter: 1, apostrophe: 2, other: 3 } as const);
const LAST_ASCII = 0x7f;
const ASCII_KINDS = Uint8Array.from({ length: LAST_ASCII + 1 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (/[0-9a-z]/iu.test(char)) return Kind.letter;
  return char === "'" || char === '`' ? Kind.apostrophe : Kind.separator;
});
const APOSTROPHES = new Set([0xb4, 0x2bc, 0x2018, 0x2019]);
const MARKS = /['`\u00b4\u02bc\u2018\u2019]/gu;

/**
 * A scan for every word costs more than all else that a key costs. The rule `EARLY_RULE` names lists of cues that
 * must stand before the match or in it: as long as no cue of each list has even begun, nothing can fire, and the
 * text need not be looked at, whatever terms begin in it.
 */
export function createEarlyWatch(makeProbe: () => Probe): EarlyWatch {
  gates ??= gatesOf();
  const { lists, words: cueWords } = gates;
  const all = (1 << lists) - 1;
  /** For each list the word, by its number, at which a cue of it began last. */
  const begun: number[] = Array.from({ length: lists }, () => LONG_AGO);
  let probe: Probe | undefined;
  /** What has been read: `from` to `to` of the text; nothing where `to` is less than 0. */
  let from = 0;
  let to = -1;
  let words = 0;
  let wordStart = -1;
  /** The word has letters that the cues are not written in: it may be any. */
  let strange = false;
  let probing = false;
  let mayEnd = false;

  function reset(): void {
    to = -1;
  }

  function restart(at: number): void {
    begun.fill(LONG_AGO);
    from = at;
    to = at;
    words = 0;
    wordStart = -1;
    strange = false;
    probing = false;
    mayEnd = false;
  }

  function endWord(text: string, end: number): void {
    words += 1;
    const word = text.slice(wordStart, end).toLowerCase().replace(MARKS, '');
    const seen = strange ? all : (cueWords.get(word) ?? 0);
    wordStart = -1;
    strange = false;
    if (seen === 0) return;
    for (let list = 0; list < begun.length; list += 1) if ((seen >> list) & 1) begun[list] = words;
  }

  function isOpen(): boolean {
    for (const word of begun) if (words - word > CUE_REACH) return false;
    return true;
  }

  /** Reads on to the caret; true if a word ended there, or before it, with which a term may have ended. */
  function readOn(text: string, caret: number): boolean {
    let due = false;
    for (; to < caret; to += 1) {
      const code = text.charCodeAt(to);
      const kind =
        code <= LAST_ASCII ? ASCII_KINDS[code] : APOSTROPHES.has(code) ? Kind.apostrophe : Kind.other;
      if (probing) mayEnd = pushed(text[to] ?? '') || mayEnd;
      if (kind !== Kind.separator) {
        if (wordStart < 0) wordStart = to;
        if (kind === Kind.other) strange = true;
        continue;
      }
      if (wordStart < 0) continue;
      endWord(text, to);
      const open = isOpen();
      // What was read while nothing could fire is read once more, by the probe.
      if (open && !probing) mayEnd = pushed(text.slice(from, to + 1), true);
      probing = open;
      if (mayEnd && open) due = true;
      mayEnd = false;
    }
    return due;
  }

  function pushed(text: string, anew = false): boolean {
    probe ??= makeProbe();
    if (anew) probe.reset();
    return probe.push(text);
  }

  return {
    read(old, text, caret) {
      const more = old === undefined ? 0 : text.length - old.length;
      if (old === undefined || to < 0 || caret - more !== to || more < 0 || !isSame(old, text, from, to)) {
        // A deletion completes nothing; what is typed next is read from the beginning of its sentence.
        if (more < 0) {
          reset();
          return false;
        }
        restart(sentenceStart(text, caret));
      }
      return readOn(text, caret);
    },
    reset,
  };
}

/** The lists of cues without which the rule cannot speak, and for each word the lists of which a cue begins with it. */
type Gates = { readonly lists: number; readonly words: ReadonlyMap<string, number> };

/** Made on the first use, for all fields. */
let gates: Gates | undefined;

function gatesOf(): Gates {
  const words = new Map<string, number>();
  let lists = 0;
  for (const name of listsOf()) {
    const begin = cuesOf(name).next;
    if (begin.has('*')) continue;
    for (const word of begin.keys()) words.set(word, (words.get(word) ?? 0) | (1 << lists));
    lists += 1;
  }
  return { lists, words };
}

function listsOf(): CueName[] {
  const rule = CONTEXT_RULES.find(({ id }) => id === EARLY_RULE);
  if (rule === undefined) return [];
  const needed = 'all' in rule.when ? rule.when.all : [rule.when];
  return needed.flatMap((look) =>
    'cues' in look && look.where === 'said' && look.beyond !== true && look.within <= CUE_REACH
      ? [look.cues]
      : [],
  );
}

function isSame(old: string, text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (old.charCodeAt(at) !== text.charCodeAt(at)) return false;
  return true;
}

/** Where the sentence before the caret begins, or the first word within reach. */
export function sentenceStart(text: string, caret: number): number {
  const farthest = Math.max(0, caret - EARLY_REACH);
  for (let at = caret - 1; at > farthest; at -= 1) {
    const stop = text.charCodeAt(at - 1);
    // ! ? and a full stop that is the only one, before a space: no phrase reaches across these.
    if (stop !== 0x21 && stop !== 0x3f && (stop !== 0x2e || text.charCodeAt(at - 2) === 0x2e)) continue;
    const next = text.charCodeAt(at);
    if (next === 0x20 || next === 0x0a || next === 0x0d) return at + 1;
  }
  if (farthest === 0) return 0;
  for (let at = farthest; at < caret; at += 1) if (text.charCodeAt(at) === 0x20) return at + 1;
  return farthest;
}

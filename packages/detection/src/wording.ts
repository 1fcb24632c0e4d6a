import { foldPhrase } from './fold.ts';

/** More phrases than this from one wording are a mistake in the wording. */
export const MAX_PHRASES = 4000;

export type Expanded =
  | { readonly ok: true; readonly phrases: readonly string[] }
  | { readonly ok: false; readonly code: 'unbalanced' | 'too-many' | 'empty'; readonly message: string };

/**
 * All phrases that a wording stands for, folded, sorted, each once: `(a|b)` is either, `[a]` is a or nothing.
 */
export function expandWording(wording: string): Expanded {
  const reader = { text: wording, at: 0 };
  const read = readChoice(reader);
  if (read === 'unbalanced' || reader.at < wording.length) {
    return { ok: false, code: 'unbalanced', message: `Brackets do not match in the wording "${wording}".` };
  }
  if (read === 'too-many') {
    return {
      ok: false,
      code: 'too-many',
      message: `The wording "${wording}" stands for over ${MAX_PHRASES} phrases.`,
    };
  }
  const phrases = [...new Set(read.map(foldPhrase))].filter((phrase) => phrase !== '').sort();
  if (phrases.length === 0) {
    return { ok: false, code: 'empty', message: `The wording "${wording}" has no letter or digit.` };
  }
  return { ok: true, phrases };
}

type Reader = { readonly text: string; at: number };
type Read = string[] | 'unbalanced' | 'too-many';

function readChoice(reader: Reader): Read {
  const all: string[] = [];
  for (;;) {
    const read = readSequence(reader);
    if (typeof read === 'string') return read;
    all.push(...read);
    if (all.length > MAX_PHRASES) return 'too-many';
    if (reader.text[reader.at] !== '|') return all;
    reader.at += 1;
  }
}

function readSequence(reader: Reader): Read {
  let heads = [''];
  while (reader.at < reader.text.length) {
    const char = reader.text[reader.at] ?? '';
    if (char === ')' || char === ']' || char === '|') return heads;
    reader.at += 1;
    if (char === '(' || char === '[') {
      const read = readChoice(reader);
      if (typeof read === 'string') return read;
      if (reader.text[reader.at] !== (char === '(' ? ')' : ']')) return 'unbalanced';
      reader.at += 1;
      const tails = char === '[' ? [...read, ''] : read;
      if (heads.length * tails.length > MAX_PHRASES) return 'too-many';
      heads = heads.flatMap((head) => tails.map((tail) => head + tail));
    } else {
      heads = heads.map((head) => head + char);
    }
  }
  return heads;
}

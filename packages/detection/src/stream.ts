import { classOfUnit } from './fold.ts';
import { FoldClass } from './fold-table.ts';

/** A text that comes in pieces. */
export type TextStream<Found> = {
  push(chunk: string): void;
  /** The findings of all that was pushed. Push no more afterwards. */
  finish(): Found[];
};

/** A piece of a text: what begins in `start`..`end` of it is looked for; the rest is context. */
export type Block = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Ends at which the text was cut inside a word. */
  readonly open: { readonly left: boolean; readonly right: boolean };
};

/** How much of a text is looked at as one. */
const BLOCK = 65_536;
/** Context on either side: more than a passage or a sentence takes in. */
const OVERLAP = 8192;
/** How far a cut may move to be between words. */
const EDGE = 1024;

/**
 * Cuts a text into blocks at places that its content alone decides, so that the findings are the same whatever the
 * pieces in which it comes; keeps no more than a block and its context.
 */
export function createStream<Found>(
  scanBlock: (block: Block, offset: number) => Found[],
  finish: (found: Found[]) => Found[],
): TextStream<Found> {
  const found: Found[] = [];
  let kept = '';
  /** Offset in the whole text of the first unit kept, and of the next block. */
  let keptFrom = 0;
  let next = 0;

  function take(last: boolean): void {
    const begin = next - keptFrom;
    const from = begin <= OVERLAP ? 0 : edgeOf(kept, begin - OVERLAP);
    const end = last ? kept.length : edgeOf(kept, begin + BLOCK);
    const to = last ? kept.length : edgeOf(kept, end + OVERLAP);
    const block: Block = {
      text: from === 0 && to === kept.length ? kept : kept.slice(from, to),
      start: begin - from,
      end: end - from,
      open: { left: keptFrom + from > 0 && !isWhite(kept, from), right: !last && !isWhite(kept, to) },
    };
    for (const one of scanBlock(block, keptFrom + from)) found.push(one);
    next = keptFrom + end;
    const drop = Math.max(0, next - keptFrom - OVERLAP - EDGE);
    kept = kept.slice(drop);
    keptFrom += drop;
  }

  const isFull = (): boolean => kept.length - (next - keptFrom) > BLOCK + OVERLAP + 2 * EDGE + 2;

  return {
    push(chunk) {
      kept = kept === '' ? chunk : kept + chunk;
      while (isFull()) take(false);
    },
    finish() {
      if (kept.length > next - keptFrom || next === 0) take(true);
      return finish(found);
    },
  };
}

/** The first place between words from `at` on; where there is none near, the last one that keeps pairs whole. */
function edgeOf(text: string, at: number): number {
  for (let edge = at; edge < at + EDGE; edge += 1) if (isWhite(text, edge)) return edge;
  const unit = text.charCodeAt(at + EDGE);
  return unit >= 0xdc00 && unit <= 0xdfff ? at + EDGE + 1 : at + EDGE;
}

function isWhite(text: string, at: number): boolean {
  const value = classOfUnit(text.charCodeAt(at));
  return value === FoldClass.space || value === FoldClass.newline;
}

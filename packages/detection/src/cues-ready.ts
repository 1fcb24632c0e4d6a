import { growCues, type CueTree } from './cues-find.ts';
import { CUES } from './cues-lists.ts';
import { OTHERS_CUES } from './cues-others.ts';

const ALL_CUES = Object.freeze({ ...CUES, ...OTHERS_CUES });

export type CueName = keyof typeof ALL_CUES;

/** All lists of cues, in the order in which they are written. */
export const CUE_NAMES: readonly string[] = Object.freeze(Object.keys(ALL_CUES));

const ready = new Map<CueName, CueTree>();

/** A list of cues made ready: on its first use, not when the program starts. */
export function cuesOf(name: CueName): CueTree {
  const known = ready.get(name);
  if (known !== undefined) return known;
  const grown = growCues(ALL_CUES[name]);
  ready.set(name, grown);
  return grown;
}

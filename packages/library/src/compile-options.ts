import type { SpellingTable } from '@lapwing/detection/spelling.ts';
import type { WordClasses } from '@lapwing/detection/wording.ts';
import type { Library } from './load.ts';

/**
 * What `compilePack` wants besides the terms, of the library: `compilePack(library.terms, compileOptions(library))`.
 * For a school's own terms too, which are misspelt and shortened as those of the library are.
 */
export function compileOptions({ version, classes, spellings }: Library): {
  readonly version: string;
  readonly classes: WordClasses;
  readonly spellings: SpellingTable;
} {
  return { version, classes, spellings };
}

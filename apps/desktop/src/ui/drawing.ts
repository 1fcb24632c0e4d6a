import { readFile } from 'node:fs/promises';
import type { Fonts } from './blocks.ts';
import { createEasel, type Easel, type EaselFiles } from './easel.ts';
import { readFont } from './font.ts';

/** What windows of ours are drawn with. */
export interface Drawing {
  readonly easel: Easel;
  readonly fonts: Fonts;
}

/** Signs whose width is kept: those of a few long messages. */
const MOST_WIDTHS = 5000;

/**
 * Opens the drawing of the agent. What the fonts of the device draw is measured where it is drawn; the agent knows the
 * widths alone, and lays out again once it knows them. Rejects where the agent's own fonts are missing.
 */
export async function openDrawing(
  files: Pick<EaselFiles, 'command' | 'program' | 'folders' | 'environment'> & {
    /** Upright and bold. */
    readonly fonts: readonly [string, string];
  },
  log: (event: string, fields?: Readonly<Record<string, string>>) => void,
): Promise<Drawing> {
  const others = new Map<string, number>();
  const [plain, bold] = await Promise.all(
    files.fonts.map(async (file) => readFont(await readFile(file), others)),
  );
  if (plain === undefined || bold === undefined) throw new Error('The fonts of the agent are missing.');
  const easel = createEasel({
    ...files,
    learned(widths) {
      if (others.size + widths.length > MOST_WIDTHS) others.clear();
      for (const [sign, width] of widths) others.set(sign, width);
    },
    lacks: (script) => log('fonts.lacking', { script }),
    failed: () => log('fonts.failed'),
  });
  return { fonts: { plain, bold }, easel };
}

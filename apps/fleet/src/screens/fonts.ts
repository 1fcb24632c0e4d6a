import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

export const SANS = 'DejaVu Sans';
export const CONDENSED = 'DejaVu Sans Condensed';
export const SERIF = 'DejaVu Serif';
export const MONO = 'DejaVu Sans Mono';

const FILES = [
  [SANS, 'DejaVuSans.ttf'],
  [`${SANS} Bold`, 'DejaVuSans-Bold.ttf'],
  [CONDENSED, 'DejaVuSansCondensed.ttf'],
  [`${CONDENSED} Bold`, 'DejaVuSansCondensed-Bold.ttf'],
  [SERIF, 'DejaVuSerif.ttf'],
  [`${SERIF} Bold`, 'DejaVuSerif-Bold.ttf'],
  [MONO, 'DejaVuSansMono.ttf'],
] as const;

/**
 * Makes the fonts that come with Lapwing known to whatever draws in this process, so that a machine without any draws
 * the same as one with many: a font file that one text was drawn with stays loaded for all that follow.
 */
export async function loadFonts(): Promise<void> {
  for (const [font, file] of FILES) {
    const fontfile = fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${file}`));
    await sharp({ text: { text: 'Lapwing', font, fontfile } })
      .png()
      .toBuffer();
  }
}

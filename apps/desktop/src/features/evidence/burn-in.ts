import { type BurnedMark, burnedWords } from '@lapwing/agent-core/burned-words.ts';
import type { Face } from '../../platform/contract/surfaces.ts';
import { drawable, escaped } from '../../ui/text.ts';

const BAR = Object.freeze([0xb3, 0x26, 0x1e, 0xff]);
const BAR_COLOUR = '#b3261e';
/** Width of a letter of DejaVu Sans, in ems, on average; names of wide letters are made narrower. */
const LETTER_EM = 0.62;

/** The strip that says whose screen a frame is of, as SVG, for the top right of a picture so many pixels wide. */
export function markOf(mark: BurnedMark, width: number): string {
  return strip(drawable(burnedWords(mark)), width, '#000', 0.78);
}

/** The word beside the bar of the trigger. */
export function triggerLabel(width: number): string {
  return strip('Trigger', width, BAR_COLOUR, 1);
}

/** The bar at the foot of the second that set the recording off. */
export function triggerBar(width: number): Face {
  const height = Math.max(4, Math.round(letterOf(width) / 3));
  const pixels = new Uint8Array(width * height * 4);
  for (let at = 0; at < pixels.length; at += BAR.length) pixels.set(BAR, at);
  return { width, height, pixels };
}

/** Height of the letters in a picture. */
function letterOf(width: number): number {
  return Math.max(11, Math.round(width / 90));
}

function strip(words: string, width: number, colour: string, opacity: number): string {
  const letter = letterOf(width);
  const height = Math.round(letter * 1.8);
  const visible = words.replace(/[\u2066-\u2069]/gu, '');
  const wide = Math.round(visible.length * letter * LETTER_EM + letter * 1.6);
  const room = Math.min(width, Math.max(wide, letter * 3));
  const length = Math.round(room - letter * 1.6);
  // Squeezed only where it would not fit: stretched letters are hard to read.
  const squeezed = wide > width ? ` textLength="${String(length)}" lengthAdjust="spacingAndGlyphs"` : '';
  const text = `<text x="${String(room / 2)}" y="${String(Math.round(letter * 1.25))}" text-anchor="middle" font-family="DejaVu Sans" font-size="${String(letter)}" fill="#fff"${squeezed}>${escaped(words)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${String(room)}" height="${String(height)}"><rect width="100%" height="100%" fill="${colour}" fill-opacity="${String(opacity)}"/>${text}</svg>`;
}

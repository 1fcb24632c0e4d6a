import { type BurnedMark, burnedWords } from '@lapwing/agent-core/burned-words.ts';
import type { Face } from '../../platform/contract/surfaces.ts';
import { drawable, escaped } from '../../ui/text.ts';

const BAR = Object.freeze([0xb3, 0x26, 0x1e, 0xff]);
const BAR_COLOUR = '#b3261e';
/** Width of a letter of DejaVu Sans, in ems, on average; names of wide letters are made narrower. */
const LETTER_EM = 0.62;
/** Width of a digit, which all are as wide as. */
const DIGIT_EM = 0.64;
/** The signs of a time, as they stand side by side in one picture. */
const SIGNS = '0123456789:';

/** Whose screen a frame is of: a strip with room for the time at its right end, where `withTime` puts it. */
export interface Mark {
  readonly svg: string;
  /** For example `10:04:59`. */
  readonly time: string;
}

/**
 * The strip for the top right of a picture so many pixels wide. Drawing letters is slow, and a recording has a frame for
 * each second: the strip is the same for all of a day, and the time is put together of signs that are drawn once.
 */
export function markOf(mark: BurnedMark, width: number): Mark {
  const words = drawable(burnedWords(mark));
  const time = /[\d:]+$/u.exec(words)?.[0] ?? '';
  return { svg: strip(words.slice(0, words.length - time.length), width, { time: time.length }), time };
}

/** All signs of a time, one beside the other. */
export function timeSigns(width: number): string {
  const cell = cellOf(width);
  const texts = Array.from(SIGNS, (sign, place) => text(sign, (place + 0.5) * cell, width)).join('');
  return svgOf(cell * SIGNS.length, heightOf(width), MARK_FILL, texts);
}

/** The strip with the time in it. @param signs `timeSigns`, drawn for the same width */
export function withTime(mark: Face, signs: Face, time: string, width: number): Face {
  const pixels = Uint8Array.from(mark.pixels);
  const cell = cellOf(width);
  const left = mark.width - padOf(width) - time.length * cell;
  const rows = Math.min(mark.height, signs.height);
  for (const [place, sign] of Array.from(time).entries()) {
    const from = Math.max(0, SIGNS.indexOf(sign)) * cell;
    const to = left + place * cell;
    if (to < 0 || from + cell > signs.width) continue;
    for (let y = 0; y < rows; y += 1) {
      const source = (y * signs.width + from) * 4;
      pixels.set(signs.pixels.subarray(source, source + cell * 4), (y * mark.width + to) * 4);
    }
  }
  return { width: mark.width, height: mark.height, pixels };
}

/** The word beside the bar of the trigger. */
export function triggerLabel(width: number): string {
  return strip('Trigger', width, { fill: `fill="${BAR_COLOUR}"` });
}

/** The bar at the foot of the second that set the recording off. */
export function triggerBar(width: number): Face {
  const height = Math.max(4, Math.round(letterOf(width) / 3));
  const pixels = new Uint8Array(width * height * 4);
  for (let at = 0; at < pixels.length; at += BAR.length) pixels.set(BAR, at);
  return { width, height, pixels };
}

const MARK_FILL = 'fill="#000" fill-opacity="0.78"';

/** Height of the letters in a picture. */
function letterOf(width: number): number {
  return Math.max(11, Math.round(width / 90));
}

function heightOf(width: number): number {
  return Math.round(letterOf(width) * 1.8);
}

function cellOf(width: number): number {
  return Math.ceil(letterOf(width) * DIGIT_EM);
}

function padOf(width: number): number {
  return Math.round(letterOf(width) * 0.8);
}

/** @param how.time signs of a time that room is left for */
function strip(
  words: string,
  width: number,
  how: { readonly time?: number; readonly fill?: string },
): string {
  const letter = letterOf(width);
  const beside = (how.time ?? 0) * cellOf(width) + padOf(width) * 2;
  const visible = words.replace(/[\u2066-\u2069]/gu, '');
  const wide = Math.round(visible.length * letter * LETTER_EM);
  const room = Math.max(letter, Math.min(wide, width - beside));
  const whole = Math.min(width, room + beside);
  // Squeezed only where it would not fit: stretched letters are hard to read.
  const squeezed = wide > room ? ` textLength="${String(room)}" lengthAdjust="spacingAndGlyphs"` : '';
  const middle = padOf(width) + room / 2;
  return svgOf(whole, heightOf(width), how.fill ?? MARK_FILL, text(words, middle, width, squeezed));
}

function text(words: string, middle: number, width: number, more = ''): string {
  const letter = letterOf(width);
  return `<text x="${String(middle)}" y="${String(Math.round(letter * 1.25))}" text-anchor="middle" font-family="DejaVu Sans" font-size="${String(letter)}" fill="#fff" xml:space="preserve"${more}>${escaped(words)}</text>`;
}

function svgOf(width: number, height: number, fill: string, inside: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}"><rect width="100%" height="100%" ${fill}/>${inside}</svg>`;
}

import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { DecodedImage } from './image.ts';

/** Who, what, when, where: what stands at the top right of a screenshot. Nothing of what the pupil wrote. */
export interface WatermarkFacts {
  /** The person, or null while the account is matched to nobody. */
  readonly person: { readonly name: string; readonly username: string } | null;
  readonly accountName: string | null;
  /** For example `Suicide, severe`, or who made the screenshot. */
  readonly what: string;
  readonly happenedAt: Date;
  readonly device: string;
  readonly room: string | null;
  readonly site: string | null;
}

export interface WatermarkedImage {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What staff see is always a JPEG, whatever the device sent. */
export const WATERMARKED_MEDIA_TYPE = 'image/jpeg';

const FONT = 'DejaVu Sans Condensed';
const PANEL = { red: 15, green: 23, blue: 42, alpha: 0.84 };
const EDGE = { red: 255, green: 255, blue: 255, alpha: 0.7 };
const JPEG = { quality: 80, chromaSubsampling: '4:4:4' };
/** Of the ways to make the same WebP, one that takes little of a core. */
const WEBP_EFFORT = 2;

/**
 * Draws the facts on a dark panel with a light edge at the top right, so that they stand out from a light screen and a
 * dark one. The result carries none of the original's metadata.
 * @param timeZone in which the moment is written, for example `Europe/London`
 * @param quality of the image, 1 to 100
 * @param as a JPEG, or a lossy WebP, which is half as large and a frame of a film already
 */
export async function watermark(
  image: DecodedImage,
  facts: WatermarkFacts,
  timeZone: string,
  quality: number = JPEG.quality,
  as: 'image/jpeg' | 'image/webp' = WATERMARKED_MEDIA_TYPE,
): Promise<WatermarkedImage> {
  const panel = await drawPanel(facts, timeZone, image.width, image.height);
  const raw = { width: image.width, height: image.height, channels: 3 as const };
  const drawn = sharp(image.pixels, { raw }).composite([
    {
      input: panel.pixels,
      raw: { width: panel.width, height: panel.height, channels: 4 },
      top: 0,
      left: image.width - panel.width,
    },
  ]);
  const bytes = await (
    as === 'image/jpeg'
      ? drawn.jpeg({ ...JPEG, quality })
      : drawn.removeAlpha().webp({ quality, effort: WEBP_EFFORT })
  ).toBuffer();
  return { bytes, width: image.width, height: image.height };
}

/** The font that comes with Lapwing: a server without any fonts draws the same as one with many. */
function fontFile(): string {
  return fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'));
}

async function drawPanel(
  facts: WatermarkFacts,
  timeZone: string,
  imageWidth: number,
  imageHeight: number,
): Promise<{ pixels: Buffer; width: number; height: number }> {
  const size = Math.min(40, Math.max(11, Math.round(imageWidth / 88)));
  const padding = Math.round(size * 0.7);
  const widest = Math.max(120, Math.min(Math.round(imageWidth * 0.5), size * 36));
  const drawn = await sharp({
    text: {
      text: markup(watermarkLines(facts, timeZone)),
      font: `${FONT} ${size}`,
      fontfile: fontFile(),
      width: widest,
      wrap: 'word-char',
      rgba: true,
      dpi: 72,
    },
  })
    // A name of many lines on a small image: smaller is better than cut off.
    .resize({
      width: Math.max(1, imageWidth - 2 * padding),
      height: Math.max(1, imageHeight - 2 * padding),
      fit: 'inside',
      withoutEnlargement: true,
    })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const text = { pixels: drawn.data, width: drawn.info.width, height: drawn.info.height };
  return layOnPanel(text, padding);
}

/** Light text on the panel. Done here by hand: it is a few thousand points, and another pass of sharp costs more. */
function layOnPanel(
  text: { pixels: Uint8Array; width: number; height: number },
  padding: number,
): { pixels: Buffer; width: number; height: number } {
  const width = text.width + 2 * padding;
  const height = text.height + 2 * padding;
  const pixels = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const edge = x === 0 || y === height - 1;
      const back = edge ? EDGE : PANEL;
      const inText = x >= padding && y >= padding && x < padding + text.width && y < padding + text.height;
      const from = inText ? ((y - padding) * text.width + x - padding) * 4 : -1;
      const ink = from < 0 ? 0 : (text.pixels[from + 3] ?? 0) / 255;
      const alpha = ink + back.alpha * (1 - ink);
      const mix = (front: number, behind: number): number =>
        Math.round((front * ink + behind * back.alpha * (1 - ink)) / alpha);
      const to = (y * width + x) * 4;
      pixels[to] = mix(text.pixels[from] ?? 0, back.red);
      pixels[to + 1] = mix(text.pixels[from + 1] ?? 0, back.green);
      pixels[to + 2] = mix(text.pixels[from + 2] ?? 0, back.blue);
      pixels[to + 3] = Math.round(alpha * 255);
    }
  }
  return { pixels, width, height };
}

/** The lines as plain text; the first is who. */
export function watermarkLines(facts: WatermarkFacts, timeZone: string): string[] {
  const who =
    facts.person === null
      ? isolated(facts.accountName ?? 'Unknown account', 80)
      : `${isolated(facts.person.name, 80)} (${isolated(facts.person.username, 60)})`;
  const where = [facts.device, facts.room, facts.site].filter((part) => part !== null && part !== '');
  return [
    who,
    isolated(facts.what, 90),
    formatMoment(facts.happenedAt, timeZone),
    where.map((part) => isolated(part ?? '', 60)).join(' · '),
  ];
}

/** For example `14 Nov 2026, 10:42:07`. */
export function formatMoment(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(moment);
}

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';
const LEFT_TO_RIGHT = '\u200E';

/** A part in its own direction: an Arabic name is written right to left and moves nothing around it. */
function isolated(text: string, longest: number): string {
  return `${FIRST_STRONG_ISOLATE}${neutral(text, longest)}${POP_ISOLATE}`;
}

/**
 * Text that can only be letters on a line: no controls, no direction marks, no private or unassigned characters, no
 * towers of accents, and no more than so many characters. Joiners stay, since Persian and Indian names need them.
 */
export function neutral(text: string, longest: number): string {
  const cleaned = text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/(\p{M}{3})\p{M}+/gu, '$1')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  const characters = Array.from(cleaned);
  return characters.length <= longest ? cleaned : `${characters.slice(0, longest - 1).join('')}…`;
}

function markup(lines: readonly string[]): string {
  const written = lines.map((line, index) => {
    const escaped = `${LEFT_TO_RIGHT}${escapeMarkup(line)}`;
    return index === 0
      ? `<span foreground="#ffffff" size="118%">${escaped}</span>`
      : `<span foreground="#e2e8f0">${escaped}</span>`;
  });
  return written.join('\n');
}

function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

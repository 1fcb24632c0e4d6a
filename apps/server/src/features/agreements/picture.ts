import { createHash } from 'node:crypto';
import { MOST_PICTURE_BYTES } from '@lapwing/protocol/features/agreements/content.ts';
import sharp from 'sharp';
import { pictureKind } from '../../platform/pictures/kind.ts';

/** As wide as the text beside which it stands, on a sharp screen. */
const WIDEST = 1280;
const TALLEST = 800;
/** A small file can unpack to far more. */
const MOST_POINTS = 24_000_000;
/** One after the other until the picture is small enough. */
const TRIES = Object.freeze([
  { width: WIDEST, quality: 82 },
  { width: WIDEST, quality: 65 },
  { width: 800, quality: 70 },
  { width: 480, quality: 60 },
]);

export type DrawnPicture =
  | { readonly ok: true; readonly bytes: Buffer; readonly sha256: string }
  | { readonly ok: false; readonly reason: string; readonly message: string };

/**
 * Draws an uploaded picture anew as a WebP of at most 150 kB: what is kept is a picture and carries nothing else, neither
 * where it was taken nor with what.
 *
 * @param data a `data:` address or base64 alone
 */
export async function drawPicture(data: string): Promise<DrawnPicture> {
  const bytes = Buffer.from(data.replace(/^data:[^,]{0,100},/, ''), 'base64');
  const kind = pictureKind(bytes);
  if (kind !== 'image') {
    return kind === 'svg'
      ? { ok: false, reason: 'svg', message: 'An SVG is a page that can hold programs, so it is not taken.' }
      : { ok: false, reason: 'not-an-image', message: 'This is no PNG, JPEG or WebP.' };
  }
  try {
    for (const { width, quality } of TRIES) {
      const drawn = await sharp(bytes, { failOn: 'error', limitInputPixels: MOST_POINTS })
        .autoOrient()
        .resize({ width, height: TALLEST, fit: 'inside', withoutEnlargement: true })
        .toColourspace('srgb')
        .webp({ quality })
        .toBuffer();
      if (drawn.length > MOST_PICTURE_BYTES) continue;
      return { ok: true, bytes: drawn, sha256: createHash('sha256').update(drawn).digest('hex') };
    }
  } catch {
    // The library tells bytes that it cannot unpack only by throwing.
    return {
      ok: false,
      reason: 'not-an-image',
      message: 'The picture is broken, or has more points than a screen.',
    };
  }
  return { ok: false, reason: 'too-large', message: 'The picture cannot be made small enough.' };
}

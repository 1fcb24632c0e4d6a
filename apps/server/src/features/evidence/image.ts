import sharp from 'sharp';

export type ImageMediaType = 'image/jpeg' | 'image/png' | 'image/webp';

/** The points of an image, three bytes each, in sRGB. */
export interface DecodedImage {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export type ImageProblem = 'not-an-image' | 'other-type' | 'too-large' | 'too-small';
export type DecodeOutcome = { ok: true; image: DecodedImage } | { ok: false; problem: ImageProblem };

/** A screen of 5120 by 2880 points is the largest on sale; a few thousand bytes can unpack to far more. */
const MOST_POINTS = 24_000_000;
const LONGEST_SIDE = 12_000;
const SHORTEST_SIDE = 48;

const FORMATS = Object.freeze({ 'image/jpeg': 'jpeg', 'image/png': 'png', 'image/webp': 'webp' });

/**
 * Unpacks what a device sent, if it really is one image of the type it said. The first bytes are looked at before
 * anything is unpacked, so that no other decoder of the library (SVG, PDF, TIFF) ever sees hostile bytes.
 */
export async function decodeImage(bytes: Uint8Array, mediaType: ImageMediaType): Promise<DecodeOutcome> {
  const sniffed = sniff(bytes);
  if (sniffed === null) return { ok: false, problem: 'not-an-image' };
  if (sniffed !== mediaType) return { ok: false, problem: 'other-type' };
  const options = { failOn: 'error', limitInputPixels: false } as const;
  try {
    const about = await sharp(bytes, options).metadata();
    if (about.format !== FORMATS[mediaType] || (about.pages ?? 1) > 1) {
      return { ok: false, problem: 'other-type' };
    }
    const { width, height } = about;
    if (width * height > MOST_POINTS || Math.max(width, height) > LONGEST_SIDE) {
      return { ok: false, problem: 'too-large' };
    }
    if (Math.min(width, height) < SHORTEST_SIDE) return { ok: false, problem: 'too-small' };
    const decoded = await sharp(bytes, { failOn: 'error', limitInputPixels: MOST_POINTS })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (decoded.info.channels !== 3) return { ok: false, problem: 'not-an-image' };
    return {
      ok: true,
      image: { pixels: decoded.data, width: decoded.info.width, height: decoded.info.height },
    };
  } catch {
    // The library tells bytes that it cannot unpack only by throwing.
    return { ok: false, problem: 'not-an-image' };
  }
}

function sniff(bytes: Uint8Array): ImageMediaType | null {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('RIFF') && head.slice(8) === 'WEBP') return 'image/webp';
  return null;
}

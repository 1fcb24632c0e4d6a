import { PREVIEW_POINTS } from '@lapwing/protocol/features/evidence/api.ts';
import sharp from 'sharp';
import type { DecodedImage } from './image.ts';

export const PREVIEW_MEDIA_TYPE = 'image/jpeg';
/** Points by which each is spread after the image is made small: of a page of text only its light and dark remain. */
const BLUR = 1.6;

/** A blur of a few points across: no letter of a screen can be made out in it, nor a face. */
export async function makePreview(image: DecodedImage): Promise<Uint8Array> {
  return (
    sharp(image.pixels, { raw: { width: image.width, height: image.height, channels: 3 } })
      // `fill`: a screen many times as wide as it is high keeps a height.
      .resize({
        width: PREVIEW_POINTS,
        height: Math.min(64, Math.max(4, Math.round((PREVIEW_POINTS * image.height) / image.width))),
        fit: 'fill',
      })
      .blur(BLUR)
      .jpeg({ quality: 60 })
      .toBuffer()
  );
}

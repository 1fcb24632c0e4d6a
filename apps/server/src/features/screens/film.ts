import type { Picture } from '@lapwing/protocol/features/screens/picture.ts';
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Output, WebMOutputFormat } from 'mediabunny';
import sharp from 'sharp';

/** Of pictures that have to be made anew for the film; that of others is their maker's. */
const QUALITY = 60;
/** Milliseconds for which the last picture stands when nothing says how long. */
const SHORTEST_MS = 1000;

/** A film that any browser plays and seeks in. */
export const FILM_TYPE = 'video/webm';

/**
 * Makes one film of pictures, each of which stands until the next was taken. It needs no encoder of films: a lossy WebP
 * is a key frame of VP8 in another wrapping (RFC 9649, section 2.5), so each picture becomes a frame as it is.
 * @param pictures one after the other, in order of time
 * @param lastsMs from the first picture to the end; 0 where that is not known
 * @throws when a picture cannot be read
 */
export async function makeFilm(
  pictures: AsyncIterable<Picture>,
  lastsMs: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new EncodedVideoPacketSource('vp8');
  output.addVideoTrack(source);
  await output.start();
  let first: Picture | null = null;
  let waiting: { frame: Uint8Array; atMs: number } | null = null;

  async function add(endMs: number): Promise<void> {
    if (waiting === null || first === null) return;
    const { frame, atMs } = waiting;
    const seconds = Math.max(1, endMs - atMs) / 1000;
    const about = { codec: 'vp8', codedWidth: first.width, codedHeight: first.height };
    await source.add(new EncodedPacket(frame, 'key', atMs / 1000, seconds), { decoderConfig: about });
  }

  for await (const picture of pictures) {
    first ??= picture;
    const frame = await frameOf(picture, first);
    // Two of the same moment would be one frame too many: each stands for a moment at least.
    const atMs: number = Math.max(picture.takenAt - first.takenAt, waiting === null ? 0 : waiting.atMs + 1);
    await add(atMs);
    waiting = { frame, atMs };
  }
  if (waiting === null) throw new Error('a film of no pictures');
  await add(Math.max(lastsMs, waiting.atMs + SHORTEST_MS));
  await output.finalize();
  if (target.buffer === null) throw new Error('a film without its bytes');
  return new Uint8Array(target.buffer);
}

/** The picture as a frame of VP8, of the size of the first. */
async function frameOf(picture: Picture, first: Picture): Promise<Uint8Array> {
  const { width, height } = first;
  const fits = picture.width === width && picture.height === height;
  const asItIs = fits ? vp8In(picture.bytes) : null;
  if (asItIs !== null) return asItIs;
  const made = await sharp(picture.bytes)
    .resize({ width, height, fit: 'contain', background: '#000000' })
    .webp({ quality: QUALITY, effort: 2 })
    .toBuffer();
  const frame = vp8In(made);
  if (frame === null) throw new Error('a WebP of another kind than was asked for');
  return frame;
}

/** The frame within a WebP of the simple lossy kind; null for anything else. */
export function vp8In(bytes: Uint8Array): Uint8Array | null {
  const riff = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (riff.length < 20 || riff.toString('latin1', 0, 4) !== 'RIFF') return null;
  if (riff.toString('latin1', 8, 16) !== 'WEBPVP8 ') return null;
  const length = riff.readUInt32LE(16);
  return 20 + length > riff.length ? null : riff.subarray(20, 20 + length);
}

import type { Recorded, RecordingJob } from '@lapwing/agent-core/contracts/recorder.ts';
import {
  BufferTarget,
  canEncodeVideo,
  CanvasSource,
  Mp4OutputFormat,
  Output,
  Quality,
  WebMOutputFormat,
} from 'mediabunny';
import { drawFrame } from './burn-in.ts';
import { jpegSize, type Size } from '@lapwing/agent-core/jpeg-size.ts';
import { timelineOf } from '@lapwing/agent-core/timeline.ts';

/** Bits a second: text stays sharp, and thirty seconds stay under 2 MB. */
const BITRATE = 450_000;
/** Seconds between pictures that stand alone: a player seeks to these, and each costs as much as a screenshot. */
const KEY_FRAME_EVERY = 5;

/**
 * Makes one file of frames: H.264 in MP4 where the browser can, else VP8 in WebM. Everything stays in memory; never
 * rejects.
 */
export async function encodeFrames(job: RecordingJob): Promise<Recorded> {
  try {
    return await encode(job);
  } catch {
    return { ok: false, failed: 'failed' };
  }
}

async function encode(job: RecordingJob): Promise<Recorded> {
  const size = sizeOf(job);
  if (size === null) return { ok: false, failed: 'failed' };
  const { width, height } = size;
  const quality = new Quality({ bitrate: BITRATE, bitrateMode: 'variable' });
  const mp4 = await canEncodeVideo('avc', { width, height, quality });
  const target = new BufferTarget();
  const output = new Output({
    format: mp4 ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat(),
    target,
  });
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('no canvas');
  const source = new CanvasSource(canvas, {
    codec: mp4 ? 'avc' : 'vp8',
    quality,
    keyFrameInterval: KEY_FRAME_EVERY,
    latencyMode: 'quality',
  });
  output.addVideoTrack(source);
  await output.start();
  for (const { frame, at, seconds, marked } of timelineOf(job)) {
    const shown = job.frames[frame];
    if (shown === undefined) continue;
    const picture = await decoded(shown.bytes);
    try {
      drawFrame(context, picture, { ...job, takenAt: shown.takenAt, marked });
    } finally {
      picture.close();
    }
    await source.add(at, seconds);
  }
  await output.finalize();
  const bytes = new Uint8Array(target.buffer ?? new ArrayBuffer());
  if (bytes.length > job.maxBytes) return { ok: false, failed: 'too-large' };
  return { ok: true, bytes, mediaType: mp4 ? 'video/mp4' : 'video/webm', width, height };
}

/** Decoded from memory: a blob might come to lie on the disk. */
async function decoded(jpeg: Uint8Array): Promise<VideoFrame> {
  const decoder = new ImageDecoder({ data: jpeg.slice(), type: 'image/jpeg' });
  try {
    return (await decoder.decode()).image;
  } finally {
    decoder.close();
  }
}

/** That of the widest frame, as far as it is wanted; encoders take only even numbers. */
function sizeOf({ frames, maxWidth }: RecordingJob): Size | null {
  const sizes = frames.flatMap(({ bytes }) => jpegSize(bytes) ?? []).filter((one) => one.width > 0);
  const widest = sizes.reduce<Size | null>(
    (best, one) => (best === null || one.width > best.width ? one : best),
    null,
  );
  if (widest === null) return null;
  const even = (pixels: number): number => Math.max(2, Math.floor(pixels / 2) * 2);
  const width = even(Math.min(widest.width, maxWidth));
  return { width, height: even((widest.height * width) / widest.width) };
}

import type { Recorded, RecordingJob } from '@lapwing/agent-core/contracts/recorder.ts';
import { jpegSize } from '@lapwing/agent-core/jpeg-size.ts';
import { timelineOf } from '@lapwing/agent-core/timeline.ts';
import type { FilmPicture, Films, FilmStretch, Tiler } from '../../platform/contract/pictures.ts';
import type { Face } from '../../platform/contract/surfaces.ts';
import { markOf, timeSigns, triggerBar, triggerLabel, withTime } from './burn-in.ts';

type Over = FilmStretch['over'];

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Makes recordings of frames: each stands as long as nothing changed, with whose screen it is, and the trigger marked.
 * Never rejects.
 *
 * @param parts.draw pixels of SVG: the easel's; what it cannot draw is left out rather than the recording
 */
export function createFilmEncoder(parts: {
  readonly films: Films;
  readonly tiler: Pick<Tiler, 'size'>;
  readonly draw: (svg: string) => Promise<Face | null>;
  /** Called when all has been drawn, before the film is made. */
  readonly drawn?: () => void;
}): (job: RecordingJob) => Promise<Recorded> {
  const { films, tiler, draw, drawn } = parts;

  /** What is burned into each frame, by its index. */
  async function marks(job: RecordingJob, { width }: Size): Promise<readonly Over[]> {
    const drawn = new Map<string, Face | null>();
    const signs = await draw(timeSigns(width));
    const burned: Over[] = [];
    for (const { takenAt } of job.frames) {
      const { svg, time } = markOf({ account: job.account, device: job.device, takenAt }, width);
      const known = drawn.get(svg);
      const face = known === undefined ? await draw(svg) : known;
      drawn.set(svg, face);
      const whole = face === null || signs === null ? face : withTime(face, signs, time, width);
      burned.push(whole === null ? [] : [{ face: whole, x: width - whole.width, y: 0 }]);
    }
    return burned;
  }

  async function trigger({ width, height }: Size): Promise<Over> {
    const bar = triggerBar(width);
    const label = await draw(triggerLabel(width));
    const foot = height - bar.height;
    return [
      { face: bar, x: 0, y: foot },
      ...(label === null ? [] : [{ face: label, x: 0, y: foot - label.height }]),
    ];
  }

  return async function encode(job) {
    const size = sizeOf(job, (picture) => pictureSize(picture, tiler));
    if (size === null) return { ok: false, failed: 'failed' };
    const marked = await trigger(size);
    const burned = await marks(job, size);
    drawn?.();
    const film = await films.make({
      ...size,
      pictures: job.frames,
      stretches: timelineOf(job).map(({ frame, seconds, marked: triggered }) => ({
        picture: frame,
        seconds,
        over: [...(burned[frame] ?? []), ...(triggered ? marked : [])],
      })),
      maxBytes: job.maxBytes,
    });
    return film.ok ? { ...film, mediaType: 'video/mp4', ...size } : film;
  };
}

function pictureSize({ bytes, tiles }: FilmPicture, tiler: Pick<Tiler, 'size'>): Size | null {
  return tiles === undefined ? jpegSize(bytes) : tiler.size({ bytes, tiles });
}

/** That of the widest frame, as far as it is wanted; encoders take only even numbers. */
function sizeOf(
  { frames, maxWidth }: RecordingJob,
  sizeOfFrame: (frame: FilmPicture) => Size | null,
): Size | null {
  const sizes = frames.flatMap((frame) => sizeOfFrame(frame) ?? []).filter((one) => one.width > 0);
  const [first] = sizes;
  if (first === undefined) return null;
  const widest = sizes.reduce((best, one) => (one.width > best.width ? one : best), first);
  const even = (pixels: number): number => Math.max(2, Math.floor(pixels / 2) * 2);
  const width = even(Math.min(widest.width, maxWidth));
  return { width, height: even((widest.height * width) / widest.width) };
}

import { readFile } from 'node:fs/promises';
import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Recorder } from '@lapwing/agent-core/contracts/recorder.ts';

/** Seconds of the prepared recordings; each has its trigger at ten, and says in the picture that it is simulated. */
const PREPARED = [11, 14, 18, 23, 30] as const;
const TRIGGER_MS = 10_000;
const WIDTH = 640;
const HEIGHT = 360;
/** Beginning and end of a JPEG: nobody draws what no file is made of. */
const FRAME = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9);

const files = new Map<number, Promise<Uint8Array>>();

function prepared(seconds: number): Promise<Uint8Array> {
  const known = files.get(seconds);
  if (known !== undefined) return known;
  const url = new URL(`recordings/recording-${String(seconds)}.mp4`, import.meta.url);
  const read = readFile(url).then((bytes) => new Uint8Array(bytes));
  files.set(seconds, read);
  return read;
}

export interface PreparedRecorder extends Recorder {
  /** Frames that were given so far. */
  taken(): number;
}

/**
 * Recordings of a simulated device: of prepared files that with the nearest length, since a thousand devices in one
 * program cannot encode each its own.
 */
export function createPreparedRecorder(parts: {
  /** The page that is open, under the name that findings in it have; null when nothing is. */
  readonly open: () => { readonly place: string; readonly url: string } | null;
  readonly clock: Clock;
}): PreparedRecorder {
  const { open, clock } = parts;
  let taken = 0;
  return {
    taken: () => taken,
    take({ place, wanted }) {
      const page = open();
      if (!wanted()) return Promise.resolve({ ok: false, why: 'failed' });
      if (page?.place !== place) return Promise.resolve({ ok: false, why: 'behind' });
      // As if it had stood there for ten seconds: the prepared files have that before their trigger.
      taken += 1;
      const takenAt = clock.now() - TRIGGER_MS;
      return Promise.resolve({ ok: true, bytes: FRAME, takenAt, url: page.url });
    },
    async encode({ frames, endsAt, maxBytes }) {
      const length = (endsAt - (frames[0]?.takenAt ?? endsAt)) / 1000;
      const nearest = PREPARED.reduce((best, one) =>
        Math.abs(one - length) < Math.abs(best - length) ? one : best,
      );
      const bytes = await prepared(nearest);
      if (bytes.length > maxBytes) return { ok: false, failed: 'too-large' };
      return { ok: true, bytes, mediaType: 'video/mp4', width: WIDTH, height: HEIGHT };
    },
  };
}

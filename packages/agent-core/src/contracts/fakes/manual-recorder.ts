import type { FrameRequest, FrameTaken, Recorded, Recorder, RecordingJob } from '../recorder.ts';

export interface ManualRecorder extends Recorder {
  /** Every frame that was asked for, and every file. */
  readonly asked: FrameRequest[];
  readonly jobs: RecordingJob[];
  /** What is in front from now on. */
  turnTo(place: string, url: string | null): void;
  /** The page looks otherwise, or stays as it is from one frame to the next. */
  redraw(): void;
  /** Every frame looks otherwise, as while somebody types; true to begin with. */
  moving(moves: boolean): void;
  /** The next frames go as `run` says, until it is null again. */
  onTake(run: ((usual: () => FrameTaken) => Promise<FrameTaken>) | null): void;
  onEncode(run: ((usual: () => Recorded) => Promise<Recorded>) | null): void;
}

/** Marks the bytes of frames, to look for them where none must be. */
export const FRAME_MARK = 'frame-of-a-screen';

/** A screen whose page is the test's to turn; its frames and files are their first bytes, a mark and a number. */
export function createManualRecorder(now: () => number): ManualRecorder {
  const asked: FrameRequest[] = [];
  const jobs: RecordingJob[] = [];
  let front = { place: 'tab-1', url: 'https://docs.example/essay?id=3' as string | null };
  let drawing = 1;
  let moves = true;
  let take: ((usual: () => FrameTaken) => Promise<FrameTaken>) | null = null;
  let encode: ((usual: () => Recorded) => Promise<Recorded>) | null = null;

  function frame({ place, wanted }: FrameRequest): FrameTaken {
    if (!wanted()) return { ok: false, why: 'failed' };
    if (place !== front.place) return { ok: false, why: 'behind' };
    if (moves) drawing += 1;
    const text = Array.from(FRAME_MARK, (letter) => letter.charCodeAt(0));
    const bytes = Uint8Array.of(0xff, 0xd8, ...text, drawing >>> 8, drawing & 0xff);
    return { ok: true, bytes, takenAt: now(), url: front.url };
  }

  function recorded({ frames, maxBytes, maxWidth }: RecordingJob): Recorded {
    if (frames.some(({ bytes }) => bytes[0] !== 0xff)) return { ok: false, failed: 'failed' };
    const bytes = Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, ...frames.flatMap((one) => [...one.bytes]));
    if (bytes.length > maxBytes) return { ok: false, failed: 'too-large' };
    return { ok: true, bytes, mediaType: 'video/webm', width: maxWidth, height: (maxWidth * 9) / 16 };
  }

  return {
    asked,
    jobs,
    turnTo(place, url) {
      front = { place, url };
      drawing += 1;
    },
    redraw() {
      drawing += 1;
    },
    moving(next) {
      moves = next;
    },
    onTake(run) {
      take = run;
    },
    onEncode(run) {
      encode = run;
    },
    take(request) {
      asked.push(request);
      return take === null ? Promise.resolve(frame(request)) : take(() => frame(request));
    },
    encode(job) {
      jobs.push(job);
      return encode === null ? Promise.resolve(recorded(job)) : encode(() => recorded(job));
    },
  };
}

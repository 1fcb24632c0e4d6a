import { type DefineCase, expect, expectSame } from './contract-suite.ts';
import type { FrameTaken, Recorded, Recorder, RecordingJob } from './recorder.ts';

export interface RecorderSubject {
  readonly recorder: Recorder;
  /** The place that is in front, and the address in it. */
  readonly place: string;
  readonly url: string | null;
  /** Draws the page otherwise; resolves when it is seen. */
  readonly redraw: () => Promise<void>;
  /** Brings another place to the front. */
  readonly turnAway: () => Promise<void>;
}

const WANTED = Object.freeze({ quality: 0.7, wanted: () => true });

function frame(taken: FrameTaken): Extract<FrameTaken, { ok: true }> {
  if (!taken.ok) throw new Error(`no frame: ${taken.why}`);
  return taken;
}

function file(recorded: Recorded): Extract<Recorded, { ok: true }> {
  if (!recorded.ok) throw new Error(`no recording: ${recorded.failed}`);
  return recorded;
}

async function jobOf({ recorder, place, redraw }: RecorderSubject): Promise<RecordingJob> {
  const first = frame(await recorder.take({ ...WANTED, place }));
  await redraw();
  const second = frame(await recorder.take({ ...WANTED, place }));
  const at = first.takenAt;
  return {
    frames: [
      { ...first, takenAt: at },
      { ...second, takenAt: at + 1000 },
    ],
    triggerAt: at + 1500,
    endsAt: at + 4000,
    maxWidth: 320,
    account: null,
    device: 'Trolley 7',
    maxBytes: 1_000_000,
  };
}

/** What every Recorder must do; `make` gives a fresh one, with one place in front, for each case. */
export function recorderContract(test: DefineCase, make: () => Promise<RecorderSubject>): void {
  test('a frame of the place in front is a JPEG, or tiles, with its time and address', async () => {
    const { recorder, place, url } = await make();
    const taken = frame(await recorder.take({ ...WANTED, place }));
    if (taken.tiles === undefined) expectSame([...taken.bytes.subarray(0, 2)], [0xff, 0xd8], 'beginning');
    else expect(taken.tiles.length > 0, 'tiles');
    expect(taken.takenAt > 0, 'a time');
    expectSame(taken.url, url, 'address');
  });

  test('of a place behind another there is no frame', async () => {
    const { recorder, place, turnAway } = await make();
    await turnAway();
    const taken = await recorder.take({ ...WANTED, place });
    expectSame(taken.ok ? 'a frame' : taken.why, 'behind', 'frame');
  });

  test('a frame that nobody wants any more is not taken', async () => {
    const { recorder, place } = await make();
    const taken = await recorder.take({ place, quality: 0.7, wanted: () => false });
    expectSame(taken.ok ? 'a frame' : taken.why, 'failed', 'frame');
  });

  test('frames become one file of the type that it says, no wider than was asked for', async () => {
    const subject = await make();
    const made = file(await subject.recorder.encode(await jobOf(subject)));
    const [first, ...rest] = made.bytes;
    if (made.mediaType === 'video/webm')
      expectSame([first, ...rest.slice(0, 3)], [0x1a, 0x45, 0xdf, 0xa3], 'beginning');
    else
      expectSame(
        rest.slice(3, 7),
        Array.from('ftyp', (letter) => letter.charCodeAt(0)),
        'beginning',
      );
    expect(made.width <= 320 && made.width > 0 && made.height > 0, 'a size');
  });

  test('a file that would be too large, and frames that are none, are said to be so', async () => {
    const subject = await make();
    const job = await jobOf(subject);
    const large = await subject.recorder.encode({ ...job, maxBytes: 10 });
    expectSame(large.ok ? 'a file' : large.failed, 'too-large', 'of ten bytes');
    const broken = await subject.recorder.encode({
      ...job,
      frames: [{ bytes: Uint8Array.of(1, 2, 3), takenAt: job.endsAt - 1000 }],
    });
    expectSame(broken.ok ? 'a file' : broken.failed, 'failed', 'of no picture');
  });
}

/** `0:07.4`, `2:30.0`: minutes, seconds and tenths; down, so that the end is not called before it is reached. */
export function sayClockTime(seconds: number): string {
  const tenths = Math.max(0, Math.floor(seconds * 10 + 1e-6));
  const minutes = Math.floor(tenths / 600);
  const rest = tenths - minutes * 600;
  return `${minutes}:${String(Math.floor(rest / 10)).padStart(2, '0')}.${rest % 10}`;
}

/** Within this of the mark it is the mark: a frame lasts about as long. */
const AT_THE_MARK = 0.15;

/** Where a moment lies beside the mark: `4.2 seconds before the trigger`, `at the trigger`. */
export function sayBesideMark(seconds: number, mark: { at: number; word: string }): string {
  const distance = seconds - mark.at;
  const word = mark.word.toLowerCase();
  if (Math.abs(distance) <= AT_THE_MARK) return `at the ${word}`;
  const size = Math.max(0.1, Math.round(Math.abs(distance) * 10) / 10);
  const said = size === 1 ? '1 second' : `${size.toFixed(size >= 10 ? 0 : 1).replace('.0', '')} seconds`;
  return `${said} ${distance < 0 ? 'before' : 'after'} the ${word}`;
}

/** Shows the frame of that moment and tells when that frame began, in seconds. */
export type FrameAt = (seconds: number) => Promise<number>;

/** The shortest time for which a frame can stand: those of a film at 60 a second stand for longer. */
const SHORTEST = 1 / 90;

/**
 * The frame after the one that stands at `now`. Films of screens have a frame only where something changed, so the next
 * may be a moment away or many seconds: it is looked for in growing steps.
 * @returns when it begins; that of the last frame when there is none after it
 */
export async function nextFrame(frameAt: FrameAt, now: number, end: number): Promise<number> {
  const here = await frameAt(now);
  let near = Math.max(now, here);
  let found = here;
  for (let step = 1 / 30; found <= here + SHORTEST / 2; step *= 2) {
    const far = Math.min(end, near + step);
    found = await frameAt(far);
    if (found > here + SHORTEST / 2) break;
    if (far >= end) return here;
    near = far;
  }
  // One that stands later was met: those between it and here are looked for from its beginning backwards.
  for (;;) {
    const before = await frameAt(found - SHORTEST / 2);
    if (before <= here + SHORTEST / 2 || before >= found) break;
    found = before;
  }
  return frameAt(found + SHORTEST / 4);
}

/** The frame before the one that stands at `now`; that of the first frame when there is none before it. */
export async function previousFrame(frameAt: FrameAt, now: number): Promise<number> {
  const here = await frameAt(now);
  const before = await frameAt(Math.max(0, here - SHORTEST / 2));
  // At its beginning, so that going on plays all of it.
  return frameAt(before + SHORTEST / 4);
}

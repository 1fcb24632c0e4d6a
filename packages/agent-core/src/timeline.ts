import type { RecordingJob } from './contracts/recorder.ts';

/** Milliseconds for which the trigger is marked. */
const MARKED_MS = 1000;
/** Of a recording that would have no length. */
const LEAST_SECONDS = 0.1;

/** A stretch of a recording in which one frame stands. */
export interface Stretch {
  /** Index of the frame. */
  readonly frame: number;
  /** Seconds from the beginning. */
  readonly at: number;
  readonly seconds: number;
  /** The trigger falls into it, or was within the second before it. */
  readonly marked: boolean;
}

/**
 * Which frame stands when, from the first frame to the end, without gaps. Frames come when they come; where one stands
 * as the trigger begins or ends, it is shown twice, with the mark and without.
 */
export function timelineOf({
  frames,
  triggerAt,
  endsAt,
}: Pick<RecordingJob, 'triggerAt' | 'endsAt'> & {
  readonly frames: readonly { readonly takenAt: number }[];
}): readonly Stretch[] {
  const first = frames[0]?.takenAt ?? endsAt;
  const end = Math.max(endsAt, first + LEAST_SECONDS * 1000, frames.at(-1)?.takenAt ?? 0);
  // Of a trigger before the first frame the first second is marked.
  const markFrom = Math.min(Math.max(triggerAt, first), end);
  const cuts = [...frames.map(({ takenAt }) => takenAt), markFrom, markFrom + MARKED_MS, end]
    .filter((at) => at >= first && at <= end)
    .sort((a, b) => a - b);
  return cuts.flatMap((at, place) => {
    const until = cuts[place + 1] ?? at;
    if (until <= at) return [];
    return [
      {
        frame: frames.findLastIndex(({ takenAt }) => takenAt <= at),
        at: (at - first) / 1000,
        seconds: (until - at) / 1000,
        marked: at >= markFrom && at < markFrom + MARKED_MS,
      },
    ];
  });
}

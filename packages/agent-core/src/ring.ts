import type { TakenFrame } from './contracts/recorder.ts';

/**
 * Bytes of compressed frames in memory, with those of recordings that go on. A frame at 1280x720 has some 60 to 150 KB:
 * more than a hundred of them, where ten seconds need ten and half a minute fifty.
 */
export const RING_BYTES = 16 * 1024 * 1024;

export interface KeptFrame extends TakenFrame {
  readonly place: string;
}

/** A frame, and when the screen was last seen to look like it. */
type Standing = KeptFrame & { seenAt: number };

/** Frames in memory, the oldest first. Nothing of it is ever written anywhere. */
export interface Ring {
  /** Adds a frame; one that looks the same as the last of its place is let go. The oldest make room. */
  put(frame: KeptFrame): void;
  /** What was seen of a place within two moments, both included, in order; what stood there already begins with the first. */
  between(place: string, from: number, to: number): readonly KeptFrame[];
  /** Lets go what `of` says; `seenAt` is when the screen was last seen to look like that. */
  drop(of: (frame: KeptFrame, seenAt: number) => boolean): void;
  /** When anything was last seen; null when there is nothing. */
  newest(): number | null;
  bytes(): number;
}

/** The seconds before something happens: SPEC.md, RING. */
export function createRing(maxBytes: number = RING_BYTES): Ring {
  let frames: readonly Standing[] = [];
  let total = 0;

  function keep(next: readonly Standing[]): void {
    frames = next;
    total = next.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  return {
    put(frame) {
      const before = frames.findLast(({ place }) => place === frame.place);
      if (before !== undefined && before.url === frame.url && same(before.bytes, frame.bytes)) {
        before.seenAt = frame.takenAt;
        return;
      }
      const next = [...frames, { ...frame, seenAt: frame.takenAt }];
      let bytes = total + frame.bytes.length;
      while (bytes > maxBytes) bytes -= next.shift()?.bytes.length ?? bytes;
      keep(next);
    },
    between: (place, from, to) =>
      frames
        .filter((frame) => frame.place === place && frame.seenAt >= from && frame.takenAt <= to)
        .map(({ bytes, takenAt, url }) => ({ place, bytes, url, takenAt: Math.max(from, takenAt) }))
        .sort((a, b) => a.takenAt - b.takenAt),
    drop(of) {
      const kept = frames.filter((frame) => !of(frame, frame.seenAt));
      if (kept.length < frames.length) keep(kept);
    },
    newest: () => (frames.length === 0 ? null : Math.max(...frames.map(({ seenAt }) => seenAt))),
    bytes: () => total,
  };
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

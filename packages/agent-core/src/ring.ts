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
  /** How many frames have a part: tiles that several have in common take memory once. */
  const holders = new Map<Uint8Array, number>();

  function hold(frame: Standing): void {
    for (const part of partsOf(frame)) {
      const before = holders.get(part) ?? 0;
      if (before === 0) total += part.length;
      holders.set(part, before + 1);
    }
  }

  function letGo(frame: Standing): void {
    for (const part of partsOf(frame)) {
      const left = (holders.get(part) ?? 0) - 1;
      if (left > 0) holders.set(part, left);
      else if (holders.delete(part)) total -= part.length;
    }
  }

  return {
    put(frame) {
      const before = frames.findLast(({ place }) => place === frame.place);
      if (before !== undefined && before.url === frame.url && sameFrame(before, frame)) {
        before.seenAt = frame.takenAt;
        return;
      }
      const next = [...frames, { ...frame, seenAt: frame.takenAt }];
      next.slice(-1).forEach(hold);
      while (total > maxBytes && next.length > 0) next.splice(0, 1).forEach(letGo);
      frames = next;
    },
    between: (place, from, to) =>
      frames
        .filter((frame) => frame.place === place && frame.seenAt >= from && frame.takenAt <= to)
        .map(({ seenAt: _seenAt, ...frame }) => ({ ...frame, takenAt: Math.max(from, frame.takenAt) }))
        .sort((a, b) => a.takenAt - b.takenAt),
    drop(of) {
      const gone = new Set(frames.filter((frame) => of(frame, frame.seenAt)));
      if (gone.size === 0) return;
      gone.forEach(letGo);
      frames = frames.filter((frame) => !gone.has(frame));
    },
    newest: () => (frames.length === 0 ? null : Math.max(...frames.map(({ seenAt }) => seenAt))),
    bytes: () => total,
  };
}

function partsOf({ bytes, tiles = [] }: KeptFrame): ReadonlySet<Uint8Array> {
  return new Set([bytes, ...tiles]);
}

function sameFrame(one: KeptFrame, other: KeptFrame): boolean {
  const [tiles, others] = [one.tiles ?? [], other.tiles ?? []];
  return (
    same(one.bytes, other.bytes) &&
    tiles.length === others.length &&
    tiles.every((tile, place) => tile === others[place])
  );
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

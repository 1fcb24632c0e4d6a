import type { Worry } from './activities.ts';
import type { Dice } from './dice.ts';

const MINUTE_MS = 60_000;
/** Minutes between two severe captures, and between two lesser ones. */
const SEVERE_EVERY = [6, 10] as const;
const LESSER_EVERY = [2, 4] as const;

/** Who writes something worrying, and when: whoever asks first once it is due. */
export interface Worries {
  /** @param now milliseconds of school time; @returns null while nothing is due */
  take(now: number): Worry | null;
}

export function createWorries(all: readonly Worry[], dice: Dice, now: number): Worries {
  const kinds = [
    stock(
      all.filter((worry) => worry.severity === 'severe'),
      SEVERE_EVERY,
    ),
    stock(
      all.filter((worry) => worry.severity !== 'severe'),
      LESSER_EVERY,
    ),
  ];

  /** Lines come round again only after all the others. */
  function stock(lines: readonly Worry[], every: readonly [number, number]) {
    let left: Worry[] = [];
    let dueAt = now + dice.between(0.5, every[0]) * MINUTE_MS;
    return {
      take(at: number): Worry | null {
        if (at < dueAt || lines.length === 0) return null;
        dueAt = at + dice.between(...every) * MINUTE_MS;
        if (left.length === 0) left = dice.shuffled(lines);
        return left.pop() ?? null;
      },
    };
  }

  return {
    take(at) {
      for (const kind of kinds) {
        const worry = kind.take(at);
        if (worry !== null) return worry;
      }
      return null;
    },
  };
}

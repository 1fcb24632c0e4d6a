/** Chance that can be repeated: the same seed gives the same rolls in every run. */
export interface Dice {
  /** At least 0 and less than 1. */
  roll(): number;
  /** A whole number from 0 up to, and without, `limit`. */
  below(limit: number): number;
  /** At least `from` and less than `to`. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  /** One of a list that is not empty. */
  pick<Item>(list: readonly Item[]): Item;
  shuffled<Item>(list: readonly Item[]): Item[];
}

/** Mulberry32: small, quick, and even enough for a school; not for secrets. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  function roll(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const below = (limit: number): number => Math.floor(roll() * limit);
  return {
    roll,
    below,
    between: (from, to) => from + roll() * (to - from),
    chance: (probability) => roll() < probability,
    pick(list) {
      const item = list[below(list.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    shuffled(list) {
      const left = [...list];
      const mixed: typeof left = [];
      while (left.length > 0) mixed.push(...left.splice(below(left.length), 1));
      return mixed;
    },
  };
}

/** A seed from names and numbers, so that each device and each lesson has chance of its own (FNV-1a). */
export function seedOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const unit of parts.join('\u0000')) {
    hash ^= unit.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

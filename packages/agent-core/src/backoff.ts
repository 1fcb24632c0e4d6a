import type { Random } from './contracts/random.ts';

/** A number from 0 up to but not including 1. */
export function fraction(random: Random): number {
  const bytes = random.bytes(4);
  let value = 0;
  for (const byte of bytes) value = value * 256 + byte;
  return value / 2 ** 32;
}

/** Milliseconds from `least` to `most`, spread evenly. */
export function between(random: Random, least: number, most: number): number {
  return Math.round(least + fraction(random) * (most - least));
}

/**
 * Exponential back-off with full jitter (Brooker, "Exponential Backoff And Jitter", AWS, 2015): anything up to a
 * bound that doubles, so that a thousand devices do not come back at once.
 * @param attempt failures so far, from 0
 * @returns milliseconds, at least a fifth of `firstMs`
 */
export function backoff(random: Random, attempt: number, firstMs: number, mostMs: number): number {
  const bound = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 20));
  return Math.max(Math.round(firstMs / 5), Math.round(fraction(random) * bound));
}

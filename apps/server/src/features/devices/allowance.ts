/** What one device may send: so many frames at once, then so many a second. */
export interface Allowance {
  /**
   * Takes the price of one frame.
   * @returns milliseconds to wait until it would be paid for; 0 when it is
   */
  take(deviceKey: string, price: number, now: number): number;
}

interface Bucket {
  tokens: number;
  at: number;
}

const PRUNE_ABOVE = 20_000;

/**
 * One bucket for each device, kept over its connections, so that connecting anew brings nothing.
 *
 * @param burst frames at once
 * @param perSecond frames a second after that
 */
export function createAllowance(burst: number, perSecond: number): Allowance {
  const buckets = new Map<string, Bucket>();

  function refill(bucket: Bucket, now: number): void {
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
  }

  return {
    take(deviceKey, price, now) {
      let bucket = buckets.get(deviceKey);
      if (bucket === undefined) {
        if (buckets.size > PRUNE_ABOVE) {
          for (const [key, other] of buckets) {
            refill(other, now);
            if (other.tokens >= burst) buckets.delete(key);
          }
        }
        bucket = { tokens: burst, at: now };
        buckets.set(deviceKey, bucket);
      }
      refill(bucket, now);
      const due = Math.min(price, burst);
      const missing = due - bucket.tokens;
      // Less than a thousandth is the rounding of the clock's fractions.
      if (missing > 0.001) return Math.ceil((missing / perSecond) * 1000 - 0.001);
      bucket.tokens = Math.max(0, -missing);
      return 0;
    },
  };
}

/** The price of a frame by its length: one, and one more for each further 8 KiB. */
export function priceOf(length: number): number {
  return 1 + Math.floor(length / 8192);
}

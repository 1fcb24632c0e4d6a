import type { Scan } from './peers/peer.ts';

/** What was measured of a matcher over text. A MB is 1,000,000 bytes. */
export type Speed = {
  readonly mbPerSecond: number;
  /** Of the text that was read once. */
  readonly bytes: number;
  /** Places reported in that text. */
  readonly hits: number;
};

/** The middle of the numbers; of an even count the lower of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** One pass over all documents to warm up, then the median of `runs` passes. The documents are ASCII. */
export function timeWhole(scan: Scan, documents: readonly string[], runs: number): Speed {
  const bytes = documents.reduce((sum, { length }) => sum + length, 0);
  const times: number[] = [];
  let hits = 0;
  for (let run = 0; run <= runs; run += 1) {
    hits = 0;
    const began = performance.now();
    for (const document of documents) hits += scan(document);
    if (run > 0 || runs === 0) times.push(performance.now() - began);
  }
  return { mbPerSecond: bytes / 1000 / median(times), bytes, hits };
}

/**
 * For what may be very slow: as many documents as fit into `milliseconds`, at least one, after a warm-up of a
 * fifth of that.
 */
export function timeWithin(scan: Scan, documents: readonly string[], milliseconds: number): Speed {
  const first = documents[0] ?? '';
  const warm = performance.now() + milliseconds / 5;
  do scan(first);
  while (performance.now() < warm);
  let bytes = 0;
  let hits = 0;
  let spent = 0;
  for (const document of documents) {
    const began = performance.now();
    hits += scan(document);
    spent += performance.now() - began;
    bytes += document.length;
    if (spent >= milliseconds) break;
  }
  return { mbPerSecond: bytes / 1000 / spent, bytes, hits };
}

import type { ByteRange } from '../blobs/blobs.ts';

export type RequestedRange =
  | { kind: 'whole' }
  | { kind: 'part'; range: ByteRange }
  /** The part asked for lies outside. */
  | { kind: 'none' };

/**
 * Reads a Range header (RFC 9110, section 14.2). Several ranges at once, other units and what is not understood are
 * answered with the whole, as the standard allows.
 * @param ifRange Lapwing gives what it sends in parts no validator, so a condition on one can never hold
 */
export function parseRange(
  header: string | undefined,
  ifRange: string | string[] | undefined,
  totalLength: number,
): RequestedRange {
  const match = /^bytes=([0-9]{0,15})-([0-9]{0,15})$/.exec(header ?? '');
  if (match === null || ifRange !== undefined) return { kind: 'whole' };
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return { kind: 'whole' };
  if (first === '') {
    const length = Math.min(Number(last), totalLength);
    if (length === 0) return { kind: 'none' };
    return { kind: 'part', range: { start: totalLength - length, end: totalLength } };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return { kind: 'whole' };
  if (start >= totalLength) return { kind: 'none' };
  const end = last === '' ? totalLength : Math.min(Number(last) + 1, totalLength);
  return { kind: 'part', range: { start, end } };
}

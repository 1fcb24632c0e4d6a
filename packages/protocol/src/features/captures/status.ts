import { z } from 'zod';

/** What stands for a capture; an open one waits for somebody. */
export const CAPTURE_STATUSES = [
  'unclassified',
  'requires-attention',
  'under-investigation',
  'escalated',
  'resolved',
  'false-positive',
  /** A false positive of which the like is let pass from now on. */
  'false-positive-allowed',
] as const;
export const CaptureStatus = z.enum(CAPTURE_STATUSES);
export type CaptureStatus = z.infer<typeof CaptureStatus>;

/** The statuses that close a capture. */
export const CLOSED_STATUSES = [
  'resolved',
  'false-positive',
  'false-positive-allowed',
] as const satisfies readonly CaptureStatus[];

export function isClosed(status: CaptureStatus): boolean {
  return CLOSED_STATUSES.some((closed) => closed === status);
}

/**
 * Statuses that ask for the reason: decisions, and the reasons for them, are recorded, including those not to refer
 * (Keeping children safe in education, record keeping).
 */
export function needsRationale(status: CaptureStatus): boolean {
  return isClosed(status) || status === 'escalated';
}

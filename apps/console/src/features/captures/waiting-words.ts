import type { CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import { isClosed } from '@lapwing/protocol/features/captures/status.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long an open capture has waited: `waits 2 h`; null for one that is closed. */
export function sayWaits(capture: Pick<CaptureSummary, 'status' | 'receivedAt'>, now: number): string | null {
  if (isClosed(capture.status)) return null;
  const size = Math.max(0, now - Date.parse(capture.receivedAt));
  if (size < MINUTE) return 'just came';
  if (size < HOUR) return `waits ${Math.floor(size / MINUTE)} min`;
  if (size < 2 * DAY) return `waits ${Math.floor(size / HOUR)} h`;
  return `waits ${Math.floor(size / DAY)} days`;
}

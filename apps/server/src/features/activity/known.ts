import { ActivityDone } from '@lapwing/protocol/features/activity/recorded.event.ts';
import { storable } from '../captures/index.ts';

/**
 * What was done, as it can be kept; null for a kind, or a form of one, that this version does not know: a newer agent
 * knows more than its server.
 */
export function knownDone(done: unknown): ActivityDone | null {
  const parsed = ActivityDone.safeParse(done);
  if (!parsed.success) return null;
  const fields = Object.entries(parsed.data).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? storable(value) : value,
  ]);
  // Only texts were exchanged for texts of the same length.
  return ActivityDone.parse(Object.fromEntries(fields));
}

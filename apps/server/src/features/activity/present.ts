import type { Activity } from '@lapwing/protocol/features/activity/api.ts';
import { ActivityDone } from '@lapwing/protocol/features/activity/recorded.event.ts';
import type { ActivityRow } from './store.ts';

/** A record as staff see it; null for one that a later version of the server has kept. */
export function presentActivity(row: ActivityRow): Activity | null {
  const done = ActivityDone.safeParse(row.done);
  if (!done.success) return null;
  return {
    id: row.id,
    at: row.at.toISOString(),
    device: { id: row.device_id, name: row.device_name },
    person:
      row.session_id === null ? null : { id: row.person_id, name: row.person_name ?? 'Unknown account' },
    done: done.data,
  };
}

import type { HandMade } from '../captures/index.ts';
import { viewerOf } from './recordings.ts';
import { listRecordingRows } from './store-recordings.ts';

/** Screenshots and recordings by hand of that time that the actor may see, the newest first. */
export const handMade: HandMade = async (tx, actor, { personId, deviceId, from, to }) => {
  const rows = await listRecordingRows(tx, viewerOf(actor), {
    personId: personId ?? undefined,
    deviceId: personId === null ? deviceId : undefined,
    during: { from, to },
    limit: 100,
  });
  return rows.map((row) => ({ id: row.id, at: row.started_at, what: row.kind, by: row.maker_name }));
};

import { reachOf } from '../../permissions/actor.ts';
import type { Live } from '../../permissions/live.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { presentSummary, viewerOf, type WordsOf } from './present.ts';
import { findSummary } from './store-read.ts';

/** Tells the consoles of a capture once the transaction is committed, each person only what they may see. */
export type Announce = (
  tx: SchoolTx,
  type: 'captures/arrived' | 'captures/changed',
  captureId: string,
) => void;

export function createAnnounce(live: Live, wordsOf: WordsOf): Announce {
  return (tx, type, captureId) => {
    const { schoolId } = tx;
    tx.afterCommit(() =>
      live.publish(schoolId, async (actor, now) => {
        const reach = reachOf(actor, 'captures.view');
        if (reach === null) return null;
        const row = await findSummary(now, reach, captureId);
        if (row === null) return null;
        return { type, capture: presentSummary(row, viewerOf(actor), await wordsOf(now)) };
      }),
    );
  };
}

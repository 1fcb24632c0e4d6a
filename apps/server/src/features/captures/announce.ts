import { reachOf, type Reach } from '../../permissions/actor.ts';
import type { Live } from '../../permissions/live.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { presentSummary, viewerOf, type WordsOf } from './present.ts';
import { findSummary, idsWithin } from './store-read.ts';

/** Tells the consoles of a capture once the transaction is committed, each person only what they may see. */
export type Announce = (
  tx: SchoolTx,
  type: 'captures/arrived' | 'captures/changed',
  captureId: string,
) => void;

/** With so many at once it is asked in one go who sees which of them: most see few. */
const MANY = 10;

/** What one transaction has told of, and who sees how much of that. */
interface Told {
  readonly ids: string[];
  readonly seen: Map<string, ReadonlySet<string>>;
}

export function createAnnounce(live: Live, wordsOf: WordsOf): Announce {
  const byTransaction = new WeakMap<SchoolTx, Told>();

  async function mayBeSeen(now: SchoolTx, reach: Reach, told: Told, captureId: string): Promise<boolean> {
    if (told.ids.length < MANY || reach.kind === 'school') return true;
    const key = [...reach.groupIds].sort().join();
    const seen = told.seen.get(key) ?? new Set(await idsWithin(now, reach, told.ids));
    told.seen.set(key, seen);
    return seen.has(captureId.toLowerCase());
  }

  return (tx, type, captureId) => {
    const { schoolId } = tx;
    const told: Told = byTransaction.get(tx) ?? { ids: [], seen: new Map() };
    byTransaction.set(tx, told);
    told.ids.push(captureId);
    tx.afterCommit(() =>
      live.publish(schoolId, async (actor, now) => {
        const reach = reachOf(actor, 'captures.view');
        if (reach === null || !(await mayBeSeen(now, reach, told, captureId))) return null;
        const row = await findSummary(now, reach, captureId);
        if (row === null) return null;
        return { type, capture: presentSummary(row, viewerOf(actor), await wordsOf(now)) };
      }),
    );
  };
}

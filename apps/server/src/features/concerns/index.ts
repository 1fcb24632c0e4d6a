import type { Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { createConcernAnnounce } from './announce.ts';
import { addConcernRoutes } from './api.ts';
import type { ConcernsDeps } from './deps.ts';
import { sightOf } from './look.ts';
import { concernForPaper as paperOf, type ConcernPaper } from './paper.ts';
import { addConcernPaper } from './pdf.ts';
import { addRecordRoutes } from './record.api.ts';
import { concernsWith } from './store.ts';
import { addTransferRoute } from './transfer.api.ts';
import { dayIn } from './words.ts';

export type { ConcernsDeps } from './deps.ts';
export type { ConcernPaper } from './paper.ts';

export interface Concerns {
  /** All that a paper of a concern shows; null when the actor may not give it out. Leaves a line in its chronology. */
  concernForPaper(tx: SchoolTx, actor: Actor, id: string, as: string): Promise<ConcernPaper | null>;
}

/** Adds the routes of the concerns. */
export function registerConcerns(deps: ConcernsDeps): Concerns {
  const parts = {
    ...deps,
    today: () => dayIn(deps.timeZone, deps.clock.now()),
    announce: createConcernAnnounce(deps.live),
  };
  addConcernRoutes(parts);
  addRecordRoutes(parts);
  addTransferRoute(parts);
  addConcernPaper(parts);
  return { concernForPaper: (tx, actor, id, as) => paperOf(parts, tx, actor, id, as) };
}

/** Concerns that the capture stands in, of those that the actor may see; the newest first. */
export function concernsOf(
  tx: SchoolTx,
  actor: Actor,
  captureId: string,
): Promise<Array<{ id: string; title: string }>> {
  return concernsWith(tx, sightOf(actor), captureId);
}

import type { AppendAudit } from '../../permissions/routes.ts';
import { insertEntry } from './store.ts';

/** Adds an audit line within the transaction that does the thing; see `AppendAudit`. */
export const appendAudit: AppendAudit = async (tx, line) => {
  await insertEntry(tx, {
    actorId: line.actor?.id ?? null,
    actorName: line.actor?.name ?? null,
    action: line.action,
    summary: line.summary.slice(0, 500),
    subjectKind: line.subject?.kind ?? null,
    subjectId: line.subject?.id ?? null,
    outcome: line.outcome,
    address: line.address,
  });
};

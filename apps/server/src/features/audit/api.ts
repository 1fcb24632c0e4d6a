import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import type { AuditEntry } from '@lapwing/protocol/features/audit/api.ts';
import { can } from '../../permissions/actor.ts';
import type { AppendAudit, Routes } from '../../permissions/routes.ts';
import { audited } from '../../permissions/routes.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import { insertEntry, listEntries, type AuditRow } from './store.ts';

/** Adds the route of the audit. Reading the audit is itself audited. */
export function registerAudit(deps: { routes: Routes }): void {
  deps.routes.school(listAudit, {
    capability: 'audit.view',
    audit: 'audit.view',
    async handle({ tx, actor, query }) {
      const before = Number(decodeCursor(query.after, 1)?.[0] ?? Number.NaN);
      const rows = await listEntries(tx, {
        subjectId: query.subjectId,
        actorId: query.actorId,
        action: query.action,
        before: Number.isSafeInteger(before) ? before : null,
        limit: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const next = rows.length > query.limit && last !== undefined ? encodeCursor([String(last.seq)]) : null;
      const seesCaptures = can(actor, 'captures.view');
      const items = page.map((row) => (seesCaptures ? presentEntry(row) : withoutPupil(presentEntry(row))));
      return audited({ items, next }, { summary: 'Looked at the audit', subject: null });
    },
  });
}

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

function presentEntry(row: AuditRow): AuditEntry {
  return {
    seq: row.seq,
    at: row.at.toISOString(),
    actor: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? '' },
    action: row.action,
    summary: row.summary,
    subject: row.subject_id === null ? null : { kind: row.subject_kind ?? '', id: row.subject_id },
    outcome: row.outcome,
    address: row.address,
    hash: row.hash,
  };
}

/** Whoever may not see captures sees that somebody acted on one, and not on whose: that would tell what it is about. */
function withoutPupil(entry: AuditEntry): AuditEntry {
  if (!/^(captures|evidence)\./.test(entry.action)) return entry;
  return { ...entry, summary: 'Acted on a capture that you may not see', subject: null };
}

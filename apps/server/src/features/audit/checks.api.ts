import {
  continueAuditCheck,
  listAuditChecks,
  startAuditCheck,
  type AuditCheck,
} from '@lapwing/protocol/features/audit/api.ts';
import { audited, unaudited, type Routes } from '../../permissions/routes.ts';
import { notFound } from '../../platform/http/outcome.ts';
import { appendAudit } from './append.ts';
import {
  holdCheck,
  insertCheck,
  lastWhole,
  listCheckRows,
  updateCheck,
  type CheckRow,
} from './store-checks.ts';
import { newestSeq } from './store.ts';
import { walkOn } from './verify.ts';

/** Entries of one request: well under a second, so that somebody sees it go on and can leave it. */
const PIECE = 10_000;
const SHOWN = 10;

/** Adds the walk along the chain, in pieces that the console asks for one after the other. */
export function registerChecks(deps: { routes: Routes }): void {
  const { routes } = deps;

  routes.school(listAuditChecks, {
    capability: 'audit.view',
    audit: 'none',
    async handle({ tx }) {
      const [rows, of] = [await listCheckRows(tx, SHOWN), await newestSeq(tx)];
      return unaudited({ checks: rows.map((row) => present(row, of)) });
    },
  });
  routes.school(startAuditCheck, {
    capability: 'audit.view',
    audit: 'audit.check',
    async handle({ tx, actor }) {
      const row = await insertCheck(tx, { id: actor.accountId, name: actor.name });
      return audited(present(row, await newestSeq(tx)), {
        summary: 'Began to check the chain of the audit',
        subject: { kind: 'check', id: row.id },
      });
    },
  });
  routes.school(continueAuditCheck, {
    capability: 'audit.view',
    audit: 'none',
    async handle({ tx, actor, params, address }) {
      const row = await holdCheck(tx, params.id);
      if (row === null) return notFound();
      const of = await newestSeq(tx);
      if (row.endedAt !== null) return unaudited(present(row, of));
      const from = { seq: row.entries, hash: row.head };
      const { head, problem, ended } = await walkOn(tx, from, await lastWhole(tx), PIECE);
      await updateCheck(tx, row.id, { entries: head.seq, head: head.hash, problem, ended });
      if (ended) {
        await appendAudit(tx, {
          action: 'audit.check-result',
          summary:
            problem === null
              ? `Checked the chain of the audit: whole, ${head.seq} entries, head ${head.hash}`
              : `Checked the chain of the audit: broken at entry ${problem.seq} (${problem.problem})`,
          subject: { kind: 'check', id: row.id },
          outcome: problem === null ? 'done' : 'failed',
          actor: { id: actor.accountId, name: actor.name },
          address,
        });
      }
      const now = await holdCheck(tx, params.id);
      if (now === null) throw new Error('the check was there a moment ago');
      return unaudited(present(now, of));
    },
  });
}

function present(row: CheckRow, of: number): AuditCheck {
  return {
    id: row.id,
    by: { id: row.byId, name: row.byName },
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    entries: row.entries,
    head: row.head,
    of: Math.max(of, row.entries),
    problem:
      row.problem === null || row.problemSeq === null ? null : { seq: row.problemSeq, problem: row.problem },
  };
}

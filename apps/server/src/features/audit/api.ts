import {
  AUDIT_COUNTED,
  AUDIT_EXPORTED,
  countAudit,
  exportAudit,
  listAudit,
  listAuditChoices,
  showAudit,
  type AuditFilters,
} from '@lapwing/protocol/features/audit/api.ts';
import { audited, BytesReply, unaudited, type Routes } from '../../permissions/routes.ts';
import type { Actor } from '../../permissions/actor.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { CSV_BEGIN, csvRow } from '../../platform/csv/write.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import { checkLinks, GENESIS_HASH } from './chain.ts';
import { registerChecks } from './checks.api.ts';
import { presentEntry, withheldFrom } from './present.ts';
import {
  countEntries,
  entriesNumbered,
  findWords,
  firstFrom,
  listChoices,
  listEntries,
  partnerOf,
  type EntryFilter,
  type ListedRow,
} from './store.ts';
import { chained } from './verify.ts';

const PIECE = 5000;

/** Adds the routes of the audit. Reading the audit is itself audited. */
export function registerAudit(deps: { routes: Routes; db: Database; clock: Clock }): void {
  const { routes, db, clock } = deps;
  registerChecks(deps);

  routes.school(listAudit, {
    capability: 'audit.view',
    audit: 'audit.view',
    async handle({ tx, actor, query }) {
      const before = Number(decodeCursor(query.after, 1)?.[0] ?? Number.NaN);
      const filter = await filterOf(tx, query, actor);
      const total = await countEntries(tx, filter, AUDIT_COUNTED, null);
      const rows = await listEntries(tx, filter, {
        before: Number.isSafeInteger(before) ? before : null,
        limit: query.limit + 1,
        few: !total.more,
      });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const next = rows.length > query.limit && last !== undefined ? encodeCursor([String(last.seq)]) : null;
      const items = page.map((row) => presentEntry(row, filter.withheld));
      return audited({ items, next, total }, { summary: 'Looked at the audit', subject: null });
    },
  });
  routes.school(countAudit, {
    capability: 'audit.view',
    audit: 'none',
    async handle({ tx, actor, query }) {
      const filter = await filterOf(tx, query, actor);
      const since = { seq: query.since, apartFrom: actor.accountId };
      return unaudited({
        total: await countEntries(tx, filter, AUDIT_COUNTED, null),
        fresh: await countEntries(tx, filter, AUDIT_COUNTED, since),
      });
    },
  });
  routes.school(listAuditChoices, {
    capability: 'audit.view',
    audit: 'none',
    handle: async ({ tx }) => unaudited(await listChoices(tx)),
  });
  routes.school(showAudit, {
    capability: 'audit.view',
    audit: 'audit.show',
    async handle({ tx, actor, params: { seq } }) {
      const near = await entriesNumbered(tx, [seq - 1, seq, seq + 1]);
      const numbered = (number: number): ListedRow | undefined => near.find((row) => row.seq === number);
      const row = numbered(seq);
      if (row === undefined) return notFound();
      const before = numbered(seq - 1);
      const link =
        seq === 1 ? { seq: 0, hash: GENESIS_HASH } : before && { seq: before.seq, hash: before.hash };
      const partner = await partnerOf(tx, row);
      const [other] = partner === null ? [] : await entriesNumbered(tx, [partner]);
      const withheld = withheldFrom(actor);
      const shown = (one: ListedRow | undefined) => (one === undefined ? null : presentEntry(one, withheld));
      return audited(
        {
          entry: presentEntry(row, withheld),
          previousHash: row.previous_hash,
          intact: link !== undefined && checkLinks([chained(row)], link).problem === null,
          before: shown(before),
          next: shown(numbered(seq + 1)),
          partner: shown(other),
        },
        { summary: `Looked at line ${seq} of the audit`, subject: null },
      );
    },
  });
  routes.school(exportAudit, {
    capability: 'audit.view',
    audit: 'audit.export',
    perMinute: 10,
    async handle({ tx, actor, query }) {
      const filter = await filterOf(tx, query, actor);
      const total = await countEntries(tx, filter, AUDIT_EXPORTED, null);
      if (total.more) {
        return refuse('bad-request', 'too-many-lines', 'These are more lines than one file can hold.', {
          remedy: `Narrow them by dates, to at most ${AUDIT_EXPORTED.toLocaleString('en-GB')} lines.`,
        });
      }
      const day = new Date(clock.now()).toISOString().slice(0, 10);
      return {
        ok: true,
        reply: new Uint8Array(),
        audit: {
          summary: `Exported ${total.lines} lines of the audit`,
          subject: null,
          outcome: 'opened',
        },
        late: async () =>
          new BytesReply(await csvOf(actor, filter), {
            'content-type': 'text/csv; charset=utf-8',
            'content-disposition': `attachment; filename="audit-${day}.csv"`,
            'cache-control': 'private, no-store',
          }),
      };
    },
  });

  /** All lines that fit, in pieces: no transaction lasts long. */
  async function csvOf(actor: Actor, filter: EntryFilter): Promise<Uint8Array> {
    const parts = [CSV_BEGIN, csvRow(COLUMNS)];
    for (let before: number | null = null; ;) {
      const page = { before, limit: PIECE, few: false };
      const rows: ListedRow[] = await db.inSchool(actor.schoolId, (tx) => listEntries(tx, filter, page));
      for (const row of rows) {
        const {
          seq,
          at,
          actor: by,
          summary,
          action,
          subject,
          outcome,
          unfinished,
          address,
          hash,
        } = presentEntry(row, filter.withheld);
        parts.push(
          csvRow([
            String(seq),
            at,
            by?.name ?? 'Lapwing',
            by?.id ?? '',
            summary,
            action,
            subject?.kind ?? '',
            subject?.id ?? '',
            unfinished ? 'opened, not finished' : outcome,
            address ?? '',
            hash,
          ]),
        );
      }
      before = rows.at(-1)?.seq ?? null;
      if (rows.length < PIECE || before === null) return Buffer.from(parts.join(''), 'utf8');
    }
  }
}

const COLUMNS = [
  'No.',
  'When (UTC)',
  'Who',
  'Account',
  'What',
  'Kind',
  'About (kind)',
  'About (id)',
  'Outcome',
  'From',
  'Hash',
];

async function filterOf(tx: SchoolTx, query: AuditFilters, actor: Actor): Promise<EntryFilter> {
  const { actorId, action, subjectId, personId, from, until, outcome, search } = query;
  const numberFrom = async (text: string | undefined): Promise<number | undefined> =>
    text === undefined ? undefined : firstFrom(tx, new Date(text));
  return {
    actorId,
    action,
    subjectId,
    personId,
    from: await numberFrom(from),
    until: await numberFrom(until),
    outcome,
    search,
    found: search === undefined || search === '' ? null : await findWords(tx, search, AUDIT_COUNTED),
    withheld: withheldFrom(actor),
  };
}

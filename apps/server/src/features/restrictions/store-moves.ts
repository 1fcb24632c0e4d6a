import type { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** A capture of a pupil, as far as it decides what follows on it. */
export interface FindingRow {
  readonly device_id: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly term: string;
  readonly policy: PolicyKey;
}

/** The capture with the pupil whose it is; null while it is nobody's, or a member of staff's. */
export async function findFinding(tx: SchoolTx, captureId: string): Promise<FindingRow | null> {
  const rows = await sql<FindingRow>`
    select c.device_id, c.person_id, p.name as person_name, c.term, c.policy
    from captures c join people p on p.school_id = c.school_id and p.id = c.person_id
    where c.school_id = lapwing_school() and c.id = ${captureId} and p.kind = 'pupil' and p.left_at is null`.execute(
    tx.kysely,
  );
  return rows.rows[0] ?? null;
}

/** As much of a capture as says what follows on it, whosever it is. */
export type TermRow = Pick<FindingRow, 'device_id' | 'term' | 'policy'> & {
  readonly person_id: string | null;
};

export async function findTerm(tx: SchoolTx, captureId: string): Promise<TermRow | null> {
  const rows = await sql<TermRow>`
    select device_id, person_id, term, policy from captures
    where school_id = lapwing_school() and id = ${captureId}`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

/** A shared group of people, and until when the person is in it by hand already: `Infinity` for good, 0 for not at all. */
export async function groupToMoveTo(
  tx: SchoolTx,
  groupId: string,
  personId: string,
): Promise<{ readonly name: string; readonly until: number } | null> {
  const rows = await sql<{ name: string; inside: boolean; until: Date | null }>`
    select g.name, m.member_id is not null as inside, m.until from groups g
    left join groups_memberships m on m.school_id = g.school_id and m.group_id = g.id and m.member_id = ${personId}
      and m.via = 'fixed'
    where g.school_id = lapwing_school() and g.id = ${groupId} and g.kind = 'people' and g.owner_account is null
      and g.built_in is distinct from 'whole-school'`.execute(tx.kysely);
  const [row] = rows.rows;
  if (row === undefined) return null;
  return { name: row.name, until: !row.inside ? 0 : (row.until?.getTime() ?? Infinity) };
}

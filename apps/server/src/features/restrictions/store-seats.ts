import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Seat } from '../state/index.ts';
import { RESTRICTING_GROUPS, type BannedFact, type RestrictingGroup, type SeatFacts } from './facts.ts';

interface MembershipRow {
  readonly member_id: string;
  readonly root: string;
  readonly built_in: RestrictingGroup | 'whole-school' | null;
  readonly name: string;
  readonly since: Date;
  readonly until: Date | null;
}

/**
 * The seats with their groups, as far as they matter: those given, and the built-in ones that restrict. One query,
 * however many seats there are.
 *
 * @param groupIds of groups that restrictions are for; whole school among them holds for every seat
 */
export async function seatFacts(
  tx: SchoolTx,
  seats: readonly Seat[],
  groupIds: readonly string[],
): Promise<SeatFacts[]> {
  const members = seats.flatMap(({ deviceId, personId }) =>
    personId === null ? [deviceId] : [deviceId, personId],
  );
  const rows = await sql<MembershipRow>`
    with recursive below as (
      select id as root, id, built_in, name from groups
      where school_id = lapwing_school()
        and (id = any(${[...new Set(groupIds)]}::uuid[]) or built_in = any(${[...RESTRICTING_GROUPS]}::text[]))
      union
      select below.root, child.id, below.built_in, below.name from groups child
      join below on child.parent_id = below.id where child.school_id = lapwing_school())
    select m.member_id, below.root, below.built_in, below.name, m.since, m.until
    from below join groups_memberships m on m.school_id = lapwing_school() and m.group_id = below.id
    where m.member_id = any(${members}::uuid[])
    union all
    -- Everybody is in it without a membership.
    select null, id, built_in, name, now(), null from below where built_in = 'whole-school'`.execute(
    tx.kysely,
  );
  const everywhere = rows.rows.flatMap((row) => (row.built_in === 'whole-school' ? [row.root] : []));
  const groups = new Map<string, string[]>();
  const banned = new Map<string, Array<Omit<BannedFact, 'personal'>>>();
  for (const row of rows.rows) {
    if (row.built_in === 'whole-school') continue;
    pushTo(groups, row.member_id, row.root);
    if (row.built_in === null) continue;
    const { root: id, name, built_in: group } = row;
    pushTo(banned, row.member_id, {
      id,
      name,
      group,
      since: row.since.getTime(),
      until: row.until?.getTime() ?? null,
    });
  }
  return seats.map(({ deviceId, personId }) => {
    const ownGroups = new Set([...everywhere, ...(groups.get(deviceId) ?? [])]);
    const own = banned.get(deviceId) ?? [];
    const theirs = personId === null ? [] : (banned.get(personId) ?? []);
    return {
      deviceId,
      personId,
      groups: new Set([...ownGroups, ...(personId === null ? [] : (groups.get(personId) ?? []))]),
      ownGroups,
      banned: [
        ...own.map((each) => ({ ...each, personal: false })),
        ...theirs.map((each) => ({ ...each, personal: true })),
      ],
    };
  });
}

/** Of these groups, the built-in ones that restrict. */
export async function restrictingAmong(
  tx: SchoolTx,
  groupIds: readonly string[],
): Promise<Array<Pick<BannedFact, 'id' | 'name' | 'group'>>> {
  const rows = await sql<Pick<BannedFact, 'id' | 'name' | 'group'>>`
    select id, name, built_in as "group" from groups
    where school_id = lapwing_school() and id = any(${[...groupIds]}::uuid[])
      and built_in = any(${[...RESTRICTING_GROUPS]}::text[])
    order by id`.execute(tx.kysely);
  return rows.rows;
}

function pushTo<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const before = map.get(key);
  if (before === undefined) map.set(key, [value]);
  else before.push(value);
}

import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** Members written in one statement. */
const BATCH = 1000;

/** Takes people out of every group that somebody put them in: they have left the school. */
export async function leaveAllGroups(tx: SchoolTx, personIds: readonly string[]): Promise<void> {
  await sql`
    delete from groups_members
    where school_id = lapwing_school() and member_id = any(${[...personIds]}::uuid[])`.execute(tx.kysely);
}

export interface RosterGroup {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
}

/** The school's own groups of people: neither built in nor anybody's personal ones. */
export async function schoolGroups(tx: SchoolTx): Promise<RosterGroup[]> {
  const rows = await sql<{ id: string; parent_id: string | null; name: string }>`
    select id, parent_id, name from groups
    where school_id = lapwing_school() and kind = 'people' and built_in is null and owner_account is null`.execute(
    tx.kysely,
  );
  return rows.rows.map((row) => ({ id: row.id, parentId: row.parent_id, name: row.name }));
}

/** Who is to be in which group, or no longer. */
export interface Membership {
  readonly groupId: string;
  readonly memberId: string;
}

/** Puts people in groups for good; who is in already stays. */
export async function putInGroups(tx: SchoolTx, members: readonly Membership[]): Promise<void> {
  for (let at = 0; at < members.length; at += BATCH) {
    const batch = members.slice(at, at + BATCH);
    await sql`
      insert into groups_members (school_id, group_id, member_id)
      select lapwing_school(), * from unnest(
        ${batch.map((one) => one.groupId)}::uuid[], ${batch.map((one) => one.memberId)}::uuid[])
      on conflict do nothing`.execute(tx.kysely);
  }
}

/** Takes people out of groups that somebody put them in for good. */
export async function takeOutOfGroups(tx: SchoolTx, members: readonly Membership[]): Promise<void> {
  for (let at = 0; at < members.length; at += BATCH) {
    const batch = members.slice(at, at + BATCH);
    await sql`
      delete from groups_members m using unnest(
        ${batch.map((one) => one.groupId)}::uuid[], ${batch.map((one) => one.memberId)}::uuid[]) as gone (group_id, member_id)
      where m.school_id = lapwing_school() and m.group_id = gone.group_id and m.member_id = gone.member_id
        and m.via = 'fixed' and m.until is null`.execute(tx.kysely);
  }
}

/** Makes a group of people, or finds the one that stands there by that name already. @returns its id */
export async function addRosterGroup(tx: SchoolTx, name: string, parentId: string | null): Promise<string> {
  const made = await sql<{ id: string }>`
    insert into groups (school_id, parent_id, name, kind) values (lapwing_school(), ${parentId}, ${name}, 'people')
    on conflict do nothing returning id`.execute(tx.kysely);
  const found =
    made.rows[0] ??
    (
      await sql<{ id: string }>`
        select id from groups where school_id = lapwing_school() and kind = 'people' and built_in is null
          and owner_account is null and parent_id is not distinct from ${parentId}::uuid and lower(name) = lower(${name})`.execute(
        tx.kysely,
      )
    ).rows[0];
  if (found === undefined) throw new Error('a group is neither there nor can it be made');
  return found.id;
}

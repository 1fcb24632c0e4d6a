import type { AccessPolicyFields } from '@lapwing/protocol/features/access/api.ts';
import type { AccessKind, Hours } from '@lapwing/protocol/features/restrictions/rules.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** A policy as far as it is asked of each device; what it says in full is read when it is needed. */
export interface PolicyOutline {
  readonly id: string;
  readonly position: number;
  readonly revision: number;
  readonly groupIds: readonly string[];
}

export interface PolicyRow extends PolicyOutline {
  readonly title: string;
  readonly kind: AccessKind;
  readonly sites: string[];
  readonly titles: string[];
  readonly categories: string[];
  readonly endings: string[];
  readonly applications: string[];
  readonly words: string | null;
  readonly status: 'enabled' | 'disabled' | 'scheduled';
  readonly hours: Hours | null;
  readonly inHolidays: boolean;
  readonly changedAt: Date;
  readonly changedName: string;
}

const groupIds = sql`coalesce((select array_agg(g.group_id order by g.group_id) from access_policy_groups g
  where g.school_id = p.school_id and g.policy_id = p.id), '{}')`;
const columns = sql`p.id, p.position, p.revision, ${groupIds} as "groupIds", p.title, p.kind, p.sites, p.titles,
  p.categories, p.endings, p.applications, p.words, p.status, p.hours, p.in_holidays as "inHolidays", p.changed_at as "changedAt",
  p.changed_name as "changedName"`;

/** All policies, in their order. */
export async function listPolicies(tx: SchoolTx): Promise<PolicyRow[]> {
  const rows = await sql<PolicyRow>`
    select ${columns} from access_policies p where p.school_id = lapwing_school() order by p.position, p.id`.execute(
    tx.kysely,
  );
  return rows.rows;
}

/** Policies that are switched on and for somebody, in their order. */
export async function listOutlines(tx: SchoolTx): Promise<PolicyOutline[]> {
  const rows = await sql<PolicyOutline>`
    select p.id, p.position, p.revision, ${groupIds} as "groupIds" from access_policies p
    where p.school_id = lapwing_school() and p.status <> 'disabled'
      and exists (select 1 from access_policy_groups g where g.school_id = p.school_id and g.policy_id = p.id)
    order by p.position, p.id`.execute(tx.kysely);
  return rows.rows;
}

export async function findPolicies(tx: SchoolTx, ids: readonly string[]): Promise<PolicyRow[]> {
  const rows = await sql<PolicyRow>`
    select ${columns} from access_policies p
    where p.school_id = lapwing_school() and p.id = any(${[...ids]}::uuid[])`.execute(tx.kysely);
  return rows.rows;
}

/** The policy, held until the transaction ends: of two who change it at once the second sees what the first did. */
export async function holdPolicy(tx: SchoolTx, id: string): Promise<PolicyRow | null> {
  await sql`select 1 from access_policies where school_id = lapwing_school() and id = ${id} for update`.execute(
    tx.kysely,
  );
  return (await findPolicies(tx, [id]))[0] ?? null;
}

/** One who changes which policies there are, or their order, at a time. */
export async function holdOrder(tx: SchoolTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('access ' || lapwing_school(), 0))`.execute(
    tx.kysely,
  );
}

export interface By {
  readonly id: string;
  readonly name: string;
}

/** Adds a policy as the last. */
export async function insertPolicy(tx: SchoolTx, policy: AccessPolicyFields, by: By): Promise<string> {
  const { title, kind, sites, titles, categories, endings, applications, words, status, inHolidays } = policy;
  const rows = await sql<{ id: string }>`
    insert into access_policies (school_id, position, title, kind, sites, titles, categories, endings, applications, words,
      status, hours, in_holidays, changed_by, changed_name)
    select lapwing_school(), coalesce(max(position) + 1, 0), ${title}, ${kind}, ${sites}, ${titles}, ${categories},
      ${endings}, ${applications}, ${words}, ${status}, ${jsonOf(policy.hours)}::jsonb, ${inHolidays}, ${by.id}, ${by.name}
    from access_policies where school_id = lapwing_school()
    returning id`.execute(tx.kysely);
  const [row] = rows.rows;
  if (row === undefined) throw new Error('the policy was just added');
  await replaceGroups(tx, row.id, policy.groupIds);
  return row.id;
}

export async function updatePolicy(
  tx: SchoolTx,
  id: string,
  policy: AccessPolicyFields,
  by: By,
): Promise<void> {
  const { title, kind, sites, titles, categories, endings, applications, words, status, inHolidays } = policy;
  await sql`
    update access_policies set title = ${title}, kind = ${kind}, sites = ${sites}, titles = ${titles},
      categories = ${categories}, endings = ${endings}, applications = ${applications},
      words = ${words}, status = ${status},
      hours = ${jsonOf(policy.hours)}::jsonb, in_holidays = ${inHolidays}, revision = revision + 1,
      changed_at = now(), changed_by = ${by.id}, changed_name = ${by.name}
    where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
  await replaceGroups(tx, id, policy.groupIds);
}

export async function deletePolicy(tx: SchoolTx, id: string): Promise<void> {
  await sql`delete from access_policies where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
}

/** @param ids of all policies, the strongest first */
export async function reorderPolicies(tx: SchoolTx, ids: readonly string[]): Promise<void> {
  await sql`
    update access_policies p set position = given.place - 1
    from unnest(${[...ids]}::uuid[]) with ordinality as given (id, place)
    where p.school_id = lapwing_school() and p.id = given.id and p.position <> given.place - 1`.execute(
    tx.kysely,
  );
}

async function replaceGroups(tx: SchoolTx, id: string, ids: readonly string[]): Promise<void> {
  await sql`
    delete from access_policy_groups where school_id = lapwing_school() and policy_id = ${id}
      and group_id <> all(${[...ids]}::uuid[])`.execute(tx.kysely);
  await sql`
    insert into access_policy_groups (school_id, policy_id, group_id)
    select lapwing_school(), ${id}, given from unnest(${[...ids]}::uuid[]) as given
    on conflict do nothing`.execute(tx.kysely);
}

function jsonOf(hours: Hours | null): string | null {
  return hours === null ? null : JSON.stringify(hours);
}

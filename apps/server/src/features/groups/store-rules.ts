import type { GroupMember, GroupRule } from '@lapwing/protocol/features/groups/api.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from './reach.ts';
import { matcherOf } from './rules.ts';
import type { GroupKind } from './store.ts';

/** The lines of the group's rule, in order. */
export async function rulesOf(tx: SchoolTx, groupId: string): Promise<GroupRule[]> {
  const rows = await sql<GroupRule>`
    select field, pattern, exclude from groups_rules
    where school_id = lapwing_school() and group_id = ${groupId} order by position`.execute(tx.kysely);
  return rows.rows.map(({ field, pattern, exclude }) => ({ field, pattern, exclude }));
}

/** Puts these lines in the place of the group's rule. Run {@link refreshRules} for the group afterwards. */
export async function replaceRules(
  tx: SchoolTx,
  groupId: string,
  rules: readonly GroupRule[],
): Promise<void> {
  await sql`delete from groups_rules where school_id = lapwing_school() and group_id = ${groupId}`.execute(
    tx.kysely,
  );
  await sql`
    insert into groups_rules (school_id, group_id, position, field, pattern, exclude, matcher, exact)
    select lapwing_school(), ${groupId}, line.position, line.field, line.pattern, line.exclude, line.matcher, line.exact
    from (${linesOf(rules)}) as line`.execute(tx.kysely);
}

/** Whose rules are to be run: those of these groups, of all groups on these people and devices, or of all on all. */
export type RulesScope = { groupIds: readonly string[] } | { memberIds: readonly string[] } | 'all';

/**
 * Runs rules anew and writes down who is in by them. Call it in the transaction that has changed what rules look at:
 * people (name, user name, kind, year, form) or devices (name, room, system, address, version of the agent). Whoever
 * was put in by hand stays in, also where the rule excludes them: a line that excludes takes out only whom the lines
 * that include would bring in.
 *
 * @returns whether anybody came in or went out; publish `groupsChanged` after the commit if so
 */
export async function refreshRules(tx: SchoolTx, scope: RulesScope): Promise<boolean> {
  const all = sql<boolean>`true`;
  const members = scope !== 'all' && 'memberIds' in scope ? [...new Set(scope.memberIds)] : null;
  const groups = scope !== 'all' && 'groupIds' in scope ? [...scope.groupIds] : null;
  if (members?.length === 0 || groups?.length === 0) return false;
  const ofGroups = (column: RawBuilder<unknown>): RawBuilder<boolean> =>
    groups === null ? all : sql<boolean>`${column} = any(${groups}::uuid[])`;
  const ofMembers = (column: RawBuilder<unknown>): RawBuilder<boolean> =>
    members === null ? all : sql<boolean>`${column} = any(${members}::uuid[])`;
  const lines = sql`
    select g.id as group_id, g.kind, r.field, r.matcher, r.exact, r.exclude
    from groups_rules r join groups g on g.school_id = r.school_id and g.id = r.group_id
    where r.school_id = lapwing_school() and ${ofGroups(sql.ref('r.group_id'))}`;
  const rows = await sql<{ changes: number }>`
    with ${fits(lines, ofMembers)},
    gone as (
      delete from groups_members m
      where m.school_id = lapwing_school() and m.via = 'rule'
        and ${ofGroups(sql.ref('m.group_id'))} and ${ofMembers(sql.ref('m.member_id'))}
        and not exists (select 1 from fits where fits.group_id = m.group_id and fits.id = m.member_id)
      returning 1),
    come as (
      insert into groups_members (school_id, group_id, member_id, via)
      select lapwing_school(), fits.group_id, fits.id, 'rule' from fits
      on conflict do nothing
      returning 1)
    select (select count(*) from gone) + (select count(*) from come) as changes`.execute(tx.kysely);
  return (rows.rows[0]?.changes ?? 0) > 0;
}

/** Who would be in by these lines, of those within reach: how many, and the first of them by name. */
export async function tryRulesOn(
  tx: SchoolTx,
  kind: GroupKind,
  reach: Reach,
  rules: readonly GroupRule[],
  first: number,
): Promise<{ total: number; first: GroupMember[] }> {
  const lines = sql`
    select null::uuid as group_id, ${kind}::text as kind, line.field, line.matcher, line.exact, line.exclude
    from (${linesOf(rules)}) as line`;
  const named =
    kind === 'people'
      ? sql`select p.id, p.name, coalesce(p.form, p.username) as detail from people p join fits on fits.id = p.id
          where p.school_id = lapwing_school() and ${withinReach(reach, sql.ref('p.id'))}`
      : sql`select d.id, d.name, d.room as detail from devices d join fits on fits.id = d.id
          where d.school_id = lapwing_school() and ${withinReach(reach, sql.ref('d.id'), sql.ref('d.assigned_person_id'))}`;
  const rows = await sql<{ id: string; name: string; detail: string | null; total: number }>`
    with ${fits(lines, () => sql<boolean>`true`)}, named as (${named})
    select id, name, detail, count(*) over () as total from named
    order by lower(name), id limit ${first}`.execute(tx.kysely);
  return {
    total: rows.rows[0]?.total ?? 0,
    first: rows.rows.map(({ id, name, detail }) => ({ id, name, detail, via: 'rule', until: null })),
  };
}

/** The lines as rows; one without a value that it could look at fits nobody. */
function linesOf(rules: readonly GroupRule[]): RawBuilder<unknown> {
  const lines = rules.map((rule, position) => ({ ...rule, ...matcherOf(rule.pattern), position }));
  return sql`
    select position, field, pattern, exclude, normalize(lower(matcher), NFC) as matcher, exact
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
      as given (position int, field text, pattern text, exclude boolean, matcher text, exact boolean)`;
}

/**
 * The common table `fits`: who (`id`) fits the lines of which group (`group_id`). A value that is not there fits
 * nothing, not even `*`. Lines without a star are a join by equality, so that a school of a hundred forms with a rule
 * each is not a hundred passes over all its people.
 */
function fits(
  lines: RawBuilder<unknown>,
  ofMembers: (column: RawBuilder<unknown>) => RawBuilder<boolean>,
): RawBuilder<unknown> {
  return sql`
    lines as materialized (${lines}),
    subjects as materialized (
      select 'people' as kind, p.id, v.field, normalize(lower(v.value), NFC) as value from people p
      cross join lateral (values ('name', p.name), ('username', p.username), ('kind', p.kind), ('year', p.year),
        ('form', p.form)) as v (field, value)
      where p.school_id = lapwing_school() and p.left_at is null and ${ofMembers(sql.ref('p.id'))}
        and exists (select 1 from lines where kind = 'people' and lines.field = v.field)
      union all
      select 'devices', d.id, v.field, normalize(lower(v.value), NFC) from devices d
      cross join lateral (values ('name', d.name), ('room', d.room), ('system', d.platform ->> 'system'),
        ('address', d.address), ('agent-version', d.platform ->> 'agentVersion')) as v (field, value)
      where d.school_id = lapwing_school() and d.revoked_at is null and ${ofMembers(sql.ref('d.id'))}
        and exists (select 1 from lines where kind = 'devices' and lines.field = v.field)),
    hits as (
      select l.group_id, s.id, l.exclude from lines l
      join subjects s on s.kind = l.kind and s.field = l.field and s.value = l.matcher where l.exact
      union all
      select l.group_id, s.id, l.exclude from lines l
      join subjects s on s.kind = l.kind and s.field = l.field and s.value like l.matcher where not l.exact),
    fits as (
      select group_id, id from hits group by group_id, id having bool_or(not exclude) and not bool_or(exclude))`;
}

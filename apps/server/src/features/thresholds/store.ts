import type { ThresholdRule } from '@lapwing/protocol/features/thresholds/api.ts';
import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import type { PolicyKey, Severity } from '@lapwing/protocol/vocabulary.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

export interface RuleRow {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly least: number;
  readonly severity: Severity;
  readonly policies: PolicyKey[];
  readonly days: number;
  readonly group_id: string | null;
  readonly group_name: string | null;
  readonly group_days: number | null;
  readonly staff: string[];
  readonly changed_at: Date;
  readonly changed_name: string;
  readonly revision: number;
}

const ruleColumns = sql`r.id, r.name, r.enabled, r.least, r.severity, r.policies, r.days, r.group_id, g.name as group_name,
  r.group_days, r.staff, r.changed_at, r.changed_name, r.revision`;
const rules = sql`thresholds_rules r left join groups g on g.school_id = r.school_id and g.id = r.group_id`;

export async function listRules(tx: SchoolTx): Promise<RuleRow[]> {
  const rows = await sql<RuleRow>`
    select ${ruleColumns} from ${rules} where r.school_id = lapwing_school() order by lower(r.name), r.id`.execute(
    tx.kysely,
  );
  return rows.rows;
}

/** The rule, held until the transaction ends. */
export async function holdRule(tx: SchoolTx, id: string): Promise<RuleRow | null> {
  const rows = await sql<RuleRow>`
    select ${ruleColumns} from ${rules} where r.school_id = lapwing_school() and r.id = ${id} for update of r`.execute(
    tx.kysely,
  );
  return rows.rows[0] ?? null;
}

/** Writes the rule; a new one begins with revision 0. */
export async function saveRule(
  tx: SchoolTx,
  id: string,
  rule: ThresholdRule,
  by: { id: string; name: string },
): Promise<void> {
  await sql`
    insert into thresholds_rules (school_id, id, name, enabled, least, severity, policies, days, group_id, group_days,
      staff, changed_by, changed_name)
    values (lapwing_school(), ${id}, ${rule.name}, ${rule.enabled}, ${rule.count}, ${rule.severity},
      ${[...rule.policies]}, ${rule.days}, ${rule.group?.id ?? null}::uuid, ${rule.group?.days ?? null}::int,
      ${[...rule.staff]}, ${by.id}, ${by.name})
    on conflict (school_id, id) do update set name = excluded.name, enabled = excluded.enabled, least = excluded.least,
      severity = excluded.severity, policies = excluded.policies, days = excluded.days, group_id = excluded.group_id,
      group_days = excluded.group_days, staff = excluded.staff, changed_at = now(), changed_by = excluded.changed_by,
      changed_name = excluded.changed_name, revision = thresholds_rules.revision + 1`.execute(tx.kysely);
}

export interface ArrivedRow {
  readonly id: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly severity: Severity;
  readonly policy: PolicyKey;
  readonly happened_at: Date;
}

/** Of the captures those of a pupil that are no false positives, the newest first, each with whose it is. */
export async function findArrived(tx: SchoolTx, captureIds: readonly string[]): Promise<ArrivedRow[]> {
  const rows = await sql<ArrivedRow>`
    select c.id, c.person_id, p.name as person_name, c.severity, c.policy, c.happened_at
    from captures c join people p on p.school_id = c.school_id and p.id = c.person_id
    where c.school_id = lapwing_school() and c.id = any(${[...captureIds]}::uuid[]) and p.kind = 'pupil'
      and c.status not in ('false-positive', 'false-positive-allowed')
    order by c.happened_at desc, c.id desc`.execute(tx.kysely);
  return rows.rows;
}

/** Rules that are switched on. */
export async function enabledRules(tx: SchoolTx): Promise<RuleRow[]> {
  const rows = await sql<RuleRow>`
    select ${ruleColumns} from ${rules} where r.school_id = lapwing_school() and r.enabled order by r.id`.execute(
    tx.kysely,
  );
  return rows.rows;
}

/** One transaction after the other looks at a person: of two captures at once the second sees the first. */
export async function lockPerson(tx: SchoolTx, personId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('thresholds ' || ${personId}, 0))`.execute(
    tx.kysely,
  );
}

const isCounted = (policies: readonly PolicyKey[], severities: readonly Severity[]): RawBuilder<boolean> =>
  sql<boolean>`(c.severity = any(${[...severities]}::text[])
    and (${policies.length === 0} or c.policy = any(${[...policies]}::text[]))
    and c.status not in ('false-positive', 'false-positive-allowed'))`;

/** The person's captures round a stretch of time that count for the rule and on which it has not acted; most of them at most. */
export async function countableAround(
  tx: SchoolTx,
  rule: RuleRow,
  severities: readonly Severity[],
  personId: string,
  stretch: { readonly from: Date; readonly to: Date },
  most: number,
): Promise<Array<{ id: string; at: number }>> {
  const rows = await sql<{ id: string; happened_at: Date }>`
    select c.id, c.happened_at from captures c
    where c.school_id = lapwing_school() and c.person_id = ${personId}
      and c.happened_at > ${stretch.from}::timestamptz - make_interval(days => ${rule.days})
      and c.happened_at < ${stretch.to}::timestamptz + make_interval(days => ${rule.days})
      and ${isCounted(rule.policies, severities)}
      and not exists (select 1 from thresholds_counted t
        join thresholds_acts a on a.school_id = t.school_id and a.id = t.act_id
        where t.school_id = c.school_id and t.rule_id = ${rule.id} and t.capture_id = c.id and a.person_id = c.person_id)
    order by c.happened_at desc, c.id desc limit ${most}`.execute(tx.kysely);
  return rows.rows.map((row) => ({ id: row.id, at: row.happened_at.getTime() }));
}

/** Captures of the past by person, for trying a rule that is not saved yet. */
export async function pastByPerson(
  tx: SchoolTx,
  reach: Reach,
  rule: Pick<ThresholdRule, 'policies'>,
  severities: readonly Severity[],
  days: number,
  most: number,
): Promise<Array<{ id: string; at: number; personId: string }>> {
  const rows = await sql<{ id: string; happened_at: Date; person_id: string }>`
    select c.id, c.happened_at, c.person_id from captures c
    join people p on p.school_id = c.school_id and p.id = c.person_id
    where c.school_id = lapwing_school() and p.kind = 'pupil'
      and c.happened_at > now() - make_interval(days => ${days}) and ${isCounted(rule.policies, severities)}
      and ${withinReach(reach, sql.ref('c.person_id'))}
    order by c.happened_at desc, c.id desc limit ${most}`.execute(tx.kysely);
  return rows.rows.map((row) => ({ id: row.id, at: row.happened_at.getTime(), personId: row.person_id }));
}

/** Of the people those within reach, by name. */
export async function namesOf(
  tx: SchoolTx,
  reach: Reach,
  ids: readonly string[],
  most: number,
): Promise<string[]> {
  const rows = await sql<{ name: string }>`
    select p.name from people p where p.school_id = lapwing_school() and p.id = any(${[...ids]}::uuid[])
      and ${withinReach(reach, sql.ref('p.id'))} order by lower(p.name), p.id limit ${most}`.execute(
    tx.kysely,
  );
  return rows.rows.map(({ name }) => name);
}

export interface NewAct {
  readonly rule: RuleRow;
  readonly because: string;
  readonly personId: string;
  readonly at: Date;
  readonly group: { id: string; name: string; until: Date } | null;
  readonly putIn: boolean;
  readonly captureIds: readonly string[];
}

/** Keeps what the rule did and on which captures. */
export async function insertAct(tx: SchoolTx, act: NewAct): Promise<string> {
  const { rule, group } = act;
  const rows = await sql<{ id: string }>`
    insert into thresholds_acts (school_id, rule_id, rule_name, because, person_id, at, group_id, group_name, until, put_in,
      staff)
    values (lapwing_school(), ${rule.id}, ${rule.name}, ${act.because}, ${act.personId}, ${act.at},
      ${group?.id ?? null}::uuid, ${group?.name ?? null}, ${group?.until ?? null}::timestamptz, ${act.putIn},
      ${rule.staff})
    returning id`.execute(tx.kysely);
  const id = rows.rows[0]?.id;
  if (id === undefined) throw new Error('an act was not kept');
  await sql`
    insert into thresholds_counted (school_id, rule_id, capture_id, act_id)
    select lapwing_school(), ${rule.id}, capture, ${id} from unnest(${[...act.captureIds]}::uuid[]) as capture`.execute(
    tx.kysely,
  );
  return id;
}

export interface ActRow {
  readonly id: string;
  readonly rule_id: string;
  readonly rule_name: string;
  readonly because: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly person_form: string | null;
  readonly at: Date;
  readonly group_id: string | null;
  readonly group_name: string | null;
  readonly until: Date | null;
  readonly in_force: boolean;
  readonly put_in: boolean;
  readonly counted: number;
  readonly undone_at: Date | null;
  readonly undone_name: string | null;
  readonly undone_reason: string | null;
  readonly captures: ReadonlyArray<{
    id: string;
    happened_at: string;
    severity: Severity;
    term: string;
    policy: PolicyKey;
    status: CaptureStatus;
  }>;
}

/** With whose eyes acts are looked at: by role, how far; and those of rules in which the account was named. */
export interface ActSight {
  readonly accountId: string;
  /** Null: only those in whose rule they were named. */
  readonly people: Reach | null;
  readonly captures: Reach | null;
}

function actSeen(sight: ActSight): RawBuilder<boolean> {
  const byRole = sight.people === null ? sql`false` : withinReach(sight.people, sql.ref('a.person_id'));
  return sql<boolean>`(${byRole} or ${sight.accountId} = any(a.staff))`;
}

export interface ActFilter {
  readonly id?: string;
  readonly personId: string | undefined;
  readonly after: { at: Date; id: string } | null;
  readonly limit: number;
}

/** What rules did, newest first, with those of the captures that the eyes may see. */
export async function listActRows(tx: SchoolTx, sight: ActSight, filter: ActFilter): Promise<ActRow[]> {
  const conditions = [sql`a.school_id = lapwing_school()`, actSeen(sight)];
  if (filter.id !== undefined) conditions.push(sql`a.id = ${filter.id}`);
  if (filter.personId !== undefined) conditions.push(sql`a.person_id = ${filter.personId}`);
  if (filter.after !== null)
    conditions.push(sql`(a.at, a.id) < (${filter.after.at}, ${filter.after.id}::uuid)`);
  const visible =
    sight.captures === null
      ? sql`false`
      : withinReach(sight.captures, sql.ref('c.person_id'), sql.ref('c.device_id'));
  const rows = await sql<ActRow>`
    select a.id, a.rule_id, a.rule_name, a.because, a.person_id, p.name as person_name, p.form as person_form, a.at,
      a.group_id, a.group_name, a.until, a.put_in, a.undone_at, a.undone_name, a.undone_reason,
      (a.undone_at is null and a.until > now() and exists (select 1 from groups_memberships m
        where m.school_id = a.school_id and m.group_id = a.group_id and m.member_id = a.person_id)) is true as in_force,
      (select count(*) from thresholds_counted t where t.school_id = a.school_id and t.act_id = a.id) as counted,
      coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'happened_at',
          to_char(c.happened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'severity', c.severity,
          'term', c.term, 'policy', c.policy, 'status', c.status) order by c.happened_at, c.id)
        from thresholds_counted t join captures c on c.school_id = t.school_id and c.id = t.capture_id
        where t.school_id = a.school_id and t.act_id = a.id and ${visible}), '[]') as captures
    from thresholds_acts a join people p on p.school_id = a.school_id and p.id = a.person_id
    where ${sql.join(conditions, sql` and `)} order by a.at desc, a.id desc limit ${filter.limit}`.execute(
    tx.kysely,
  );
  return rows.rows;
}

/** Marks the act as taken back. @returns whether it stood until now */
export async function markUndone(
  tx: SchoolTx,
  id: string,
  by: { id: string; name: string },
  reason: string,
): Promise<boolean> {
  const rows = await sql<{ id: string }>`
    update thresholds_acts set undone_at = clock_timestamp(), undone_by = ${by.id}, undone_name = ${by.name},
      undone_reason = ${reason}
    where school_id = lapwing_school() and id = ${id} and undone_at is null returning id`.execute(tx.kysely);
  return rows.rows.length === 1;
}

/** Whether the person is in the group by another act as well, or was there before. */
export async function heldByAnother(
  tx: SchoolTx,
  act: Pick<ActRow, 'id' | 'person_id' | 'group_id'>,
): Promise<boolean> {
  const rows = await sql`
    select 1 from thresholds_acts a
    where a.school_id = lapwing_school() and a.person_id = ${act.person_id} and a.group_id = ${act.group_id}::uuid
      and a.id <> ${act.id} and a.undone_at is null and a.until > now() limit 1`.execute(tx.kysely);
  return rows.rows.length > 0;
}

/** The ids of the captures on which the act rests. */
export async function capturesOfAct(tx: SchoolTx, id: string): Promise<string[]> {
  const rows = await sql<{ capture_id: string }>`
    select capture_id from thresholds_counted where school_id = lapwing_school() and act_id = ${id}`.execute(
    tx.kysely,
  );
  return rows.rows.map(({ capture_id: captureId }) => captureId);
}

/** Groups of people into which a rule can put somebody: no built-in one, nobody's personal one. */
export async function groupsToPutIn(tx: SchoolTx): Promise<Array<{ id: string; name: string }>> {
  const rows = await sql<{ id: string; name: string }>`
    select g.id, g.name from groups g where g.school_id = lapwing_school() and g.kind = 'people'
      and g.built_in is null and g.owner_account is null order by lower(g.name), g.id`.execute(tx.kysely);
  return rows.rows;
}

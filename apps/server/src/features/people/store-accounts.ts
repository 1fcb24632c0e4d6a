import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** Likeness from which on somebody is worth suggesting; 1 is the very same name. */
const LIKE_ENOUGH = 0.6;

export interface UnmatchedRow {
  readonly account_name: string;
  readonly sessions: number;
  readonly captures: number;
  readonly last_seen: Date;
  readonly device_id: string;
  readonly device_name: string;
  readonly device_room: string | null;
  readonly person_id: string | null;
  readonly person_name: string | null;
  readonly person_username: string | null;
  readonly person_form: string | null;
}

/** Accounts of sessions that belong to nobody and that staff have not set aside. */
const unmatched = sql`
  select lower(s.account_name) as account_name, count(*) as sessions, max(coalesce(s.ended_at, s.started_at)) as last_seen,
    (array_agg(s.device_id order by s.started_at desc))[1] as device_id
  from sessions s
  where s.school_id = lapwing_school() and s.person_id is null and s.account_name is not null
    and not exists (select 1 from people_accounts a
      where a.school_id = lapwing_school() and a.account_name = lower(s.account_name))
  group by lower(s.account_name)`;

/** How many accounts fit nobody. */
export async function countUnmatched(tx: SchoolTx): Promise<number> {
  const rows = await sql<{ total: number }>`select count(*) as total from (${unmatched}) as u`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.total ?? 0;
}

/** Accounts that fit nobody, the latest first, each with whoever is most like it. */
export async function listUnmatchedRows(
  tx: SchoolTx,
  page: { skip: number; limit: number },
): Promise<UnmatchedRow[]> {
  const rows = await sql<UnmatchedRow>`
    with page as (
      select * from (${unmatched}) as u order by u.last_seen desc, u.account_name offset ${page.skip} limit ${page.limit}
    )
    select page.account_name, page.sessions, page.last_seen, d.id as device_id, d.name as device_name,
      d.room as device_room, p.id as person_id, p.name as person_name, p.username as person_username,
      p.form as person_form,
      (select count(*) from captures c where c.school_id = lapwing_school() and c.person_id is null
        and c.account_name is not null and lower(c.account_name) = page.account_name) as captures
    from page join devices d on d.school_id = lapwing_school() and d.id = page.device_id
    left join lateral (
      select p.* from search_people_like(
        -- The part before the @ without its figures: "a.silva24@school.example" is looked for as "a silva".
        btrim(regexp_replace(lapwing_fold(split_part(page.account_name, '@', 1)), '[0-9]+( |$)', ' ', 'g')), 1) as found
      join people p on p.school_id = lapwing_school() and p.id = found.id
      where found.likeness >= ${LIKE_ENOUGH}
    ) as p on true
    order by page.last_seen desc, page.account_name`.execute(tx.kysely);
  return rows.rows;
}

export interface DecidedRow {
  readonly account_name: string;
  readonly person_id: string | null;
  readonly person_name: string | null;
  readonly person_username: string | null;
  readonly person_form: string | null;
  readonly decided_by: string;
  readonly decided_at: Date;
}

const decided = sql`
  select a.account_name, a.person_id, p.name as person_name, p.username as person_username, p.form as person_form,
    a.decided_by, a.decided_at
  from people_accounts a left join people p on p.school_id = a.school_id and p.id = a.person_id`;

/** What was decided about accounts, the latest first. */
export async function listDecidedRows(tx: SchoolTx, limit: number): Promise<DecidedRow[]> {
  const rows = await sql<DecidedRow>`
    ${decided} where a.school_id = lapwing_school()
    order by a.decided_at desc, a.account_name limit ${limit}`.execute(tx.kysely);
  return rows.rows;
}

export async function findDecided(tx: SchoolTx, accountName: string): Promise<DecidedRow | null> {
  const rows = await sql<DecidedRow>`
    ${decided} where a.school_id = lapwing_school() and a.account_name = ${accountName}`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

/** Whether any session without a person, or a decision, knows the account. */
export async function accountSeen(tx: SchoolTx, accountName: string): Promise<boolean> {
  const rows = await sql`
    select 1 from sessions where school_id = lapwing_school() and person_id is null and account_name is not null
      and lower(account_name) = ${accountName}
    union all select 1 from people_accounts where school_id = lapwing_school() and account_name = ${accountName}
    limit 1`.execute(tx.kysely);
  return rows.rows.length > 0;
}

/** Remembers whose account it is; null is nobody's own. */
export async function rememberAccount(
  tx: SchoolTx,
  account: { accountName: string; personId: string | null; decidedBy: string },
): Promise<void> {
  await sql`
    insert into people_accounts (school_id, account_name, person_id, decided_by)
    values (lapwing_school(), ${account.accountName}, ${account.personId}, ${account.decidedBy})
    on conflict (school_id, account_name) do update
      set person_id = excluded.person_id, decided_by = excluded.decided_by, decided_at = now()`.execute(
    tx.kysely,
  );
}

export async function forgetAccountRow(tx: SchoolTx, accountName: string): Promise<void> {
  await sql`
    delete from people_accounts where school_id = lapwing_school() and account_name = ${accountName}`.execute(
    tx.kysely,
  );
}

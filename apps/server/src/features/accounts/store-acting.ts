import { sql } from 'kysely';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import type { Membership } from './store.ts';

/** What ended it: the person, signing out, the time, or that the other or the right for it is no longer there. */
export type ActingEnd = 'person' | 'sign-out' | 'time' | 'target' | 'right';

/** Acting that has not ended, as far as is written down. */
export interface ActingRow {
  readonly id: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly targetId: string;
  readonly targetName: string;
  readonly endsAt: Date;
}

export interface MembershipNow extends Membership {
  readonly acting: ActingRow | null;
}

/**
 * The schools that an account belongs to, the longest-standing first, each with the acting of this sign-in: in one
 * question, for it is asked with every request.
 */
export async function membershipsNow(
  db: Database,
  userId: string,
  sessionId: string,
): Promise<MembershipNow[]> {
  return db.unbound({ 'lapwing.account_id': userId }, async (tx) => {
    const rows = await sql<{
      school_id: string;
      roles: string[];
      disabled: boolean;
      acting_id: string | null;
      account_name: string;
      target_id: string;
      target_name: string;
      ends_at: Date;
    }>`
      select m.school_id, m.roles, m.disabled,
        a.id as acting_id, a.account_name, a.target_id, a.target_name, a.ends_at
      from accounts_members m
      left join accounts_acting a on a.session_id = ${sessionId} and a.ended_at is null
        and a.school_id = m.school_id and a.account_id = m.user_id
      where m.user_id = ${userId}
      order by m.created_at, m.school_id`.execute(tx);
    return rows.rows.map((row) => ({
      schoolId: row.school_id,
      roles: row.roles,
      disabled: row.disabled,
      acting:
        row.acting_id === null
          ? null
          : {
              id: row.acting_id,
              accountId: userId,
              accountName: row.account_name,
              targetId: row.target_id,
              targetName: row.target_name,
              endsAt: row.ends_at,
            },
    }));
  });
}

/** Roles of a member of the school; null when there is none, or they may not sign in. */
export async function memberRoles(tx: SchoolTx, userId: string): Promise<readonly string[] | null> {
  const rows = await sql<{ roles: string[] }>`
    select roles from accounts_members
    where school_id = lapwing_school() and user_id = ${userId} and not disabled`.execute(tx.kysely);
  return rows.rows[0]?.roles ?? null;
}

/** @returns its id; null when somebody is acting in this sign-in already */
export async function insertActing(
  tx: SchoolTx,
  acting: {
    sessionId: string;
    account: { id: string; name: string };
    target: { id: string; name: string };
    reason: string;
    startedAt: Date;
    endsAt: Date;
  },
): Promise<string | null> {
  const { sessionId, account, target, reason, startedAt, endsAt } = acting;
  const rows = await sql<{ id: string }>`
    insert into accounts_acting
      (school_id, session_id, account_id, account_name, target_id, target_name, reason, started_at, ends_at)
    values (lapwing_school(), ${sessionId}, ${account.id}, ${account.name}, ${target.id}, ${target.name}, ${reason},
      ${startedAt}, ${endsAt})
    on conflict (session_id) where ended_at is null do nothing
    returning id`.execute(tx.kysely);
  return rows.rows[0]?.id ?? null;
}

/** @returns false when it had ended already */
export async function markEnded(tx: SchoolTx, id: string, by: ActingEnd, at: Date): Promise<boolean> {
  const rows = await sql<{ id: string }>`
    update accounts_acting set ended_by = ${by}, ended_at = greatest(started_at, least(ends_at, ${at}::timestamptz))
    where school_id = lapwing_school() and id = ${id} and ended_at is null
    returning id`.execute(tx.kysely);
  return rows.rows.length > 0;
}

/** What is under way in a sign-in; null when nothing is. */
export async function actingIn(tx: SchoolTx, sessionId: string): Promise<ActingRow | null> {
  const rows = await sql<ActingRow>`
    select id, account_id as "accountId", account_name as "accountName", target_id as "targetId",
      target_name as "targetName", ends_at as "endsAt"
    from accounts_acting
    where school_id = lapwing_school() and session_id = ${sessionId} and ended_at is null`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

/** What has lasted its time, or whose sign-in has ended, and is not written down as ended. */
export async function lapsedActing(
  tx: SchoolTx,
  now: Date,
): Promise<Array<ActingRow & { readonly over: boolean }>> {
  const rows = await sql<ActingRow & { over: boolean }>`
    select id, account_id as "accountId", account_name as "accountName", target_id as "targetId",
      target_name as "targetName", ends_at as "endsAt", ends_at <= ${now} as over
    from accounts_acting a
    where school_id = lapwing_school() and ended_at is null and (ends_at <= ${now}
      or not exists (select 1 from accounts_sessions s where s.id = a.session_id and s.expires_at > now()))`.execute(
    tx.kysely,
  );
  return rows.rows;
}

export interface ActingTimeRow {
  readonly name: string;
  readonly reason: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** The newest fifty times that somebody acted as the account, or the account as somebody. */
export async function listActingRows(
  tx: SchoolTx,
  accountId: string,
  whose: 'as-me' | 'by-me',
  now: Date,
): Promise<ActingTimeRow[]> {
  const [named, mine] =
    whose === 'as-me'
      ? [sql.ref('account_name'), sql.ref('target_id')]
      : [sql.ref('target_name'), sql.ref('account_id')];
  const rows = await sql<ActingTimeRow>`
    select ${named} as name, reason, started_at as "startedAt",
      coalesce(ended_at, case when ends_at <= ${now} then ends_at end) as "endedAt"
    from accounts_acting where school_id = lapwing_school() and ${mine} = ${accountId}
    order by started_at desc, id desc limit 50`.execute(tx.kysely);
  return rows.rows;
}

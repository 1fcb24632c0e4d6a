import { sql } from 'kysely';
import { tables, type Database, type SchoolTx } from '../../platform/db/database.ts';

interface AccountsTables {
  accounts_members: { school_id: string; user_id: string; roles: string[]; disabled: boolean };
  accounts_member_groups: { school_id: string; user_id: string; group_id: string; role: string };
  accounts_users: { id: string; name: string; email: string };
  accounts_lockouts: { email: string; failures: number; first_failure_at: Date; locked_until: Date | null };
  accounts_links: {
    token_sha256: Buffer;
    user_id: string;
    school_id: string;
    expires_at: Date;
    used_at: Date | null;
  };
}

export interface Membership {
  readonly schoolId: string;
  readonly roles: readonly string[];
  readonly disabled: boolean;
}

/** The schools that an account belongs to, the longest-standing first. */
export async function membershipsOf(db: Database, userId: string): Promise<Membership[]> {
  return db.unbound({ 'lapwing.account_id': userId }, async (tx) => {
    const rows = await sql<{ school_id: string; roles: string[]; disabled: boolean }>`
      select school_id, roles, disabled from accounts_members where user_id = ${userId}
      order by created_at, school_id`.execute(tx);
    return rows.rows.map((row) => ({ schoolId: row.school_id, roles: row.roles, disabled: row.disabled }));
  });
}

/** Groups given to an account: for one role alone, or for all that end at groups where `role` is empty. */
export interface GivenGroups {
  readonly role: string;
  readonly groupIds: readonly string[];
}

/** The groups given to an account, role by role. */
export async function givenGroupsOf(tx: SchoolTx, userId: string): Promise<GivenGroups[]> {
  const rows = await sql<{ role: string; group_ids: string[] }>`
    select role, array_agg(group_id) as group_ids from accounts_member_groups
    where school_id = lapwing_school() and user_id = ${userId} group by role`.execute(tx.kysely);
  return rows.rows.map((row) => ({ role: row.role, groupIds: row.group_ids }));
}

/** Makes the account a member of the school, or changes its roles. */
export async function saveMember(
  tx: SchoolTx,
  member: { userId: string; roles: readonly string[]; disabled: boolean },
): Promise<void> {
  const values = {
    school_id: tx.schoolId,
    user_id: member.userId,
    roles: [...member.roles],
    disabled: member.disabled,
  };
  await tables<AccountsTables>(tx)
    .insertInto('accounts_members')
    .values(values)
    .onConflict((conflict) =>
      conflict
        .columns(['school_id', 'user_id'])
        .doUpdateSet({ roles: values.roles, disabled: values.disabled }),
    )
    .execute();
}

/** Gives the account these groups and no others. */
export async function replaceGroups(
  tx: SchoolTx,
  userId: string,
  given: readonly GivenGroups[],
): Promise<void> {
  const kysely = tables<AccountsTables>(tx);
  await kysely.deleteFrom('accounts_member_groups').where('user_id', '=', userId).execute();
  const values = given.flatMap(({ role, groupIds }) =>
    [...new Set(groupIds)].map((groupId) => ({
      school_id: tx.schoolId,
      user_id: userId,
      group_id: groupId,
      role,
    })),
  );
  if (values.length > 0) await kysely.insertInto('accounts_member_groups').values(values).execute();
}

export interface StaffRow {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly disabled: boolean;
  readonly hasPassword: boolean;
  readonly lockedUntil: Date | null;
  readonly lastSignInAt: Date | null;
  /** Each with the role that it counts for; empty for all that end at groups. */
  readonly groups: ReadonlyArray<{ id: string; name: string; role: string }>;
}

/** The school's staff by name, or the one named. */
export async function listStaffRows(tx: SchoolTx, userId: string | null): Promise<StaffRow[]> {
  const rows = await sql<{
    user_id: string;
    name: string;
    email: string;
    roles: string[];
    disabled: boolean;
    has_password: boolean;
    locked_until: Date | null;
    last_sign_in_at: Date | null;
    groups: Array<{ id: string; name: string; role: string }>;
  }>`
    select member.user_id, account.name, account.email, member.roles, member.disabled,
      exists (select 1 from accounts_credentials c where c.user_id = member.user_id and c.password is not null) as has_password,
      (select l.locked_until from accounts_lockouts l where l.email = account.email and l.locked_until > now()) as locked_until,
      (select max(s.created_at) from accounts_sessions s where s.user_id = member.user_id) as last_sign_in_at,
      coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'role', mg.role) order by g.name)
        from accounts_member_groups mg join groups g on g.school_id = mg.school_id and g.id = mg.group_id
        where mg.school_id = member.school_id and mg.user_id = member.user_id), '[]') as groups
    from accounts_members member join accounts_users account on account.id = member.user_id
    where member.school_id = lapwing_school() and (${userId}::text is null or member.user_id = ${userId})
    order by lower(account.name), member.user_id`.execute(tables<AccountsTables>(tx));
  return rows.rows.map((row) => ({
    userId: row.user_id,
    name: row.name,
    email: row.email,
    roles: row.roles,
    disabled: row.disabled,
    hasPassword: row.has_password,
    lockedUntil: row.locked_until,
    lastSignInAt: row.last_sign_in_at,
    groups: row.groups,
  }));
}

/**
 * Whoever else changes what staff of the school may do waits until this transaction ends: so that two people cannot take
 * the last administrators away from each other, nor give a role while it is deleted.
 */
export async function lockStaff(tx: SchoolTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('staff of ' || ${tx.schoolId}, 0))`.execute(
    tx.kysely,
  );
}

export async function insertLink(
  tx: SchoolTx,
  link: { tokenSha256: Buffer; userId: string; expiresAt: Date },
): Promise<void> {
  const kysely = tables<AccountsTables>(tx);
  // A new link makes those before it worthless.
  await kysely.deleteFrom('accounts_links').where('user_id', '=', link.userId).execute();
  await kysely
    .insertInto('accounts_links')
    .values({
      token_sha256: link.tokenSha256,
      user_id: link.userId,
      school_id: tx.schoolId,
      expires_at: link.expiresAt,
      used_at: null,
    })
    .execute();
}

export interface LinkOwner {
  readonly userId: string;
  readonly schoolId: string;
  readonly name: string;
  readonly email: string;
}

/** Whose link it is; null when it is unknown, used or out of date. */
export async function findLink(db: Database, tokenSha256: Buffer): Promise<LinkOwner | null> {
  return db.unbound({}, async (tx) => {
    const row = await tables<AccountsTables>(tx)
      .selectFrom('accounts_links')
      .innerJoin('accounts_users', 'accounts_users.id', 'accounts_links.user_id')
      .select([
        'accounts_links.user_id',
        'accounts_links.school_id',
        'accounts_users.name',
        'accounts_users.email',
      ])
      .where('token_sha256', '=', tokenSha256)
      .where('used_at', 'is', null)
      .where('expires_at', '>', sql<Date>`now()`)
      .executeTakeFirst();
    return row === undefined
      ? null
      : { userId: row.user_id, schoolId: row.school_id, name: row.name, email: row.email };
  });
}

/** Uses a link up; false when somebody else just did. */
export async function useLink(tx: SchoolTx, tokenSha256: Buffer): Promise<boolean> {
  const result = await tables<AccountsTables>(tx)
    .updateTable('accounts_links')
    .set({ used_at: sql<Date>`now()` })
    .where('token_sha256', '=', tokenSha256)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Seconds that the address is still locked out for; 0 when it is not. */
export async function lockedForSeconds(db: Database, email: string): Promise<number> {
  return db.unbound({}, async (tx) => {
    const rows = await sql<{ seconds: number }>`
      select ceil(extract(epoch from locked_until - now()))::int as seconds
      from accounts_lockouts where email = ${email} and locked_until > now()`.execute(tx);
    return rows.rows[0]?.seconds ?? 0;
  });
}

/**
 * Counts a failed sign-in. After `limit` failures within `windowSeconds` the address is locked for `lockSeconds`,
 * whether there is such an account or not, so that nobody learns which addresses are known.
 * @returns true when this failure locked it
 */
export async function countFailure(
  db: Database,
  email: string,
  rule: { limit: number; windowSeconds: number; lockSeconds: number },
): Promise<boolean> {
  return db.unbound({}, async (tx) => {
    // Addresses that nobody has are tried too: what is long past goes, so that guessing cannot fill the table.
    await sql`delete from accounts_lockouts where first_failure_at < now() - interval '1 day'`.execute(tx);
    const rows = await sql<{ locked: boolean }>`
      insert into accounts_lockouts as l (email, failures, first_failure_at) values (${email}, 1, now())
      on conflict (email) do update set
        failures = case when l.first_failure_at < now() - make_interval(secs => ${rule.windowSeconds}) then 1 else l.failures + 1 end,
        first_failure_at = case when l.first_failure_at < now() - make_interval(secs => ${rule.windowSeconds}) then now() else l.first_failure_at end,
        locked_until = case
          when l.first_failure_at >= now() - make_interval(secs => ${rule.windowSeconds}) and l.failures + 1 >= ${rule.limit}
          then now() + make_interval(secs => ${rule.lockSeconds}) end
      returning locked_until is not null as locked`.execute(tx);
    return rows.rows[0]?.locked ?? false;
  });
}

/** @param counted an address, or an address with a known browser, as failures were counted */
export async function clearFailures(db: Database, counted: string): Promise<void> {
  await db.unbound({}, async (tx) => {
    await tables<AccountsTables>(tx).deleteFrom('accounts_lockouts').where('email', '=', counted).execute();
  });
}

/** The id of the account of an address; null when there is none. */
export async function findUserId(db: Database, email: string): Promise<string | null> {
  return db.unbound({}, async (tx) => {
    const row = await tables<AccountsTables>(tx)
      .selectFrom('accounts_users')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirst();
    return row?.id ?? null;
  });
}

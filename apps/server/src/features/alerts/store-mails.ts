import type { MailKind, MailState } from '@lapwing/protocol/features/alerts/api.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** A mail that is owed. */
export interface NewMail {
  readonly accountId: string;
  readonly kind: MailKind;
  readonly now: number;
  readonly dueAt: number;
  /** The part of the Message-ID behind the @. */
  readonly domain: string;
  readonly captureIds: readonly string[];
  readonly byId?: string;
  /** Of a summary. */
  readonly day?: string;
}

/**
 * Writes down that a mail is owed. A digest that is still open takes the captures in; a summary that is owed already
 * stays as it is.
 *
 * @returns its id; null for a summary that was owed already
 */
export async function insertMail(tx: SchoolTx, mail: NewMail): Promise<string | null> {
  const [now, due] = [new Date(mail.now), new Date(mail.dueAt)];
  const conflict =
    mail.kind === 'digest'
      ? sql`on conflict (school_id, account_id) where kind = 'digest' and state = 'waiting' and attempts = 0
          do update set due_at = least(mine.due_at, excluded.due_at),
            next_attempt_at = least(mine.next_attempt_at, excluded.next_attempt_at)`
      : mail.day === undefined
        ? sql``
        : sql`on conflict (school_id, account_id, kind, day) where day is not null do nothing`;
  const rows = await sql<{ id: string }>`
    with named as (select uuidv7() as id)
    insert into alerts_mails as mine (school_id, id, account_id, kind, made_at, due_at, next_attempt_at, message_id,
      by_id, day)
    select lapwing_school(), named.id, ${mail.accountId}, ${mail.kind}, ${now}, ${due}, ${due},
      named.id::text || '@' || ${mail.domain}::text, ${mail.byId ?? null}::text, ${mail.day ?? null}::date from named
    ${conflict}
    returning id`.execute(tx.kysely);
  const id = rows.rows[0]?.id ?? null;
  if (id === null || mail.captureIds.length === 0) return id;
  await sql`
    insert into alerts_mail_captures (school_id, mail_id, capture_id)
    select lapwing_school(), ${id}, capture_id from unnest(${[...mail.captureIds]}::uuid[]) as capture_id
    on conflict do nothing`.execute(tx.kysely);
  return id;
}

/**
 * Of the mails at once to an account since a moment: how many there are, and the one that has not been tried and can take
 * another capture, held until the transaction ends.
 */
export async function recentAtOnce(
  tx: SchoolTx,
  accountId: string,
  since: number,
): Promise<{ count: number; open: string | null }> {
  const rows = await sql<{ id: string; open: boolean }>`
    select id, state = 'waiting' and attempts = 0 and due_at > made_at as open from alerts_mails
    where school_id = lapwing_school() and account_id = ${accountId} and kind = 'at-once'
      and made_at > ${new Date(since)} order by id for update`.execute(tx.kysely);
  return { count: rows.rows.length, open: rows.rows.find((row) => row.open)?.id ?? null };
}

/** Puts one more capture into a mail that has not been tried yet. */
export async function addToMail(tx: SchoolTx, mailId: string, captureId: string): Promise<void> {
  await sql`
    insert into alerts_mail_captures (school_id, mail_id, capture_id)
    values (lapwing_school(), ${mailId}, ${captureId}) on conflict do nothing`.execute(tx.kysely);
}

/** Of these accounts, those that a mail about this capture alone was written for already. */
export async function toldOf(tx: SchoolTx, captureId: string): Promise<Set<string>> {
  const rows = await sql<{ account_id: string }>`
    select distinct m.account_id from alerts_mail_captures c
    join alerts_mails m on m.school_id = c.school_id and m.id = c.mail_id
    where c.school_id = lapwing_school() and c.capture_id = ${captureId}
      and m.kind in ('at-once', 'escalation', 'assigned')`.execute(tx.kysely);
  return new Set(rows.rows.map((row) => row.account_id));
}

/** A mail that is being sent. */
export interface ClaimedMail {
  readonly id: string;
  readonly account_id: string;
  readonly kind: MailKind;
  readonly made_at: Date;
  readonly due_at: Date;
  readonly attempts: number;
  readonly message_id: string;
  readonly by_id: string | null;
  readonly day: string | null;
}

/**
 * Takes the most urgent mail that is due, for as long as the lease: should this process end before it says what came of
 * it, the mail is tried again then. Null when none is due, or the mail server is left alone for now.
 */
export async function claimMail(tx: SchoolTx, now: number, leaseMs: number): Promise<ClaimedMail | null> {
  // Materialized: as a plain subquery it may be asked again for each row, and would take several.
  const rows = await sql<ClaimedMail>`
    with next as materialized (
      select school_id, id from alerts_mails
      where school_id = lapwing_school() and state = 'waiting' and next_attempt_at <= ${new Date(now)}
        and not exists (select 1 from alerts_mail_servers s
          where s.school_id = lapwing_school() and s.try_at > ${new Date(now)})
      order by kind in ('digest', 'summary-daily', 'summary-weekly'), due_at, id
      limit 1 for update skip locked)
    update alerts_mails m set attempts = m.attempts + 1, next_attempt_at = ${new Date(now + leaseMs)}
    from next where m.school_id = next.school_id and m.id = next.id
    returning m.id, m.account_id, m.kind, m.made_at, m.due_at, m.attempts, m.message_id, m.by_id,
      m.day::text as day`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

/** The captures of a mail, the newest first. */
export async function capturesOfMail(tx: SchoolTx, mailId: string): Promise<string[]> {
  const rows = await sql<{ capture_id: string }>`
    select m.capture_id from alerts_mail_captures m
    join captures c on c.school_id = m.school_id and c.id = m.capture_id
    where m.school_id = lapwing_school() and m.mail_id = ${mailId}
    order by c.received_at desc, c.id`.execute(tx.kysely);
  return rows.rows.map((row) => row.capture_id);
}

/** Says what came of a mail that was claimed; a mail that somebody else has settled meanwhile stays so. */
export async function settleMail(
  tx: SchoolTx,
  id: string,
  end:
    | { state: 'sent'; at: number }
    | { state: 'dead' | 'dropped'; error: string }
    | { state: 'waiting'; error: string; nextAt: number },
): Promise<void> {
  await sql`
    update alerts_mails set state = ${end.state},
      sent_at = ${end.state === 'sent' ? new Date(end.at) : null},
      last_error = ${end.state === 'sent' ? null : end.error.slice(0, 500)},
      next_attempt_at = ${end.state === 'waiting' ? new Date(end.nextAt) : sql`next_attempt_at`}
    where school_id = lapwing_school() and id = ${id} and state = 'waiting'`.execute(tx.kysely);
}

/** Gives up what could not be sent for too long. Returns how many. */
export async function giveUpOld(tx: SchoolTx, before: number, words: string): Promise<number> {
  const rows = await sql`
    update alerts_mails m set state = 'dead',
      last_error = left(${words}::text || coalesce(m.last_error, s.problem, 'It could not be tried.'), 500)
    from (select 1) as one left join alerts_mail_servers s on s.school_id = lapwing_school()
    where m.school_id = lapwing_school() and m.state = 'waiting' and m.due_at < ${new Date(before)}
      and (m.attempts > 0 or s.down_since is not null)
    returning 1`.execute(tx.kysely);
  return rows.rows.length;
}

/** Nothing is sent any more: drops all that waits. */
export async function dropWaiting(tx: SchoolTx, words: string): Promise<void> {
  await sql`
    update alerts_mails set state = 'dropped', last_error = ${words}
    where school_id = lapwing_school() and state = 'waiting'`.execute(tx.kysely);
}

/** Everything that waits is tried as soon as possible, but for digests that are still open. */
export async function hurryWaiting(tx: SchoolTx, now: number): Promise<void> {
  await sql`
    update alerts_mails set next_attempt_at = greatest(due_at, ${new Date(now)})
    where school_id = lapwing_school() and state = 'waiting' and attempts > 0`.execute(tx.kysely);
}

/** One mail is tried at once, as if it were owed since now. Returns whether there is such a mail to send. */
export async function sendAgain(tx: SchoolTx, id: string, now: number): Promise<boolean> {
  const rows = await sql`
    update alerts_mails set state = 'waiting', due_at = ${new Date(now)}, next_attempt_at = ${new Date(now)},
      attempts = greatest(attempts, 1)
    where school_id = lapwing_school() and id = ${id} and state in ('dead', 'waiting') and kind <> 'test'
    returning 1`.execute(tx.kysely);
  return rows.rows.length > 0;
}

/** Removes what is long over. */
export async function forgetOld(tx: SchoolTx, before: number): Promise<void> {
  await sql`
    delete from alerts_mails where school_id = lapwing_school() and state in ('sent', 'dropped', 'dead')
      and made_at < ${new Date(before)} and (state <> 'dead' or made_at < ${new Date(before - 275 * 86_400_000)})`.execute(
    tx.kysely,
  );
}

/** A line of the log as it is stored. */
export interface MailRow {
  readonly id: string;
  readonly account_id: string;
  readonly name: string | null;
  readonly kind: MailKind;
  readonly captures: number;
  readonly made_at: Date;
  readonly state: MailState;
  readonly attempts: number;
  readonly next_attempt_at: Date;
  readonly last_error: string | null;
  readonly sent_at: Date | null;
}

/** The log, what was given up first, then the newest. */
export async function listMailRows(
  tx: SchoolTx,
  filter: {
    readonly id?: string;
    readonly state?: MailState | undefined;
    readonly accountId?: string | undefined;
    readonly after: { readonly dead: boolean; readonly madeAt: Date; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<MailRow[]> {
  const conditions = [sql`m.school_id = lapwing_school()`];
  if (filter.id !== undefined) conditions.push(sql`m.id = ${filter.id}`);
  if (filter.state !== undefined) conditions.push(sql`m.state = ${filter.state}`);
  if (filter.accountId !== undefined) conditions.push(sql`m.account_id = ${filter.accountId}`);
  if (filter.after !== null) {
    const { dead, madeAt, id } = filter.after;
    conditions.push(sql`(m.state = 'dead', m.made_at, m.id) < (${dead}, ${madeAt}, ${id}::uuid)`);
  }
  const rows = await sql<MailRow>`
    select m.id, m.account_id, u.name, m.kind, m.made_at, m.state, m.attempts, m.next_attempt_at, m.last_error,
      m.sent_at, (select count(*)::int from alerts_mail_captures c
        where c.school_id = m.school_id and c.mail_id = m.id) as captures
    from alerts_mails m left join accounts_users u on u.id = m.account_id
    where ${sql.join(conditions, sql` and `)}
    order by m.state = 'dead' desc, m.made_at desc, m.id desc limit ${filter.limit}`.execute(tx.kysely);
  return rows.rows;
}

/** Those to whom any mail of the log goes, by name. */
export async function recipientsOfLog(tx: SchoolTx): Promise<Array<{ id: string; name: string }>> {
  const rows = await sql<{ id: string; name: string | null }>`
    select m.account_id as id, u.name from (
      select distinct account_id from alerts_mails where school_id = lapwing_school()) m
    left join accounts_users u on u.id = m.account_id order by lower(u.name), m.account_id`.execute(
    tx.kysely,
  );
  return rows.rows.map(({ id, name }) => ({ id, name: name ?? 'An account that is gone' }));
}

export async function countMails(tx: SchoolTx): Promise<{ waiting: number; dead: number }> {
  const rows = await sql<{ waiting: number; dead: number }>`
    select count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'dead') as dead
    from alerts_mails where school_id = lapwing_school() and state in ('waiting', 'dead')`.execute(tx.kysely);
  return rows.rows[0] ?? { waiting: 0, dead: 0 };
}

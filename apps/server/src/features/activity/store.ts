import type { ActivityDone, ActivityKind } from '@lapwing/protocol/features/activity/recorded.event.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';

/** A batch of records, as a device sent it. */
export interface NewItem {
  readonly id: string;
  readonly deviceId: string;
  readonly sessionId: string | null;
  readonly dropped: number;
  readonly unknown: number;
}

/** @returns whether the item was new */
export async function insertItem(tx: SchoolTx, item: NewItem): Promise<boolean> {
  const result = await sql`
    insert into activity_items (school_id, id, device_id, session_id, dropped, unknown)
    values (lapwing_school(), ${item.id}, ${item.deviceId}, ${item.sessionId}, ${item.dropped}, ${item.unknown})
    on conflict (school_id, id) do nothing`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** The device that an item came from. */
export async function ownerOfItem(tx: SchoolTx, id: string): Promise<string | null> {
  const rows = await sql<{ device_id: string }>`
    select device_id from activity_items where school_id = lapwing_school() and id = ${id}`.execute(
    tx.kysely,
  );
  return rows.rows[0]?.device_id ?? null;
}

export interface NewRecord {
  readonly id: string;
  /** By the server's clock. One in the future, by a clock that runs ahead, becomes now. */
  readonly at: Date;
  readonly done: ActivityDone;
}

/** Keeps the records of an item that is new. A record that stands in it twice is kept once. */
export async function insertRecords(
  tx: SchoolTx,
  item: Pick<NewItem, 'deviceId' | 'sessionId'>,
  records: readonly NewRecord[],
): Promise<void> {
  if (records.length === 0) return;
  const rows = JSON.stringify(
    records.map(({ id, at, done }) => ({ id, at: at.toISOString(), kind: done.kind, done })),
  );
  await sql`
    insert into activity (school_id, at, id, device_id, session_id, kind, done)
    select lapwing_school(), least(r.at, now()), r.id, ${item.deviceId}::uuid, ${item.sessionId}::uuid, r.kind, r.done
    from jsonb_to_recordset(${rows}::jsonb) as r (id uuid, at timestamptz(3), kind text, done jsonb)
    on conflict do nothing`.execute(tx.kysely);
}

export interface ActivityRow {
  readonly id: string;
  readonly at: Date;
  readonly done: unknown;
  readonly device_id: string;
  readonly device_name: string;
  readonly session_id: string | null;
  readonly person_id: string | null;
  readonly person_name: string | null;
}

/** Whose, or which device's: exactly one. */
export type Whose =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'device'; readonly id: string };

export interface ActivityFilter {
  readonly kind: ActivityKind | undefined;
  readonly from: Date | undefined;
  readonly until: Date | undefined;
  /** Where the page before ended. */
  readonly after: { readonly at: Date; readonly id: string } | null;
  readonly limit: number;
}

/** The name of the person or device, if it lies within the reach; a device does also by somebody who has sat there. */
export async function nameWithin(tx: SchoolTx, reach: Reach, whose: Whose): Promise<string | null> {
  const rows =
    whose.kind === 'person'
      ? await sql<{ name: string }>`
          select p.name from people p where p.school_id = lapwing_school() and p.id = ${whose.id}
            and ${withinReach(reach, sql.ref('p.id'))}`.execute(tx.kysely)
      : await sql<{ name: string }>`
          select d.name from devices d where d.school_id = lapwing_school() and d.id = ${whose.id}
            and (${withinReach(reach, sql.ref('d.id'), sql.ref('d.assigned_person_id'))} or exists (
              select 1 from sessions s where s.school_id = lapwing_school() and s.device_id = d.id
                and ${withinReach(reach, sql.ref('s.person_id'))}))`.execute(tx.kysely);
  return rows.rows[0]?.name ?? null;
}

/** What was done, newest first, as far as it lies within the reach. */
export async function listRows(
  tx: SchoolTx,
  reach: Reach,
  whose: Whose,
  filter: ActivityFilter,
): Promise<ActivityRow[]> {
  const conditions: Array<RawBuilder<unknown>> = [sql`a.school_id = lapwing_school()`];
  if (filter.kind !== undefined) conditions.push(sql`a.kind = ${filter.kind}`);
  if (filter.from !== undefined) {
    // Nothing is received before it was done: days before that are not looked into.
    conditions.push(
      sql`a.at >= ${filter.from} and a.day >= (${filter.from}::timestamptz at time zone 'utc')::date`,
    );
  }
  if (filter.until !== undefined) conditions.push(sql`a.at < ${filter.until}`);
  if (filter.after !== null)
    conditions.push(sql`(a.at, a.id) < (${filter.after.at}::timestamptz, ${filter.after.id}::uuid)`);
  const fits = sql.join(conditions, sql` and `);
  const ofSessions = (column: 'person_id' | 'device_id'): RawBuilder<unknown> => sql`
    select a.* from activity a where ${fits} and a.session_id in (
      select s.id from sessions s where s.school_id = lapwing_school() and ${sql.ref(`s.${column}`)} = ${whose.id})`;
  const found =
    whose.kind === 'person'
      ? ofSessions('person_id')
      : sql`${ofSessions('device_id')}
          union all select a.* from activity a where ${fits} and a.session_id is null and a.device_id = ${whose.id}`;
  const rows = await sql<ActivityRow>`
    select a.id, a.at, a.done, a.device_id, d.name as device_name, a.session_id, s.person_id,
      coalesce(p.name, s.account_name) as person_name
    from (${found}) a
    join devices d on d.school_id = a.school_id and d.id = a.device_id
    left join sessions s on s.school_id = a.school_id and s.id = a.session_id
    left join people p on p.school_id = s.school_id and p.id = s.person_id
    where ${withinReach(reach, sql.ref('s.person_id'), sql.ref('a.device_id'))}
    order by a.at desc, a.id desc limit ${filter.limit}`.execute(tx.kysely);
  return rows.rows;
}

/** Records that devices had to give up; of what a device gave up it is not known whose it was. */
export async function droppedOf(
  tx: SchoolTx,
  whose: Whose,
  between: Pick<ActivityFilter, 'from' | 'until'>,
): Promise<number> {
  const { from = new Date(0), until = new Date('9999-01-01') } = between;
  const column = whose.kind === 'device' ? sql`i.device_id` : sql`s.person_id`;
  const rows = await sql<{ dropped: number }>`
    select coalesce(sum(i.dropped), 0)::bigint as dropped from activity_items i
    left join sessions s on s.school_id = i.school_id and s.id = i.session_id
    where i.school_id = lapwing_school() and i.dropped > 0 and ${column} = ${whose.id}
      and i.received_at >= ${from} and i.received_at < ${until}`.execute(tx.kysely);
  return rows.rows[0]?.dropped ?? 0;
}

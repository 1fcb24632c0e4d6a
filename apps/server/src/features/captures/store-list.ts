import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import type { PolicyKey, Severity, Source } from '@lapwing/protocol/vocabulary.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { inGroup, withinReach, withSubgroups, type Viewer } from '../groups/index.ts';
import { named, summaryColumns, type SummaryRow } from './store-read.ts';

export type ListSort = 'newest' | 'oldest' | 'worst';

export interface ListFilter {
  readonly status: CaptureStatus | 'open' | undefined;
  readonly severity: Severity | undefined;
  readonly policy: PolicyKey | undefined;
  readonly source: Source | undefined;
  readonly term: string | undefined;
  /** An account, or `nobody`. */
  readonly assigned: string | undefined;
  readonly groupId: string | undefined;
  /** With whose eyes the group is looked at. */
  readonly viewer: Viewer;
  readonly personId: string | undefined;
  readonly deviceId: string | undefined;
  /** First and last day on the clock of `timeZone`, both included. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly timeZone: string;
  readonly together: boolean;
  readonly sort: ListSort;
  /** Where the page before ended. */
  readonly after: { readonly severity: Severity; readonly receivedAt: Date; readonly id: string } | null;
  readonly limit: number;
}

/** Captures within the reach, in the order asked for. */
export async function listRows(tx: SchoolTx, reach: Reach, filter: ListFilter): Promise<SummaryRow[]> {
  const fits = await conditionsOf(tx, reach, filter);
  const conditions = [...fits('c')];
  if (filter.together) {
    // Of an incident the worst that is open, then the newest, of those that fit: the others need not be read for it.
    conditions.push(sql`not exists (
      select 1 from captures o
      where o.incident_id = c.incident_id and o.id <> c.id and ${sql.join(fits('o'), sql` and `)}
        and (o.is_open, o.severity, o.received_at, o.id) > (c.is_open, c.severity, c.received_at, c.id))`);
  }
  if (filter.after !== null) conditions.push(beyond(filter.sort, filter.after));
  const rows = await sql<SummaryRow>`
    select ${summaryColumns(reach)} from (
      select c.* from captures c where ${sql.join(conditions, sql` and `)}
      order by ${orderOf(filter.sort)} limit ${filter.limit}) c ${named(reach)}
    order by ${orderOf(filter.sort)}`.execute(tx.kysely);
  return rows.rows;
}

/** The names of the severities stand in the alphabet as they stand in weight: minor, moderate, severe. */
function orderOf(sort: ListSort): RawBuilder<unknown> {
  switch (sort) {
    case 'newest':
      return sql`c.received_at desc, c.id desc`;
    case 'oldest':
      return sql`c.received_at, c.id`;
    case 'worst':
      return sql`c.severity desc, c.received_at, c.id`;
  }
}

function beyond(sort: ListSort, after: NonNullable<ListFilter['after']>): RawBuilder<boolean> {
  const place = sql`(${after.receivedAt}::timestamptz, ${after.id}::uuid)`;
  switch (sort) {
    case 'newest':
      return sql<boolean>`(c.received_at, c.id) < ${place}`;
    case 'oldest':
      return sql<boolean>`(c.received_at, c.id) > ${place}`;
    case 'worst':
      return sql<boolean>`(c.severity < ${after.severity}
        or (c.severity = ${after.severity} and (c.received_at, c.id) > ${place}))`;
  }
}

/** What a capture must fulfil, said of the table's name in the query. */
async function conditionsOf(
  tx: SchoolTx,
  reach: Reach,
  filter: ListFilter,
): Promise<(name: 'c' | 'o') => Array<RawBuilder<unknown>>> {
  // Of a group beyond the reach what lies within it, and nothing of somebody else's personal one.
  const below =
    filter.groupId === undefined || reach.kind === 'school' ? [] : await withSubgroups(tx, [filter.groupId]);
  const groupIds = below.filter((id) => reach.kind === 'groups' && reach.groupIds.includes(id));
  return (name) => {
    const column = (of: string): RawBuilder<unknown> => sql.ref(`${name}.${of}`);
    const members = [column('person_id'), column('device_id')] as const;
    const conditions: Array<RawBuilder<unknown>> = [
      sql`${column('school_id')} = lapwing_school()`,
      withinReach(reach, ...members),
    ];
    const equal = (of: string, value: string | undefined): void => {
      if (value !== undefined) conditions.push(sql`${column(of)} = ${value}`);
    };
    if (filter.status === 'open') conditions.push(column('is_open'));
    else equal('status', filter.status);
    equal('severity', filter.severity);
    equal('policy', filter.policy);
    equal('source', filter.source);
    equal('term', filter.term);
    equal('person_id', filter.personId);
    equal('device_id', filter.deviceId);
    if (filter.assigned === 'nobody') conditions.push(sql`${column('assigned_to')} is null`);
    else equal('assigned_to', filter.assigned);
    if (filter.groupId !== undefined) {
      const within = inGroup(filter.viewer, filter.groupId, ...members);
      conditions.push(sql`(${withinReach({ kind: 'groups', groupIds }, ...members)} or ${within})`);
    }
    if (filter.from !== undefined) {
      const begin = sql`(${filter.from}::date::timestamp at time zone ${filter.timeZone})`;
      // Nothing arrives before it happens: said so that the order of arrival can be read no further than that.
      conditions.push(sql`${column('happened_at')} >= ${begin} and ${column('received_at')} >= ${begin}`);
    }
    if (filter.to !== undefined)
      conditions.push(
        sql`${column('happened_at')} < ((${filter.to}::date + 1)::timestamp at time zone ${filter.timeZone})`,
      );
    return conditions;
  };
}

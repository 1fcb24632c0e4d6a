import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import type { HistoryEntry } from '@lapwing/protocol/features/captures/api.ts';
import { sql } from 'kysely';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { withinReach } from '../groups/index.ts';
import type { By, CaptureState } from './store-history.ts';

/** What a change by staff is weighed against. */
export interface HeldCapture extends CaptureState {
  readonly id: string;
  readonly revision: number;
  readonly open: boolean;
  readonly sealed: boolean;
  readonly personId: string | null;
  readonly deviceId: string;
  readonly accountName: string | null;
}

/** Which captures are held for a change. */
export interface Holding {
  readonly ids: readonly string[];
  /** `open`: the open ones of their incidents as well; `all`: all of them. */
  readonly incidents: 'none' | 'open' | 'all';
}

/**
 * Those of the captures that lie within the reach, held until the transaction ends, so that two people change them one
 * after the other. They are held in the order of their ids, so that no two wait for each other.
 */
export async function holdCaptures(tx: SchoolTx, reach: Reach, holding: Holding): Promise<HeldCapture[]> {
  const ids = [...new Set(holding.ids)];
  const ofIncidents =
    holding.incidents === 'none'
      ? sql``
      : sql`union select other.id from captures one
          join captures other on other.school_id = one.school_id and other.incident_id = one.incident_id
          where one.school_id = lapwing_school() and one.id = any(${ids}::uuid[])
            and ${holding.incidents === 'open' ? sql`other.is_open` : sql`true`}`;
  const rows = await sql<{
    id: string;
    status: CaptureStatus;
    revision: number;
    is_open: boolean;
    sealed: boolean;
    person_id: string | null;
    device_id: string;
    account_name: string | null;
    assigned_to: string | null;
    assigned_name: string | null;
    escalated_to: string | null;
    escalated_name: string | null;
    incident_id: string | null;
  }>`
    select c.id, c.status, c.revision, c.is_open, c.sealed, c.person_id, c.device_id, c.account_name, c.assigned_to,
      c.assigned_name, c.escalated_to, c.escalated_name, c.incident_id
    from captures c
    where c.school_id = lapwing_school() and c.id in (select unnest(${ids}::uuid[]) ${ofIncidents})
      and ${withinReach(reach, sql.ref('c.person_id'), sql.ref('c.device_id'))}
    order by c.id for update of c`.execute(tx.kysely);
  return rows.rows.map((row) => ({
    id: row.id,
    status: row.status,
    revision: row.revision,
    open: row.is_open,
    sealed: row.sealed,
    personId: row.person_id,
    deviceId: row.device_id,
    accountName: row.account_name,
    assignedTo: named(row.assigned_to, row.assigned_name),
    escalatedTo: named(row.escalated_to, row.escalated_name),
    incidentId: row.incident_id,
  }));
}

function named(id: string | null, name: string | null): By | null {
  return id === null || name === null ? null : { id, name };
}

/** What becomes of a capture, and how its history tells it. */
export interface Step {
  readonly after: CaptureState;
  readonly line: {
    readonly kind: Extract<
      HistoryEntry['event']['kind'],
      'taken' | 'assigned' | 'escalated' | 'status' | 'allowed' | 'undone' | 'joined' | 'parted'
    >;
    /** The reason, or what is let pass. */
    readonly words: string | null;
    readonly to: By | null;
  };
  /** False for what is not taken back by itself. */
  readonly undoable: boolean;
}

/** Makes the change of a held capture, with its line in the history. */
export async function changeCapture(tx: SchoolTx, held: HeldCapture, by: By, step: Step): Promise<void> {
  const { after, line } = step;
  const before: CaptureState = {
    status: held.status,
    assignedTo: held.assignedTo,
    escalatedTo: held.escalatedTo,
    incidentId: held.incidentId,
  };
  const moved = line.kind === 'status' || after.status !== held.status;
  await sql`
    with changed as (
      update captures set status = ${after.status}, assigned_to = ${after.assignedTo?.id ?? null},
        assigned_name = ${after.assignedTo?.name ?? null}, escalated_to = ${after.escalatedTo?.id ?? null},
        escalated_name = ${after.escalatedTo?.name ?? null}, incident_id = ${after.incidentId}::uuid,
        revision = revision + 1
      where school_id = lapwing_school() and id = ${held.id}
      returning school_id, id, revision
    )
    insert into captures_history (school_id, capture_id, by_id, by_name, kind, from_status, to_status, words, to_id,
      to_name, revision, before)
    select school_id, id, ${by.id}, ${by.name}, ${line.kind}, ${moved ? held.status : null}::text,
      ${moved ? after.status : null}::text, ${line.words}::text, ${line.to?.id ?? null}::text,
      ${line.to?.name ?? null}::text, revision, ${step.undoable ? JSON.stringify(before) : null}::jsonb
    from changed`.execute(tx.kysely);
}

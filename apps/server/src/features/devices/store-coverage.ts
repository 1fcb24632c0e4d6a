import { UNBLAMED } from '@lapwing/protocol/features/devices/tampered.event.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** A device as the coverage report weighs it; shut out ones are in it too. */
export interface CoverageRow {
  readonly id: string;
  readonly name: string;
  readonly room: string | null;
  /** As stored; whoever reads it parses it. */
  readonly platform: unknown;
  readonly last_seen_at: Date | null;
  readonly revoked: boolean;
  readonly lost: number;
  /** It holds the terms that it was told last, as far as it has said. */
  readonly watching: boolean;
  readonly somebody_lately: boolean;
  readonly tampered: boolean;
}

/** Every device of the school, by name. */
export async function coverageRows(tx: SchoolTx): Promise<CoverageRow[]> {
  const rows = await sql<CoverageRow>`
    select d.id, d.name, d.room, d.platform, d.last_seen_at, d.revoked_at is not null as revoked, d.lost,
      coalesce(told.applied_version is not null and told.applied_problem is null, false) as watching,
      exists (select 1 from sessions s where s.school_id = d.school_id and s.device_id = d.id
        and s.started_at > now() - interval '30 days') as somebody_lately,
      exists (select 1 from devices_tamperings t where t.school_id = d.school_id and t.device_id = d.id
        and t.what <> all(${[...UNBLAMED]}::text[]) and t.at > now() - interval '30 days') as tampered
    from devices d left join state_documents told on told.school_id = d.school_id and told.device_id = d.id
    where d.school_id = lapwing_school()
    order by lower(d.name), d.id`.execute(tx.kysely);
  return rows.rows;
}

import { ControlSettings } from '@lapwing/protocol/features/restrictions/api.ts';
import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

/** What holds in a school that has settled nothing. */
export const BUILT_IN_SETTINGS: ControlSettings = Object.freeze({
  caps: { lockMinutes: 10, internetOffMinutes: 30, againAfterMinutes: 30 },
  lockWords: 'Your teacher has paused this device. Please look up and listen.',
  blockWords: 'This page is not open to you at the moment. If you need it for your work, ask for it here.',
  mayAsk: { access: true, help: true },
  usual: { lock: 5, internetOff: 30, access: 30, lesson: 60 },
  askBeyond: 60,
});

export interface SettingsRow {
  readonly settings: ControlSettings;
  /** 0 while nobody has settled anything. */
  readonly revision: number;
}

export async function findSettings(tx: SchoolTx): Promise<SettingsRow> {
  const rows = await sql<{ settings: unknown; revision: number }>`
    select settings, revision from restrictions_settings where school_id = lapwing_school()`.execute(
    tx.kysely,
  );
  const [row] = rows.rows;
  if (row === undefined) return { settings: BUILT_IN_SETTINGS, revision: 0 };
  return { settings: ControlSettings.parse(row.settings), revision: row.revision };
}

/** Keeps the settings. @returns false where somebody else has changed them since that revision */
export async function saveSettings(
  tx: SchoolTx,
  settings: ControlSettings,
  revision: number,
  by: { readonly id: string; readonly name: string },
  now: Date,
): Promise<boolean> {
  const result = await sql`
    insert into restrictions_settings (school_id, settings, revision, changed_at, changed_by, changed_name)
    select lapwing_school(), ${JSON.stringify(settings)}::jsonb, 1, ${now}, ${by.id}, ${by.name}
    where ${revision}::int = 0 or exists (select 1 from restrictions_settings where school_id = lapwing_school())
    on conflict (school_id) do update set settings = excluded.settings, revision = restrictions_settings.revision + 1,
      changed_at = excluded.changed_at, changed_by = excluded.changed_by, changed_name = excluded.changed_name
    where restrictions_settings.revision = ${revision}`.execute(tx.kysely);
  return (result.numAffectedRows ?? 0n) > 0n;
}

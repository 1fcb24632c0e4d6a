import { sql } from 'kysely';
import type { Preferences } from '@lapwing/protocol/features/accounts/preferences.api.ts';
import type { SchoolTx } from '../../platform/db/database.ts';

/** What the account has chosen, as it is stored; an empty object when nothing. */
export async function preferencesOf(tx: SchoolTx, userId: string): Promise<unknown> {
  const rows = await sql<{ choices: unknown }>`
    select choices from accounts_preferences
    where school_id = lapwing_school() and user_id = ${userId}`.execute(tx.kysely);
  return rows.rows[0]?.choices ?? {};
}

/**
 * Puts the keys of `change` in the place of the same keys before, in one statement, so that two windows which change
 * different keys at once both have their way.
 *
 * @returns all of them as stored now, or null when they would come to more than `most` bytes
 */
export async function mergePreferences(
  tx: SchoolTx,
  userId: string,
  change: Preferences,
  most: number,
): Promise<unknown> {
  const rows = await sql<{ choices: unknown }>`
    insert into accounts_preferences as mine (school_id, user_id, choices)
    select lapwing_school(), ${userId}, ${JSON.stringify(change)}::jsonb
    where octet_length((coalesce((select choices from accounts_preferences
      where school_id = lapwing_school() and user_id = ${userId} for update), '{}')
      || ${JSON.stringify(change)}::jsonb)::text) <= ${most}
    on conflict (school_id, user_id) do update
      set choices = mine.choices || excluded.choices, changed_at = now()
    returning choices`.execute(tx.kysely);
  return rows.rows[0]?.choices ?? null;
}

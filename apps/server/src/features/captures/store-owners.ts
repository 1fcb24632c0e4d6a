import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { By } from './store-history.ts';

/** Whose account was found out, or taken back. */
export interface AccountOwner {
  /** In small letters. */
  readonly accountName: string;
  readonly person: { readonly id: string; readonly name: string };
}

/**
 * Gives the captures of an account that belong to nobody to its person; each capture's history says who did so.
 *
 * @returns ids of the captures, the newest first
 */
export async function giveAccountCaptures(tx: SchoolTx, owner: AccountOwner, by: By): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    with given as (
      update captures set person_id = ${owner.person.id}, revision = revision + 1
      where school_id = lapwing_school() and person_id is null and account_name is not null
        and lower(account_name) = ${owner.accountName}
      returning school_id, id, received_at, revision
    ), history as (
      insert into captures_history (school_id, capture_id, by_id, by_name, kind, words, revision)
      select school_id, id, ${by.id}, ${by.name}, 'matched', ${owner.person.name}, revision from given
    )
    select id from given order by received_at desc, id desc`.execute(tx.kysely);
  return rows.rows.map((row) => row.id);
}

/** Takes the captures of an account back from the person; @returns their ids, the newest first */
export async function takeBackAccountCaptures(tx: SchoolTx, owner: AccountOwner, by: By): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    with taken as (
      update captures set person_id = null, revision = revision + 1
      where school_id = lapwing_school() and person_id = ${owner.person.id}
        and lower(account_name) = ${owner.accountName}
      returning school_id, id, received_at, revision
    ), history as (
      insert into captures_history (school_id, capture_id, by_id, by_name, kind, words, revision)
      select school_id, id, ${by.id}, ${by.name}, 'unmatched', ${owner.person.name}, revision from taken
    )
    select id from taken order by received_at desc, id desc`.execute(tx.kysely);
  return rows.rows.map((row) => row.id);
}

import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { By } from './store.ts';

export interface FavouriteRow {
  readonly id: string;
  readonly title: string;
  readonly sites: string[];
  /** Whose alone it is; null: the school's. */
  readonly owner: string | null;
  readonly byName: string;
  readonly revision: number;
}

export interface FavouriteFields {
  readonly title: string;
  readonly sites: readonly string[];
  readonly personal: boolean;
}

const columns = sql`f.id, f.title, f.sites, f.owner_account as owner, f.by_name as "byName", f.revision`;

/** Those of the school and the account's own; nobody else's. */
export async function listFavouriteRows(tx: SchoolTx, accountId: string): Promise<FavouriteRow[]> {
  const rows = await sql<FavouriteRow>`
    select ${columns} from access_favourites f
    where f.school_id = lapwing_school() and (f.owner_account is null or f.owner_account = ${accountId})
    order by lower(f.title), f.id`.execute(tx.kysely);
  return rows.rows;
}

/** One that the account may see, held until the transaction ends. */
export async function holdFavourite(
  tx: SchoolTx,
  accountId: string,
  id: string,
): Promise<FavouriteRow | null> {
  const rows = await sql<FavouriteRow>`
    select ${columns} from access_favourites f
    where f.school_id = lapwing_school() and f.id = ${id}
      and (f.owner_account is null or f.owner_account = ${accountId}) for update`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

export async function insertFavourite(tx: SchoolTx, fields: FavouriteFields, by: By): Promise<string> {
  const rows = await sql<{ id: string }>`
    insert into access_favourites (school_id, title, sites, owner_account, by_account, by_name)
    values (lapwing_school(), ${fields.title}, ${[...fields.sites]}, ${fields.personal ? by.id : null}, ${by.id},
      ${by.name})
    returning id`.execute(tx.kysely);
  const [row] = rows.rows;
  if (row === undefined) throw new Error('the list was just added');
  return row.id;
}

export async function updateFavourite(
  tx: SchoolTx,
  id: string,
  fields: FavouriteFields,
  by: By,
): Promise<void> {
  await sql`
    update access_favourites set title = ${fields.title}, sites = ${[...fields.sites]},
      owner_account = ${fields.personal ? by.id : null}, by_account = ${by.id}, by_name = ${by.name},
      revision = revision + 1, changed_at = now()
    where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
}

export async function deleteFavouriteRow(tx: SchoolTx, id: string): Promise<void> {
  await sql`delete from access_favourites where school_id = lapwing_school() and id = ${id}`.execute(
    tx.kysely,
  );
}

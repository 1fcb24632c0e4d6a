import { sql } from 'kysely';
import type { SchoolTx } from '../../platform/db/database.ts';

export interface PictureRow {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Keeps a picture and returns its id; the same once more has the id that it had. */
export async function keepPicture(tx: SchoolTx, picture: PictureRow & { sha256: string }): Promise<string> {
  const rows = await sql<{ id: string }>`
    insert into agreements_pictures (school_id, media_type, bytes, sha256)
    values (lapwing_school(), ${picture.mediaType}, ${picture.bytes}, ${picture.sha256})
    on conflict (school_id, sha256) do nothing returning id`.execute(tx.kysely);
  const [made] = rows.rows;
  if (made !== undefined) return made.id;
  const found = await sql<{ id: string }>`
    select id from agreements_pictures where school_id = lapwing_school() and sha256 = ${picture.sha256}`.execute(
    tx.kysely,
  );
  const [row] = found.rows;
  if (row === undefined) throw new Error('the picture was just kept');
  return row.id;
}

export async function findPicture(tx: SchoolTx, id: string): Promise<PictureRow | null> {
  const rows = await sql<PictureRow>`
    select media_type as "mediaType", bytes from agreements_pictures
    where school_id = lapwing_school() and id = ${id}`.execute(tx.kysely);
  return rows.rows[0] ?? null;
}

/** Throws away what no agreement shows; somebody may still be writing with a picture of today. */
export async function dropLeftPictures(tx: SchoolTx): Promise<void> {
  await sql`
    delete from agreements_pictures p
    where p.school_id = lapwing_school() and p.made_at < now() - interval '1 day'
      and not exists (select 1 from agreements a
        where a.school_id = p.school_id and a.draft #>> '{picture,id}' = p.id::text)
      and not exists (select 1 from agreements_versions v
        where v.school_id = p.school_id and v.draft #>> '{picture,id}' = p.id::text)`.execute(tx.kysely);
}

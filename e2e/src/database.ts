import { hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { z } from 'zod';

const Running = z.object({ database: z.object({ host: z.string(), port: z.number() }) });

/** Runs statements as the database's owner, past every wall, on the database of a running server's data folder. */
export async function asOwner<Result>(
  folder: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const { database } = Running.parse(JSON.parse(readFileSync(path.join(folder, 'running.json'), 'utf8')));
  const secret = Buffer.from(
    readFileSync(path.join(folder, 'secrets/master.key'), 'utf8').trim(),
    'base64url',
  );
  const password = Buffer.from(
    hkdfSync('sha256', secret, new Uint8Array(0), 'lapwing database.superuser', 32),
  ).toString('base64url');
  const client = new Client({ ...database, user: 'postgres', password, database: 'lapwing' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const Count = z.object({ count: z.coerce.number() });

export async function countOf(folder: string, query: string): Promise<number> {
  return asOwner(folder, async (client) => {
    const { rows } = await client.query(`select count(*) as count from ${query}`);
    return Count.parse(rows[0]).count;
  });
}

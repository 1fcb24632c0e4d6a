import { hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { z } from 'zod';

const Running = z.object({ database: z.object({ host: z.string(), port: z.number() }) });

export interface OwnerConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** How the database's owner reaches the database of a running server's data folder, past every wall. */
export function ownerConnection(folder: string): OwnerConnection {
  const { database } = Running.parse(JSON.parse(readFileSync(path.join(folder, 'running.json'), 'utf8')));
  const masterKey = Buffer.from(
    readFileSync(path.join(folder, 'secrets/master.key'), 'utf8').trim(),
    'base64url',
  );
  // As the server derives it: whoever holds the data folder holds the database.
  const derived = hkdfSync('sha256', masterKey, new Uint8Array(0), 'lapwing database.superuser', 32);
  const password = Buffer.from(derived).toString('base64url');
  return { ...database, user: 'postgres', password, database: 'lapwing' };
}

export async function asOwner<Result>(
  folder: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client(ownerConnection(folder));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const Count = z.object({ count: z.coerce.number() });

/** @param from what follows `select count(*) from` */
export async function countOf(folder: string, from: string): Promise<number> {
  return asOwner(folder, async (client) => {
    const { rows } = await client.query(`select count(*) as count from ${from}`);
    return Count.parse(rows[0]).count;
  });
}

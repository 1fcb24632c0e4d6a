import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Worker } from '@playwright/test';
import { z } from 'zod';
import { asOwner } from './database.ts';

/** Every form in which a text could lie about: as it is, in UTF-16, in hexadecimal, in base64 at any offset. */
export function formsOf(text: string): Buffer[] {
  const plain = [
    Buffer.from(text, 'utf8'),
    Buffer.from(text, 'utf16le'),
    Buffer.from(text, 'utf16le').swap16(),
  ];
  return plain.flatMap((bytes) => [
    bytes,
    Buffer.from(bytes.toString('hex')),
    Buffer.from(bytes.toString('hex').toUpperCase()),
    ...base64Forms(bytes),
  ]);
}

/** What of a text's base64 does not depend on its neighbours, for each of the three places it can begin at. */
function base64Forms(bytes: Buffer): Buffer[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const from = Math.ceil((shift * 4) / 3);
    const sure = encoded.slice(from, Math.floor(((shift + bytes.length) * 4) / 3));
    return [Buffer.from(sure), Buffer.from(sure.replaceAll('+', '-').replaceAll('/', '_'))];
  });
}

/** A place and how often the text lies there. */
export type Traces = readonly string[];

function holds(bytes: Buffer, forms: readonly Buffer[]): boolean {
  return forms.some((form) => bytes.includes(form));
}

export function tracesInText(name: string, content: string | Buffer, text: string): Traces {
  return holds(Buffer.from(content), formsOf(text)) ? [name] : [];
}

/** Files below a folder that hold the text in any form. */
export function tracesInFiles(folder: string, text: string): Traces {
  const forms = formsOf(text);
  const found: string[] = [];
  const pending = existsSync(folder) ? [folder] : [];
  for (let here = pending.pop(); here !== undefined; here = pending.pop()) {
    for (const entry of readdirSync(here, { withFileTypes: true })) {
      const full = path.join(here, entry.name);
      if (entry.isDirectory()) pending.push(full);
      if (entry.isFile() && statSync(full).size > 0 && holds(readFileSync(full), forms))
        found.push(path.relative(folder, full));
    }
  }
  return found;
}

const Table = z.object({ schema: z.string(), name: z.string() });
const Row = z.object({ row: z.string() });

/** Tables of every schema, the database's own too, that hold the text in any form in any column. */
export async function tracesInDatabase(folder: string, text: string): Promise<Traces> {
  const forms = formsOf(text);
  return asOwner(folder, async (client) => {
    const { rows: tables } = await client.query(
      `select table_schema as schema, table_name as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('information_schema')`,
    );
    const found: string[] = [];
    for (const table of tables) {
      const { schema, name } = Table.parse(table);
      const full = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`;
      // A row as text shows bytea in hexadecimal and everything else as it is.
      const { rows } = await client.query(`select it::text as row from ${full} as it`);
      if (rows.some((row) => holds(Buffer.from(Row.parse(row).row), forms))) found.push(`${schema}.${name}`);
    }
    return found;
  });
}

/**
 * Everything that the extension has stored, opened with its own key as the extension itself would: the key cannot be
 * taken out, but it can be used from inside.
 */
export async function extensionStorage(worker: Worker): Promise<string> {
  return worker.evaluate(async () => {
    const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error ?? new Error('not read')));
      });
    const decoder = new TextDecoder();
    const said: string[] = [];
    const keys: CryptoKey[] = [];
    const sealed: { iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer }[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name ?? ''));
      for (const storeName of database.objectStoreNames) {
        const store = database.transaction(storeName).objectStore(storeName);
        const [ids, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
        said.push(JSON.stringify([storeName, ids]));
        for (const value of values as unknown[]) {
          if (value instanceof CryptoKey) keys.push(value);
          else if (typeof value === 'object' && value !== null && 'sealed' in value)
            sealed.push(value as (typeof sealed)[number]);
          said.push(
            JSON.stringify(value, (_key, part: unknown) =>
              part instanceof Uint8Array ? decoder.decode(part) : part,
            ) ?? '',
          );
        }
      }
      database.close();
    }
    let opened = 0;
    for (const { iv, sealed: bytes } of sealed) {
      for (const key of keys.filter(({ algorithm }) => algorithm.name === 'AES-GCM')) {
        const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes).catch(() => null);
        if (plain === null) continue;
        opened += 1;
        said.push(decoder.decode(plain));
      }
    }
    if (opened !== sealed.length)
      throw new Error(`${sealed.length - opened} stored items could not be opened`);
    return said.join('\n');
  });
}

import { createHash } from 'node:crypto';
import type { SchoolTx } from '../../platform/db/database.ts';
import { insertContent } from './store.ts';

/** How a state document names a content. */
export interface ByHash {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Keeps a value as a content that devices fetch, as JSON. Equal values must be given with their keys in one order, so
 * that many devices share one.
 */
export async function keepContent(tx: SchoolTx, value: object): Promise<ByHash> {
  const bytes = Buffer.from(JSON.stringify(value));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await insertContent(tx, sha256, bytes);
  return { sha256, bytes: bytes.length };
}

import type { SchoolTx } from '../../platform/db/database.ts';
import { currentCode } from './store-codes.ts';

/** The school code that lets devices in now; null when there is none in force. */
export async function schoolCodeOf(tx: SchoolTx): Promise<string | null> {
  const code = await currentCode(tx);
  return code === null || code.expired ? null : code.code;
}

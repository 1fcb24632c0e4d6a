import type { AppendAudit } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { makeSchoolCode } from './school-code.ts';
import { currentCode, insertCode, revokeCodes } from './store-codes.ts';

/** The school code that lets devices in now; null when there is none in force. */
export async function schoolCodeOf(tx: SchoolTx): Promise<string | null> {
  const code = await currentCode(tx);
  return code === null || code.expired ? null : code.code;
}

/** Makes a school code for a day on behalf of whoever works at the server's own machine. */
export async function makeOperatorCode(
  tx: SchoolTx,
  deps: { randomBelow: (limit: number) => number; appendAudit: AppendAudit },
): Promise<string> {
  const code = makeSchoolCode(deps.randomBelow);
  await revokeCodes(tx);
  await insertCode(tx, code, 1);
  await deps.appendAudit(tx, {
    action: 'devices.renew-code',
    summary: "Made a new school code at the server's own machine, good for 1 day",
    subject: null,
    outcome: 'done',
    actor: null,
    address: null,
  });
  return code;
}

import { z } from 'zod';
import type { EnrolAsk } from '@lapwing/agent-core/enrolment.ts';

/** Beside managed-schema.json, which tells the browser the same. What is not text counts as not set. */
const ManagedPolicy = z.object({
  server: z.string().trim().min(1).max(500).nullable().catch(null),
  schoolCode: z.string().trim().min(1).max(40).nullable().catch(null),
  account: z.string().trim().min(1).max(320).nullable().catch(null),
  deviceName: z.string().trim().min(1).max(120).nullable().catch(null),
  privateWindowsOff: z.boolean().catch(false),
});

export interface ManagedSettings {
  /** Where to enrol without a person; null unless both server and code are set. */
  readonly enrol: EnrolAsk | null;
  /** Who sits here, where the administrator knows and the browser does not. */
  readonly account: string | null;
  /** The administrator has switched private windows off, which the browser does not tell an extension. */
  readonly privateWindowsOff: boolean;
}

export function readManagedPolicy(raw: unknown): ManagedSettings {
  const parsed = ManagedPolicy.safeParse(raw);
  if (!parsed.success) return { enrol: null, account: null, privateWindowsOff: false };
  const { server, schoolCode, account, deviceName, privateWindowsOff } = parsed.data;
  const enrol = server === null || schoolCode === null ? null : { server, code: schoolCode, deviceName };
  return { enrol, account, privateWindowsOff };
}

import type { EnrolAsk } from '@lapwing/agent-core/enrolment.ts';
import { SchoolCode } from '@lapwing/protocol/features/devices/enrol.request.ts';
import { z } from 'zod';

const Written = z.strictObject({
  server: z
    .string()
    .trim()
    .regex(/^https?:\/\/[^\s/]+/iu, 'must be an address such as https://lapwing.school.example'),
  schoolCode: z
    .string()
    .trim()
    .refine(
      (code) => SchoolCode.safeParse(code).success,
      'must be the ten letters and figures of a school code',
    ),
  deviceName: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(120, 'must have at most 120 letters')
    .nullish(),
});

/** What whoever installs the agent tells it. */
export interface DeviceSettings {
  readonly enrol: EnrolAsk;
}

export type SettingsRead =
  | { readonly ok: true; readonly settings: DeviceSettings }
  /** `problem` names the field and the remedy; nothing of what is written stands in it, since a school code may. */
  | { readonly ok: false; readonly problem: string };

/** Reads the settings file of the agent: JSON with `server`, `schoolCode` and, if wanted, `deviceName`. */
export function readSettings(text: string): SettingsRead {
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\ufeff/u, ''));
  } catch {
    return {
      ok: false,
      problem: 'The settings file is no JSON. It looks like {"server": "https://…", "schoolCode": "…"}.',
    };
  }
  const parsed = Written.safeParse(raw);
  if (!parsed.success) return { ok: false, problem: parsed.error.issues.map(problemOf).join(' ') };
  const { server, schoolCode, deviceName } = parsed.data;
  return { ok: true, settings: { enrol: { server, code: schoolCode, deviceName: deviceName ?? null } } };
}

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return 'The settings file may have only "server", "schoolCode" and "deviceName".';
  const field = issue.path.map(String).join('.');
  if (issue.code === 'invalid_type')
    return field === ''
      ? 'The settings file must hold an object.'
      : `"${field}" in the settings file must be a text.`;
  return `"${field}" in the settings file ${issue.message}.`;
}

import { enrolDevice } from '@lapwing/protocol/features/devices/api.ts';
import {
  EnrolReply,
  type EnrolRequest,
  SchoolCode,
} from '@lapwing/protocol/features/devices/enrol.request.ts';
import type { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import { enrolmentProofText, type Refusal } from '@lapwing/protocol/wire.ts';
import { serverOrigin } from './address.ts';
import type { Http } from './contracts/http.ts';
import type { DeviceKey } from './contracts/key-store.ts';
import type { Identity } from './identity.ts';
import { parseJson } from './stored-document.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const ENROL_TIMEOUT_MS = 20_000;

export interface EnrolAsk {
  /** The server's address, such as `https://lapwing.school.example`; a path is ignored. */
  readonly server: string;
  /** The school code as a person typed it. */
  readonly code: string;
  /** What the device calls itself; null lets the agent choose from its platform. */
  readonly deviceName: string | null;
}

export type EnrolOutcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: 'refused';
      readonly refusal: Refusal;
      /** Seconds before trying again makes sense; null when it does not. */
      readonly retryAfter: number | null;
    }
  /** The address or code is not one, nobody answers there, or what answers is not Lapwing. */
  | { readonly ok: false; readonly reason: 'bad-address' | 'bad-code' | 'unreachable' | 'not-lapwing' };

/** Asks the server to make this device one of the school's. Keeps nothing: that is the caller's. */
export async function askToEnrol(
  parts: { readonly http: Http; readonly platform: DevicePlatform },
  ask: EnrolAsk,
  key: DeviceKey,
): Promise<{ ok: true; identity: Identity } | Exclude<EnrolOutcome, { ok: true }>> {
  const server = serverOrigin(ask.server);
  if (server === null) return { ok: false, reason: 'bad-address' };
  const code = SchoolCode.safeParse(ask.code);
  if (!code.success) return { ok: false, reason: 'bad-code' };
  const { platform } = parts;
  const body: EnrolRequest = {
    code: code.data,
    publicKey: key.publicKey,
    proof: await key.sign(encodeUtf8(enrolmentProofText(code.data, key.publicKey))),
    name: ask.deviceName?.trim().slice(0, 120) || defaultName(platform),
    platform,
  };
  const answer = await parts.http.request({
    method: enrolDevice.method === 'POST' ? 'POST' : 'PUT',
    url: `${server}${enrolDevice.path}`,
    headers: { 'content-type': 'application/json' },
    body: encodeUtf8(JSON.stringify(body)),
    timeoutMs: ENROL_TIMEOUT_MS,
  });
  if (!answer.ok || answer.status >= 500) return { ok: false, reason: 'unreachable' };
  const reply = parseJson(decodeUtf8(answer.body), EnrolReply);
  if (reply === null) {
    if (answer.status === 429)
      return { ok: false, reason: 'refused', refusal: 'too-many-attempts', retryAfter: 60 };
    return { ok: false, reason: 'not-lapwing' };
  }
  if (!reply.enrolled)
    return { ok: false, reason: 'refused', refusal: reply.reason, retryAfter: reply.retryAfter };
  return {
    ok: true,
    identity: {
      server,
      schoolId: reply.schoolId,
      schoolName: reply.schoolName,
      deviceId: reply.deviceId,
      deviceName: reply.deviceName,
      stateKey: reply.stateKey,
      provisionedBy: null,
    },
  };
}

function defaultName(platform: DevicePlatform): string {
  return `${platform.system}, ${platform.browser ?? platform.agent}`.trim().slice(0, 120);
}

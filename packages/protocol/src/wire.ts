import { z } from 'zod';

/** The version of the device protocol that this code speaks first; see SPEC.md. */
export const WIRE_VERSION = 1;
/** All versions that the server still answers: the current one and the one before. */
export const WIRE_VERSIONS: readonly number[] = [1];

/** Where an agent's socket is opened, on the server's own address with `ws:` or `wss:`. */
export const DEVICE_SOCKET_PATH = '/agent/devices/socket';

/** Seconds between an agent's pings; a browser's worker stays up with one every 20 s. */
export const PING_SECONDS = 20;
/** Seconds without any frame after which either side counts the connection as lost. */
export const SILENCE_SECONDS = 50;

/** Bytes: the largest frame on the device socket. Evidence goes by HTTP. */
export const MAX_FRAME_BYTES = 64 * 1024;
/** Bytes: the largest screenshot that the server takes. */
export const MAX_SCREENSHOT_BYTES = 4 * 1024 * 1024;
/** Bytes: the largest recording that the server takes; one of 30 s has a tenth of it on an ordinary screen. */
export const MAX_RECORDING_BYTES = 16 * 1024 * 1024;
/** Bytes of one part of evidence that is sent in parts, so that a broken connection costs no more than one. */
export const EVIDENCE_PART_BYTES = 512 * 1024;
/** Seconds: the longest recording that a capture may bring, those before the trigger included. */
export const LONGEST_EVIDENCE_SECONDS = 150;

/** Why a device is not let in. The agent shows the reason to the person in front of it, the console lists it. */
export const REFUSALS = [
  'code-unknown',
  'code-expired',
  'code-revoked',
  'too-many-attempts',
  'device-unknown',
  'device-revoked',
  'key-mismatch',
  'school-closed',
  'wire-version',
  'bad-frame',
  'too-many-frames',
  'replaced',
] as const;
export const Refusal = z.enum(REFUSALS);
export type Refusal = z.infer<typeof Refusal>;

/** Refusals after which trying again by itself is of no use: a person must act. */
export const FINAL_REFUSALS: ReadonlySet<Refusal> = new Set<Refusal>([
  'code-unknown',
  'code-expired',
  'code-revoked',
  'device-unknown',
  'device-revoked',
  'key-mismatch',
  'school-closed',
]);

/** WebSocket close codes of the device socket (4000-4999 are for applications, RFC 6455, section 7.4.2). */
export const CLOSE_REFUSED = 4001;
export const CLOSE_SILENT = 4002;
export const CLOSE_SERVER_STOPS = 4003;
/** The console's socket: the sign-in behind it has ended. */
export const CLOSE_SIGNED_OUT = 4010;

/** The text that a device signs to enrol: proof that it holds the private half of the key that it offers. */
export function enrolmentProofText(code: string, publicKey: string): string {
  return `lapwing-enrol-1\n${code}\n${publicKey}`;
}

/** The text that a device signs to connect; the nonce is the server's and serves once. */
export function connectProofText(nonce: string, schoolId: string, deviceId: string): string {
  return `lapwing-connect-1\n${nonce}\n${schoolId}\n${deviceId}`;
}

/**
 * The text that a device signs for one HTTP request.
 * @param bodySha256 lower-case hexadecimal, or `-` without a body
 * @param at the server's time in milliseconds since 1970, as the device knows it from its last connection
 */
export function requestProofText(method: string, path: string, bodySha256: string, at: number): string {
  return `lapwing-request-1\n${method}\n${path}\n${bodySha256}\n${at}`;
}

/** The header of a device's signed HTTP request, and how far its time may be from the server's. */
export const DEVICE_REQUEST_HEADER = 'lapwing-device';
export const DEVICE_REQUEST_SKEW_MS = 5 * 60 * 1000;

/** The value of that header: `school=<id>; device=<id>; at=<ms>; signature=<base64url>`. */
export function deviceRequestHeader(
  schoolId: string,
  deviceId: string,
  at: number,
  signature: string,
): string {
  return `school=${schoolId}; device=${deviceId}; at=${at}; signature=${signature}`;
}

const DeviceRequest = z.object({
  schoolId: z.uuid(),
  deviceId: z.uuid(),
  at: z.coerce.number().int(),
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type DeviceRequest = z.infer<typeof DeviceRequest>;

/** Reads the header's value; null when it is not one. */
export function parseDeviceRequestHeader(value: string): DeviceRequest | null {
  const match = /^school=([^;]{1,64}); device=([^;]{1,64}); at=([0-9]{1,16}); signature=([^;]{1,128})$/.exec(
    value,
  );
  if (match === null) return null;
  const parsed = DeviceRequest.safeParse({
    schoolId: match[1],
    deviceId: match[2],
    at: match[3],
    signature: match[4],
  });
  return parsed.success ? parsed.data : null;
}

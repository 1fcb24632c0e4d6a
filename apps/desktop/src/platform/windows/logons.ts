import type { Handle, WindowsApi } from './api.ts';
import { bytesAt } from './api.ts';
import type { DeviceApi } from './device-api.ts';

const HERE: Handle = 0;
const OWN = -1 >>> 0;
const INFO = Object.freeze({ user: 5, domain: 7, state: 8, whole: 24 });
const ACTIVE = 0;
/** WTS_SESSION_INFOW on 64 bits. */
const SESSION_BYTES = 24;
/** In WTSINFOW. */
const LOG_ON_AT = 200;
const WHOLE_BYTES = 216;
const TICKS_A_MS = 10_000n;
const BETWEEN_ERAS_MS = 11_644_473_600_000;

/** Whether the own session is at the screen: another person may have been switched to. Null where that is not told. */
export function isAtScreen(device: DeviceApi): boolean | null {
  const state = ask(device, OWN, INFO.state, 4)?.readInt32LE(0);
  return state === undefined ? null : state === ACTIVE;
}

/** When the person of the own session logged on, in milliseconds since 1970; null where that is not told. */
export function loggedOnAt(device: DeviceApi): number | null {
  const ticks = ask(device, OWN, INFO.whole, WHOLE_BYTES)?.readBigInt64LE(LOG_ON_AT) ?? 0n;
  const at = Number(ticks / TICKS_A_MS) - BETWEEN_ERAS_MS;
  return at > 0 ? at : null;
}

/** Runs with a token of the account, if it is logged on; only the system itself is given one. */
export function withTokenOf<T>(
  api: WindowsApi,
  device: DeviceApi,
  account: string,
  run: (token: Handle) => T,
): T | null {
  for (const session of sessions(device)) {
    const name = `${textOf(device, session, INFO.domain)}\\${textOf(device, session, INFO.user)}`;
    if (name.toLowerCase() !== account.toLowerCase()) continue;
    const token: [Handle] = [0];
    if (!device.WTSQueryUserToken(session, token)) continue;
    try {
      return run(token[0]);
    } finally {
      api.CloseHandle(token[0]);
    }
  }
  return null;
}

function sessions(device: DeviceApi): readonly number[] {
  const found: [number] = [0];
  const count: [number] = [0];
  if (!device.WTSEnumerateSessionsW(HERE, 0, 1, found, count) || found[0] === 0) return [];
  const bytes = bytesAt(BigInt(found[0]), count[0] * SESSION_BYTES);
  device.WTSFreeMemory(found[0]);
  return Array.from({ length: count[0] }, (_, at) => bytes.readUInt32LE(at * SESSION_BYTES));
}

function textOf(device: DeviceApi, session: number, which: number): string {
  const found: [number] = [0];
  if (!device.WTSQuerySessionInformationW(HERE, session, which, found, [0])) return '';
  const text = device.textAt(found[0]);
  device.WTSFreeMemory(found[0]);
  return text;
}

/** @returns null where less is told than so many bytes */
function ask(device: DeviceApi, session: number, which: number, least: number): Buffer | null {
  const found: [number] = [0];
  const bytes: [number] = [0];
  if (!device.WTSQuerySessionInformationW(HERE, session, which, found, bytes) || found[0] === 0) return null;
  const told = bytes[0] < least ? null : bytesAt(BigInt(found[0]), bytes[0]);
  device.WTSFreeMemory(found[0]);
  return told;
}

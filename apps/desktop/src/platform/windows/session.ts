import type { DesktopSession } from '../contract/session.ts';
import { textOf, type WindowsApi } from './api.ts';
import { deviceApi } from './device-api.ts';
import { isAtScreen, loggedOnAt } from './logons.ts';
import type { Ui } from './ui.ts';

const BY_DOMAIN = 2;
const DISPLAYED = 3;
const QUERY = 8;
const STATISTICS = 10;
const LOG_OFF = 0;
const FORCE = 4;
const OTHER_PLANNED = 0x8000_0000;
const OLDEST_TICK = 2 ** 32;

/**
 * The session that this process belongs to. Nobody is at it while the screen is another session's (fast user switching).
 * @param ui without it, changes are not told
 */
export function openSession(api: WindowsApi, ui: Ui | null = null): DesktopSession {
  const device = deviceApi();
  let since: number | null | undefined;
  void ui?.ask({ do: 'watch', what: 'session' });
  return {
    current: async () => {
      const account = nameOf(api, BY_DOMAIN);
      if (account === null || isAtScreen(device) === false) return Promise.resolve(null);
      since ??= loggedOnAt(device);
      return Promise.resolve({
        account,
        displayName: nameOf(api, DISPLAYED),
        logOnId: logOnOf(api),
        since,
      });
    },
    onChange: (changed) =>
      ui?.on(({ tell }) => {
        if (tell === 'session') changed();
      }) ?? ((): void => undefined),
    idle: async () => {
      const info = { cbSize: 8, dwTime: 0 };
      if (!api.GetLastInputInfo(info)) return Promise.resolve(null);
      // Both are counted from the start of the device and begin anew after 49 days.
      return Promise.resolve((api.GetTickCount() - info.dwTime + OLDEST_TICK) % OLDEST_TICK);
    },
    logOff: async (graceMs) => {
      if (!api.ExitWindowsEx(LOG_OFF, OTHER_PLANNED)) return Promise.resolve('failed');
      // Programs that still ask to save are ended then.
      if (Number.isFinite(graceMs))
        setTimeout(() => api.ExitWindowsEx(LOG_OFF | FORCE, OTHER_PLANNED), Math.max(0, graceMs)).unref();
      return Promise.resolve('done');
    },
  };
}

function nameOf(api: WindowsApi, format: number): string | null {
  const name = Buffer.alloc(1024);
  const units: [number] = [512];
  if (api.GetUserNameExW(format, name, units) === 0) return null;
  const text = textOf(name);
  return text === '' ? null : text;
}

/** TOKEN_STATISTICS.AuthenticationId: another one for each log-on since the device was started. */
function logOnOf(api: WindowsApi): string {
  const token: [number] = [0];
  if (!api.OpenProcessToken(api.GetCurrentProcess(), QUERY, token)) return 'unknown';
  const statistics = Buffer.alloc(64);
  const told = api.GetTokenInformation(token[0], STATISTICS, statistics, statistics.length, [0]);
  api.CloseHandle(token[0]);
  return told ? statistics.readBigUInt64LE(8).toString(16) : 'unknown';
}

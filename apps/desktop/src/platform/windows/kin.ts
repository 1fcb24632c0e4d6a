import path from 'node:path';

import { isBrowser } from '../contract/browsers.ts';
import { type Handle, type WindowsApi, textOf } from './api.ts';
import type { DeviceApi } from './device-api.ts';
import { accountOf, startOf } from './processes.ts';
import { executableName } from './programs.ts';

/** A process, and no other that has its number later. */
export interface StartedProcess {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

const QUERY = 0x1000;
const SYNCHRONIZE = 0x10_0000;
const OVER = 0;
const PROCESSES = 0x2;
/** PROCESSENTRY32W */
const ENTRY_BYTES = 568;
const ENTRY_PID = 8;
const ENTRY_PARENT = 32;
const GENERIC_READ = 0x8000_0000;
const OPEN_EXISTING = 3;
/** SECURITY_SQOS_PRESENT and SECURITY_ANONYMOUS: whoever has opened the pipe cannot act as this process. */
const ANONYMOUS = 0x10_0000;
const FAILED = -1;

interface Seen extends StartedProcess {
  readonly file: string;
  readonly account: string | null;
  readonly session: number;
}

/**
 * The browser whose child has opened a pipe, where that child runs our program. Browsers start programs through the
 * command interpreter (Chrome, "Native messaging"), which is passed over. All of them belong to the session and the account
 * of this process. Null where it is otherwise.
 */
export function browserOfPipe(api: WindowsApi, device: DeviceApi, pipe: string): StartedProcess | null {
  const own = look(api, device, process.pid);
  const host = look(api, device, serverOf(api, device, pipe));
  if (own === null || host === null || !isAlike(host, own) || host.file !== own.file) return null;
  let above = parentOf(api, device, host);
  if (above !== null && executableName(above.file) === 'cmd') above = parentOf(api, device, above);
  if (above === null || !isAlike(above, own)) return null;
  const executable = executableName(above.file);
  if (!isBrowser({ executable, application: executable })) return null;
  return { pid: above.pid, startedAt: above.startedAt };
}

/** Whether the process still runs that was started then. */
export function stillRuns(api: WindowsApi, pid: number, startedAt: number): boolean {
  const process = api.OpenProcess(QUERY | SYNCHRONIZE, false, pid);
  if (process === 0) return false;
  const same = startOf(api, process) === startedAt;
  const isOver = api.WaitForSingleObject(process, 0) === OVER;
  api.CloseHandle(process);
  return same && !isOver;
}

/** The process that has made a pipe; nought where there is none. */
function serverOf(api: WindowsApi, device: DeviceApi, pipe: string): number {
  const handle: Handle = device.CreateFileW(pipe, GENERIC_READ, 0, null, OPEN_EXISTING, ANONYMOUS, 0);
  if (handle === FAILED) return 0;
  const pid: [number] = [0];
  const told = device.GetNamedPipeServerProcessId(handle, pid);
  api.CloseHandle(handle);
  return told ? pid[0] : 0;
}

function look(api: WindowsApi, device: DeviceApi, pid: number): Seen | null {
  const session: [number] = [0];
  const process = pid === 0 ? 0 : api.OpenProcess(QUERY, false, pid);
  if (process === 0) return null;
  const startedAt = startOf(api, process);
  const account = accountOf(api, process);
  const text = Buffer.alloc(2 * 1024);
  const units: [number] = [1024];
  const named = api.QueryFullProcessImageNameW(process, 0, text, units);
  api.CloseHandle(process);
  if (startedAt === null || !named || !device.ProcessIdToSessionId(pid, session)) return null;
  const file = path.win32.normalize(textOf(text, units[0])).toLowerCase();
  return { pid, startedAt, file, account, session: session[0] };
}

function isAlike(one: Seen, other: Seen): boolean {
  return one.account !== null && one.account === other.account && one.session === other.session;
}

/** What has started a process, where that still runs: its number may be another's by now, which was then started later. */
function parentOf(api: WindowsApi, device: DeviceApi, child: Seen): Seen | null {
  const all = device.CreateToolhelp32Snapshot(PROCESSES, 0);
  if (all === FAILED) return null;
  const entry = Buffer.alloc(ENTRY_BYTES);
  entry.writeUInt32LE(ENTRY_BYTES, 0);
  let parent = 0;
  for (let more = device.Process32FirstW(all, entry); more; more = device.Process32NextW(all, entry))
    if (entry.readUInt32LE(ENTRY_PID) === child.pid) parent = entry.readUInt32LE(ENTRY_PARENT);
  api.CloseHandle(all);
  const above = look(api, device, parent);
  return above !== null && above.startedAt <= child.startedAt ? above : null;
}

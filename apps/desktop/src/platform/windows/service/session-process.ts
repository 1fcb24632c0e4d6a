import { load, struct } from 'koffi';

import type { Handle } from '../api.ts';

/** What came of a start. */
export type SessionStart =
  | { readonly ok: true; readonly pid: number }
  /** `nobody`: no person is logged on at the screens. `code` is the system's own, of the step that failed. */
  | { readonly ok: false; readonly why: 'nobody' | 'token' | 'process'; readonly code: number };

const NO_SESSION = 0xffff_ffff;
/** ERROR_NO_TOKEN: at the sign-in screen. */
const NO_TOKEN = 1008;
/** CREATE_NO_WINDOW and CREATE_UNICODE_ENVIRONMENT */
const FLAGS = 0x0800_0000 | 0x400;

/** Loaded at the first start: a structure of koffi can be named once in a process. */
let loaded: ReturnType<typeof loadApi> | null = null;

function loadApi() {
  const kernel = load('kernel32.dll');
  struct('STARTUPINFOW', {
    cb: 'uint32_t',
    reserved: 'uintptr_t',
    desktop: 'str16',
    title: 'uintptr_t',
    x: 'uint32_t',
    y: 'uint32_t',
    width: 'uint32_t',
    height: 'uint32_t',
    columns: 'uint32_t',
    rows: 'uint32_t',
    fill: 'uint32_t',
    flags: 'uint32_t',
    show: 'uint16_t',
    bytes: 'uint16_t',
    more: 'uintptr_t',
    input: 'intptr_t',
    output: 'intptr_t',
    complaints: 'intptr_t',
  });
  struct('PROCESS_INFORMATION', {
    process: 'intptr_t',
    thread: 'intptr_t',
    pid: 'uint32_t',
    tid: 'uint32_t',
  });
  return {
    lastError: kernel.func('uint32_t GetLastError()'),
    closeHandle: kernel.func('bool CloseHandle(intptr_t handle)'),
    activeSession: kernel.func('uint32_t WTSGetActiveConsoleSessionId()'),
    queryToken: load('wtsapi32.dll').func('bool WTSQueryUserToken(uint32_t session, _Out_ intptr_t *token)'),
    create: load('advapi32.dll').func(
      'bool CreateProcessAsUserW(intptr_t token, str16 program, void *line, void *a, void *b, bool inherit, uint32_t flags, void *environment, str16 folder, STARTUPINFOW *how, _Out_ PROCESS_INFORMATION *made)',
    ),
  };
}

/**
 * Starts a program in the session that is at the screens, as the person who is logged on there. For LocalSystem, who alone
 * may ask for the person's token. It is handed no handle: that cannot be done over the border of a session.
 * @param command program, then its words
 * @param environment all that it has of one. Of the person's own nothing: some of it would change what Node does.
 */
export function startInSession(
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
): SessionStart {
  loaded ??= loadApi();
  const { lastError, closeHandle, activeSession, queryToken, create } = loaded;
  const code = (): number => Number(lastError());
  const session = Number(activeSession());
  if (session === NO_SESSION) return { ok: false, why: 'nobody', code: 0 };
  const token: [Handle] = [0];
  if (queryToken(session, token) !== true) {
    const failed = code();
    return { ok: false, why: failed === NO_TOKEN ? 'nobody' : 'token', code: failed };
  }
  const none = { reserved: 0, title: 0, x: 0, y: 0, width: 0, height: 0, columns: 0, rows: 0, fill: 0 };
  const handles = { input: 0, output: 0, complaints: 0 };
  const how = {
    ...none,
    ...handles,
    cb: 104,
    desktop: 'winsta0\\default',
    flags: 0,
    show: 0,
    bytes: 0,
    more: 0,
  };
  const made = { process: 0, thread: 0, pid: 0, tid: 0 };
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}\0`);
  const done: unknown = create(
    token[0],
    command[0],
    wide(command.map(quoted).join(' ')),
    null,
    null,
    false,
    FLAGS,
    wide(variables.join('')),
    null,
    how,
    made,
  );
  const failed = done === true ? 0 : code();
  closeHandle(token[0]);
  if (done !== true) return { ok: false, why: 'process', code: failed };
  closeHandle(made.thread);
  closeHandle(made.process);
  return { ok: true, pid: made.pid };
}

function wide(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le');
}

/** As programs take their words apart again; a path has no quotation mark in it. */
function quoted(word: string): string {
  return `"${word.replace(/\\+$/u, '$&$&')}"`;
}

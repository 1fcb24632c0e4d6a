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
const INPUT = -10;
const OUTPUT = -11;
const COMPLAINTS = -12;
const INHERIT = 1;
const USE_HANDLES = 0x100;
/** CREATE_NO_WINDOW and CREATE_UNICODE_ENVIRONMENT */
const FLAGS = 0x0800_0000 | 0x400;

/**
 * Starts a program in the session that is at the screens, as the person who is logged on there, with this process's own
 * standard input and output. For LocalSystem, who alone may ask for the person's token. Nothing else of this process may
 * be inheritable: call it in one that does nothing besides.
 * @param command program, then its words
 */
export function startInSession(command: readonly [string, ...string[]], systemRoot: string): SessionStart {
  const kernel = load('kernel32.dll');
  const advanced = load('advapi32.dll');
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
  const lastError = kernel.func('uint32_t GetLastError()');
  const code = (): number => Number(lastError());
  const closeHandle = kernel.func('bool CloseHandle(intptr_t handle)');
  const session = Number(kernel.func('uint32_t WTSGetActiveConsoleSessionId()')());
  if (session === NO_SESSION) return { ok: false, why: 'nobody', code: 0 };
  const token: [Handle] = [0];
  const query = load('wtsapi32.dll').func('bool WTSQueryUserToken(uint32_t session, _Out_ intptr_t *token)');
  if (query(session, token) !== true) {
    const failed = code();
    return { ok: false, why: failed === NO_TOKEN ? 'nobody' : 'token', code: failed };
  }
  const standard = kernel.func('intptr_t GetStdHandle(int which)');
  const setInformation = kernel.func(
    'bool SetHandleInformation(intptr_t handle, uint32_t mask, uint32_t flags)',
  );
  const [input, output, complaints] = [INPUT, OUTPUT, COMPLAINTS].map((which) => {
    const handle = Number(standard(which));
    setInformation(handle, INHERIT, INHERIT);
    return handle;
  });
  const create = advanced.func(
    'bool CreateProcessAsUserW(intptr_t token, str16 program, void *line, void *a, void *b, bool inherit, uint32_t flags, void *environment, str16 folder, STARTUPINFOW *how, _Out_ PROCESS_INFORMATION *made)',
  );
  const none = { reserved: 0, title: 0, x: 0, y: 0, width: 0, height: 0, columns: 0, rows: 0, fill: 0 };
  const how = {
    ...none,
    cb: 104,
    desktop: 'winsta0\\default',
    flags: USE_HANDLES,
    show: 0,
    bytes: 0,
    more: 0,
    input,
    output,
    complaints,
  };
  const made = { process: 0, thread: 0, pid: 0, tid: 0 };
  // Of the person's own settings nothing: some of them would change what Node does.
  const environment = wide(`SystemRoot=${systemRoot}\0`);
  const line = wide(command.map(quoted).join(' '));
  const done: unknown = create(
    token[0],
    command[0],
    line,
    null,
    null,
    true,
    FLAGS,
    environment,
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

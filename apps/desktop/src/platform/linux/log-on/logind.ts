import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A session as logind keeps it. */
export interface LogindSession {
  readonly id: string;
  readonly uid: number;
  /** Milliseconds since 1970; null where it does not say. */
  readonly since: number | null;
  /** Whether it is what stands on the screens of its seat now. */
  readonly active: boolean;
  /** The person has logged off; programs of the session may still run. */
  readonly closing: boolean;
  readonly display: string;
}

const ID = /^[\w-]{1,64}$/u;

/**
 * The session of a person on an X display, read where libsystemd's own `sd_session_get_*` read it. Null where there is
 * none: only the sign-in screen is there, logind does not know the display, or the device has no logind.
 * @param display as `DISPLAY` says it
 */
export async function logindSessionOf(folder: string, display: string): Promise<LogindSession | null> {
  const files = await readdir(folder).catch(() => []);
  const found: LogindSession[] = [];
  for (const id of files.filter((name) => ID.test(name))) {
    const text = await readFile(path.join(folder, id), 'utf8').catch(() => '');
    const session = parseSession(id, text);
    if (session !== null && sameDisplay(session.display, display)) found.push(session);
  }
  const open = found.filter(({ closing }) => !closing);
  return open.find(({ active }) => active) ?? open[0] ?? found[0] ?? null;
}

/** A session of a person, not of a sign-in screen or of a job. */
export function parseSession(id: string, text: string): LogindSession | null {
  const values = new Map(
    text
      .split('\n')
      .map((line) => line.split('='))
      .map(([key = '', ...rest]) => [key, rest.join('=').replaceAll(/^"|"$/gu, '')] as const),
  );
  const uid = Number(values.get('UID') ?? Number.NaN);
  const since = Number(values.get('REALTIME') ?? Number.NaN);
  if (!Number.isSafeInteger(uid) || uid < 0 || values.get('CLASS') !== 'user') return null;
  return {
    id,
    uid,
    since: Number.isFinite(since) && since > 0 ? Math.floor(since / 1000) : null,
    active: values.get('ACTIVE') === '1',
    closing: values.get('STATE') === 'closing',
    display: values.get('DISPLAY') ?? '',
  };
}

function sameDisplay(one: string, other: string): boolean {
  const plain = (display: string): string => display.replace(/\.\d+$/u, '');
  return one !== '' && plain(one) === plain(other);
}

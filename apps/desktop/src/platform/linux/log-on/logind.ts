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
  /** `x11`, `wayland`, `tty`. */
  readonly type: string;
  /** Of which seat's screens; empty for one from afar. */
  readonly seat: string;
}

const ID = /^[\w-]{1,64}$/u;

/**
 * The session of a person on an X display, read where libsystemd's own `sd_session_get_*` read it. Null where there is
 * none: only the sign-in screen is there, logind does not know the display, or the device has no logind.
 * @param display as `DISPLAY` says it
 */
export async function logindSessionOf(folder: string, display: string): Promise<LogindSession | null> {
  const found = (await sessionsIn(folder)).filter((session) => sameDisplay(session.display, display));
  return foremost(found) ?? found[0] ?? null;
}

/** The session of a person by Wayland at the screens of this device; null where there is none. */
export async function logindWaylandSession(folder: string): Promise<LogindSession | null> {
  const found = await sessionsIn(folder);
  return foremost(found.filter(({ type, seat }) => type === 'wayland' && seat !== ''));
}

async function sessionsIn(folder: string): Promise<readonly LogindSession[]> {
  const files = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    files
      .filter((name) => ID.test(name))
      .map(async (id) => parseSession(id, await readFile(path.join(folder, id), 'utf8').catch(() => ''))),
  );
  return found.filter((session) => session !== null);
}

function foremost(found: readonly LogindSession[]): LogindSession | null {
  const open = found.filter(({ closing }) => !closing);
  return open.find(({ active }) => active) ?? open[0] ?? null;
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
    type: values.get('TYPE') ?? '',
    seat: values.get('SEAT') ?? '',
  };
}

function sameDisplay(one: string, other: string): boolean {
  const plain = (display: string): string => display.replace(/\.\d+$/u, '');
  return one !== '' && plain(one) === plain(other);
}

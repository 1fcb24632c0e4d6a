import { execFile } from 'node:child_process';

/** An account as the system knows it. */
export interface Account {
  readonly name: string;
  /** What the system calls the person; null where it does not say. */
  readonly displayName: string | null;
}

/** Looks an account up, also one of a directory such as LDAP. Null where the system does not know it. Never rejects. */
export async function readAccount(uid: number): Promise<Account | null> {
  const line = await new Promise<string>((resolve) => {
    execFile('getent', ['passwd', String(uid)], { timeout: 10_000 }, (error, out) => {
      resolve(error === null ? out : '');
    });
  });
  return parsePasswd(line);
}

/** One line of passwd(5). The fifth field holds the full name up to the first comma; `&` in it is the account's name. */
export function parsePasswd(line: string): Account | null {
  const [name = '', , , , full = ''] = line.trim().split(':');
  if (name === '') return null;
  const called = (full.split(',')[0] ?? '')
    .replaceAll('&', name.charAt(0).toUpperCase() + name.slice(1))
    .trim();
  return { name, displayName: called === '' ? null : called.slice(0, 200) };
}

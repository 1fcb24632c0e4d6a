import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import path from 'node:path';

/** What the folders are called where nothing else is said. */
const USUAL = Object.freeze({
  XDG_DESKTOP_DIR: 'Desktop',
  XDG_DOCUMENTS_DIR: 'Documents',
  XDG_DOWNLOAD_DIR: 'Downloads',
});
const MOST_BYTES = 64 * 1024;

/** The home of an account; null where the system does not know it. Never rejects. */
export async function homeOf(account: string): Promise<string | null> {
  if (!/^[^\s:-][^\s:]{0,255}$/u.test(account)) return null;
  const line = await new Promise<string>((resolve) => {
    execFile('getent', ['passwd', account], { timeout: 10_000 }, (error, out) => {
      resolve(error === null ? out : '');
    });
  });
  const home = line.trim().split(':')[5] ?? '';
  return path.isAbsolute(home) && home !== '/' && home !== '/nonexistent' ? path.normalize(home) : null;
}

/**
 * Desktop, documents and downloads of an account, those that are there. The person may have moved them within the home
 * (`user-dirs.dirs`, xdg-user-dirs); what points elsewhere is left.
 */
export async function personalFolders(home: string): Promise<readonly string[]> {
  const text = await readSmall(path.join(home, '.config', 'user-dirs.dirs'));
  const found: string[] = [];
  for (const folder of parseUserDirs(text, home)) {
    const is = await lstat(folder).catch(() => null);
    if (is?.isDirectory() === true || is?.isSymbolicLink() === true) found.push(folder);
  }
  return found;
}

/** @returns absolute folders inside the home, none twice and none inside another */
export function parseUserDirs(text: string, home: string): readonly string[] {
  const said = new Map(
    [...text.matchAll(/^\s*(XDG_\w+_DIR)="((?:[^"\\]|\\.)*)"/gmu)].map(
      ([, key = '', value = '']) => [key, value.replaceAll(/\\(.)/gu, '$1')] as const,
    ),
  );
  const folders = new Set<string>();
  for (const [key, usual] of Object.entries(USUAL)) {
    const value = said.get(key) ?? `$HOME/${usual}`;
    const folder = path.normalize(value.startsWith('$HOME/') ? path.join(home, value.slice(6)) : value);
    const trimmed = folder.replace(/\/+$/u, '');
    // A folder that a person has not is said to be the home itself.
    if (trimmed.startsWith(`${home}/`) && !trimmed.includes('\0')) folders.add(trimmed);
  }
  return [...folders].filter(
    (one) => ![...folders].some((other) => other !== one && one.startsWith(`${other}/`)),
  );
}

/** A file that the person may write: no link is followed, no pipe waited for. Empty where there is none. */
async function readSmall(file: string): Promise<string> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(file, flags).catch(() => null);
  if (handle === null) return '';
  try {
    if (!(await handle.stat()).isFile()) return '';
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await handle.close().catch(() => undefined);
  }
}

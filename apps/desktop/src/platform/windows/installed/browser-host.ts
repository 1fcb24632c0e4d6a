import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { replaceFile } from '../../node/durable.ts';
import type { Run } from './run.ts';

/** As the extension calls it. */
const NAME = 'lapwing.agent';
/** What a browser starts, in the folder of the program. */
export const LAUNCHER = 'lapwing-browser-host.bat';
/** Browsers start a program of their own and no other with words for it; the command interpreter knows where it lies. */
export const LAUNCHER_TEXT = '@"%~dp0node.exe" "%~dp0browser-host.mjs"\r\n';
const SOON_MS = 10_000;

/** Where browsers look for programs that extensions may start, for everybody (Chrome and Edge, "Native messaging"). */
export const HOST_KEYS: readonly string[] = Object.freeze(
  ['Google\\Chrome', 'Microsoft\\Edge', 'Chromium'].map(
    (browser) => `HKLM\\SOFTWARE\\${browser}\\NativeMessagingHosts\\${NAME}`,
  ),
);

/**
 * Tells the browsers of the device about our program, and that one extension alone may start it. Rejects where it cannot
 * be written. It stands beside the program, and not within: what is within is what was installed.
 *
 * @param program folder of the program; only administrators may write there or beside it
 * @param extensionId null: nobody may
 */
export async function nameHost(program: string, extensionId: string | null, run: Run): Promise<true> {
  if (extensionId !== null && !/^[a-p]{32}$/u.test(extensionId)) throw new Error('That names no extension.');
  const folder = `${program} Browser`;
  const file = path.join(folder, `${NAME}.json`);
  if (extensionId === null) {
    for (const key of HOST_KEYS) await run('reg.exe', ['delete', key, '/f'], SOON_MS);
    await rm(folder, { recursive: true, force: true });
    return true;
  }
  const manifest = {
    name: NAME,
    description: 'Lapwing on this device',
    path: path.join(program, LAUNCHER),
    type: 'stdio',
    allowed_origins: [`chrome-extension://${extensionId}/`],
  };
  await mkdir(folder, { recursive: true });
  await replaceFile(file, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  for (const key of HOST_KEYS) {
    const ended = await run('reg.exe', ['add', key, '/ve', '/t', 'REG_SZ', '/d', file, '/f'], SOON_MS);
    if (ended !== 0) throw new Error('The registry could not be written.');
  }
  return true;
}

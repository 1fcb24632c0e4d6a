import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** As the extension calls it. */
const NAME = 'lapwing.agent';

/** Where browsers look for programs that extensions may start, for everybody at the device (Chrome, "Native messaging"). */
export const HOST_FOLDERS: readonly string[] = Object.freeze([
  '/etc/chromium/native-messaging-hosts',
  '/etc/opt/chrome/native-messaging-hosts',
  '/etc/opt/edge/native-messaging-hosts',
]);

export interface BrowserHost {
  /** The program that a browser starts, absolute. */
  readonly command: string;
  readonly folders: readonly string[];
}

/**
 * Tells the browsers of the device about our program, and that one extension alone may start it. Rejects where it cannot
 * be written.
 *
 * @param extensionId null: nobody may
 */
export async function nameHost({ command, folders }: BrowserHost, extensionId: string | null): Promise<true> {
  if (extensionId !== null && !/^[a-p]{32}$/u.test(extensionId)) throw new Error('That names no extension.');
  for (const folder of folders) {
    const file = path.join(folder, `${NAME}.json`);
    if (extensionId === null) {
      await rm(file, { force: true });
      continue;
    }
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const manifest = {
      name: NAME,
      description: 'Lapwing on this device',
      path: command,
      type: 'stdio',
      allowed_origins: [`chrome-extension://${extensionId}/`],
    };
    // Whatever the agent's files are like: everybody's browser reads these.
    await writeFile(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o644 });
    await chmod(`${file}.new`, 0o644);
    await chmod(folder, 0o755);
    await rename(`${file}.new`, file);
  }
  return true;
}

import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

/** Programs that can load an unpacked extension; Google's own Chrome no longer can by a switch. */
const PROGRAMS: readonly string[] = [
  'chromium',
  'chromium-browser',
  'ungoogled-chromium',
  'microsoft-edge',
  'google-chrome',
  'google-chrome-stable',
];
const FIXED_PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [
    String.raw`C:\Program Files\Chromium\Application\chrome.exe`,
    String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
    String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  ],
};

export type FoundBrowser =
  | { readonly ok: true; readonly file: string }
  | { readonly ok: false; readonly message: string };

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The Chromium of this machine: the one that CHROME_PATH names, else the first that is found. */
export function findBrowser(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): FoundBrowser {
  const chosen = environment['CHROME_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (runs(chosen)) return { ok: true, file: chosen };
    const message = `CHROME_PATH names ${chosen}, which is not a program. Correct it or leave it out.`;
    return { ok: false, message };
  }
  const folders = (environment['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  for (const program of PROGRAMS)
    for (const folder of folders) {
      const file = path.join(folder, program);
      if (runs(file)) return { ok: true, file };
    }
  const fixed = FIXED_PLACES[platform]?.find((file) => existsSync(file));
  if (fixed !== undefined) return { ok: true, file: fixed };
  return {
    ok: false,
    message:
      'No Chromium was found. Install one (Debian and Ubuntu: apt install chromium), or name yours: CHROME_PATH=... npm run try',
  };
}

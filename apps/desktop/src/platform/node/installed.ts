import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Put in when the agent is made for devices; from source there is none. */
declare const LAPWING_AGENT_VERSION: string | undefined;

/** Programs of the agent that run beside its first one, by their name there; where their source stands. */
export const PROGRAMS = Object.freeze({
  'easel-program': 'ui/easel-program.ts',
  'film-program': 'platform/pictures/film-program.ts',
  'pictures-thread': 'platform/pictures/worker.ts',
  'ui-thread': 'platform/windows/ui-thread.ts',
});
export type ProgramName = keyof typeof PROGRAMS;

/** Files that the agent reads while it runs, by their name on a device; where the packages that they are from have them. */
export const FILES = Object.freeze({
  'resvg.wasm': '@resvg/resvg-wasm/index_bg.wasm',
  // By the name that its program looks for beside it.
  'harfbuzz.wasm': 'harfbuzzjs/dist/harfbuzz.wasm',
  'jpeg.wasm': '@cornerstonejs/codec-libjpeg-turbo-8bit/wasm',
  'DejaVuSans.ttf': 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'DejaVuSans-Bold.ttf': 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
});
export type FileName = keyof typeof FILES;

/** On a device each program is one file, and all lie in one folder; from source they are where they were written. */
const BUNDLED = import.meta.url.endsWith('.mjs');

/** Holds the agent's files and nothing else; null from source. */
export const OWN_FOLDER: string | null = BUNDLED ? import.meta.dirname : null;

/** Where a program of the agent is. */
export function programUrl(name: ProgramName): URL {
  return BUNDLED
    ? new URL(`${name}.mjs`, import.meta.url)
    : new URL(`../../${PROGRAMS[name]}`, import.meta.url);
}

/** Path of a program of the agent, for one that is started by its path. */
export function programPath(name: ProgramName): string {
  return fileURLToPath(programUrl(name));
}

/** Path of a file that the agent reads. */
export function filePath(name: FileName): string {
  return BUNDLED ? path.join(import.meta.dirname, name) : createRequire(import.meta.url).resolve(FILES[name]);
}

/** The agent's own version: that of its package, or what it was made as. */
export const VERSION: string =
  typeof LAPWING_AGENT_VERSION === 'string' ? LAPWING_AGENT_VERSION : ownVersion();

function ownVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('../../../package.json');
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
  if (typeof version !== 'string') throw new Error('The package of the agent has no version.');
  return version;
}

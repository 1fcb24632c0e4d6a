import type { FileName, ProgramName } from '../src/platform/node/installed.ts';

/** What an agent on devices of one system is made of. */
export interface Contents {
  /** The programs, by their name on the device; where their source stands in `src`. */
  readonly programs: Readonly<Record<string, string>>;
  readonly files: readonly FileName[];
  /** Packages with a part of machine code: where the lock file has them, and what of them is put into `node_modules`. */
  readonly native: readonly { readonly place: string; readonly parts: readonly string[] }[];
  /** The oldest Node that it runs on. */
  readonly node: `node${number}`;
}

/**
 * V8's flags with which the program begins that is always there: memory is spared rather than time. It makes itself
 * faster once it has begun (`platform/node/memory.ts`).
 */
export const SPARING: readonly string[] = Object.freeze([
  '--no-opt',
  '--no-maglev',
  // Its own tidying is enough; this one goes through everything again each second while pictures are taken.
  '--no-memory-reducer',
  '--liftoff-only',
]);

export const SYSTEMS = Object.freeze(['linux', 'windows'] as const);
export type System = (typeof SYSTEMS)[number];

const PARTS = Object.freeze({
  'easel-program': 'ui/easel-program.ts',
  'film-program': 'platform/pictures/film-program.ts',
  'pictures-thread': 'platform/pictures/worker.ts',
} satisfies Partial<Record<ProgramName, string>>);
const FILES = Object.freeze([
  'resvg.wasm',
  'harfbuzz.wasm',
  'jpeg.wasm',
  'DejaVuSans.ttf',
  'DejaVuSans-Bold.ttf',
] satisfies readonly FileName[]);

/** A program that has no source is left out, and said. */
export const CONTENTS: Readonly<Record<System, Contents>> = Object.freeze({
  linux: {
    programs: { main: 'main.ts', ...PARTS, update: 'linux-update.ts', 'browser-host': 'browser-host.ts' },
    files: FILES,
    native: [],
    node: 'node24',
  },
  windows: {
    programs: {
      main: 'main-windows.ts',
      ...PARTS,
      'ui-thread': 'platform/windows/ui-thread.ts',
      setup: 'windows-setup.ts',
      update: 'windows-update.ts',
      'browser-host': 'browser-host.ts',
    },
    files: FILES,
    native: [
      {
        place: 'node_modules/@koromix/koffi-win32-x64',
        parts: ['package.json', 'index.js', 'win32_x64/koffi.node'],
      },
    ],
    node: 'node22',
  },
});

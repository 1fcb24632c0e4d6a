// npm run package:desktop -- [--linux] [--windows] [--version 1.4.0] [--release-key <key>] [--out <folder>]
//   [--bundle <folder>] [--quick]
// Makes what a school installs the desktop agent from, for both systems or the ones named: out of what
// `npm run build:desktop` has built, of another bundle, or built anew as the version that is named.
import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { PROJECT_RELEASE_KEY } from '@lapwing/protocol/features/releases/key.ts';
import { z } from 'zod';
import type { MakePackage } from './wish.ts';

const SYSTEMS: Readonly<Record<'linux' | 'windows', () => Promise<MakePackage>>> = Object.freeze({
  linux: async () => (await import('./linux/make.ts')).makeLinuxPackage,
  windows: async () => (await import('./windows/make.ts')).makeWindowsPackage,
});

const DESKTOP = path.resolve(import.meta.dirname, '..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      linux: { type: 'boolean', default: false },
      windows: { type: 'boolean', default: false },
      out: { type: 'string', default: path.join(import.meta.dirname, 'dist') },
      bundle: { type: 'string', default: path.join(DESKTOP, 'dist') },
      'release-key': { type: 'string' },
      quick: { type: 'boolean', default: false },
      version: { type: 'string' },
    },
  });
  const named = (['linux', 'windows'] as const).filter((system) => values[system]);
  const wanted = named.length === 0 ? (['linux', 'windows'] as const) : named;
  const releaseKey = values['release-key'] ?? PROJECT_RELEASE_KEY;
  if (releaseKey !== null && !/^[A-Za-z0-9_-]{43}$/u.test(releaseKey))
    throw new Error('--release-key must be the public half of an Ed25519 key: 43 signs of base64url.');
  const out = path.resolve(values.out);
  await mkdir(out, { recursive: true });
  const bundle = values.version === undefined ? path.resolve(values.bundle) : await build(values.version);
  for (const system of wanted) {
    const make = await SYSTEMS[system]();
    const version = await versionOf(bundle, system);
    const files = await make({ bundle, out, version, releaseKey, quick: values.quick });
    for (const file of files) process.stdout.write(`${file}\n`);
  }
}

/** @returns the folder of an agent that was built as that version */
async function build(version: string): Promise<string> {
  const folder = path.join(DESKTOP, 'dist', `as-${version}`);
  const program = path.join(DESKTOP, 'bundle/build.ts');
  await promisify(execFile)(process.execPath, [program, '--outDir', folder, '--version', version]);
  return folder;
}

/** The version that the agent was built as. */
async function versionOf(bundle: string, system: string): Promise<string> {
  const said = await readFile(path.join(bundle, system, 'version.json'), 'utf8').catch(() => {
    throw new Error(
      `There is no agent in ${path.join(bundle, system)}. Build it first: npm run build:desktop`,
    );
  });
  return z.object({ version: z.string() }).parse(JSON.parse(said)).version;
}

if (import.meta.main)
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });

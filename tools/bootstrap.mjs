// @ts-check
// The one door into the checkout: `node tools/bootstrap.mjs <verb> [arguments]`, which is what every npm script
// calls. It must run on any Node from 20 on, before anything is installed, so it is plain JavaScript and imports
// nothing but Node. It installs what package-lock.json names, builds what is stale, and goes on with Node 24.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildStale } from './bootstrap/build.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { findNode, run } from './bootstrap/run.mjs';

const OLDEST_NODE = 20;

/**
 * What each verb runs and what has to be built before it.
 * @type {Readonly<Record<string, { file: string, arguments?: readonly string[], builds?: readonly string[] }>>}
 */
const VERBS = Object.freeze({
  start: { file: 'apps/server/src/main.ts', builds: ['console', 'extension'] },
  demo: { file: 'apps/fleet/src/demo.ts', builds: ['console', 'extension'] },
  try: { file: 'apps/extension/tools/try.ts', builds: ['console', 'extension'] },
  cli: { file: 'apps/server/src/cli.ts' },
  detect: { file: 'packages/library/bin/detect.ts' },
  'bench:detection': { file: 'bench/src/detection.ts' },
  'library:report': { file: 'bench/src/library.ts' },
  'bench:screens': { file: 'bench/src/screens.ts' },
  'bench:latency': { file: 'bench/src/latency.ts' },
  'bench:control': { file: 'bench/src/control.ts', builds: ['extension'] },
  'bench:agent': { file: 'bench/src/agent.ts', builds: ['desktop'] },
  'bench:console': { file: 'bench/src/console.ts', builds: ['console', 'extension'] },
  'bench:grid': { file: 'bench/src/grid.ts', builds: ['console', 'extension'] },
  'build:desktop': { file: '', builds: ['desktop'] },
  'release:desktop': { file: 'apps/desktop/packaging/release.ts' },
  'package:desktop': { file: 'apps/desktop/packaging/package.ts', builds: ['desktop'] },
  test: { file: 'tools/test.ts' },
  check: { file: 'tools/test.ts', arguments: ['--check'] },
  build: { file: '', builds: ['console', 'extension'] },
});

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @returns {Promise<number>} the exit code */
async function main() {
  const [verb = '', ...rest] = process.argv.slice(2);
  const wanted = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (wanted === undefined) {
    say(`Unknown verb "${verb}". Use one of: ${Object.keys(VERBS).join(', ')}.`);
    return 2;
  }
  const major = Number(process.versions.node.split('.')[0]);
  if (!(major >= OLDEST_NODE)) {
    say(
      `Lapwing needs Node ${OLDEST_NODE} or later to start; this is Node ${process.versions.node}. ` +
        'Install a current Node and run the same command again.',
    );
    return 1;
  }
  const installed = await ensureInstalled(root, say);
  if (!installed.ok) {
    say(installed.message);
    return 1;
  }
  const node = findNode(root);
  if (!node.ok) {
    say(node.message);
    return 1;
  }
  const built = await buildStale(root, node.file, wanted.builds ?? [], say);
  if (!built.ok) {
    say(built.message);
    return 1;
  }
  if (wanted.file === '') return 0;
  const file = path.join(root, ...wanted.file.split('/'));
  if (!existsSync(file)) {
    say(
      `${wanted.file} is not in this checkout, so "${verb}" cannot run. Fetch the whole repository and try again.`,
    );
    return 1;
  }
  return run(node.file, [file, ...(wanted.arguments ?? []), ...rest]);
}

process.exitCode = await main();

// @ts-check
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GENERATED } from './install.mjs';
import { withLock } from './lock.mjs';

/** @typedef {{ ok: true } | { ok: false, message: string }} Outcome */

/**
 * The programs that a browser runs, and the one that runs on desktops. Each build command gets the folder to write to as `--outDir <folder>`.
 * `sources` are folders and files relative to the checkout; tests among them do not make a build stale.
 * @type {Readonly<Record<string, { folder: string, sources: readonly string[], command: readonly string[] }>>}
 */
const BUILDS = Object.freeze({
  console: {
    folder: 'apps/console',
    sources: [
      'apps/console',
      'packages/protocol',
      'packages/detection',
      'package-lock.json',
      'tsconfig.base.json',
    ],
    command: [
      'node_modules/vite/bin/vite.js',
      'build',
      'apps/console',
      '--logLevel',
      'warn',
      '--emptyOutDir',
    ],
  },
  extension: {
    folder: 'apps/extension',
    sources: [
      'apps/extension',
      'packages/protocol',
      'packages/detection',
      'packages/agent-core',
      'package-lock.json',
      'tsconfig.base.json',
    ],
    command: ['apps/extension/build.ts'],
  },
  desktop: {
    folder: 'apps/desktop',
    sources: [
      'apps/desktop/src',
      'apps/desktop/bundle',
      'apps/desktop/package.json',
      'packages/protocol',
      'packages/detection',
      'packages/agent-core',
      'package-lock.json',
      'tsconfig.base.json',
    ],
    command: ['apps/desktop/bundle/build.ts'],
  },
});

const STAMP = '.built-from';
const PASSED_OVER = new Set([
  'node_modules',
  'dist',
  'test',
  'tests',
  'bench',
  'tools',
  'test-results',
  '.git',
]);

/**
 * Builds those of the named programs whose sources changed since their dist folder was made, both at once.
 * @param {string} root the checkout
 * @param {string} node the Node that runs the builds
 * @param {readonly string[]} names
 * @param {(line: string) => void} say
 * @returns {Promise<Outcome>}
 */
export async function buildStale(root, node, names, say) {
  const stale = names.filter((name) => !isFresh(root, name));
  if (stale.length === 0) return { ok: true };
  try {
    return await withLock(
      path.join(root, GENERATED, 'build.lock'),
      () => say('Waiting for another start of this checkout to finish building.'),
      async () => {
        const left = stale.filter((name) => !isFresh(root, name));
        if (left.length === 0) return { ok: true };
        say(`Building the ${left.join(' and the ')}.`);
        const began = Date.now();
        const outcomes = await Promise.all(left.map((name) => build(root, node, name)));
        const failed = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.message]));
        if (failed.length > 0) return { ok: false, message: failed.join('\n\n') };
        say(`Built in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
        return { ok: true };
      },
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      message: `The ${stale.join(' and the ')} must be built first, and this account cannot: ${reason}`,
    };
  }
}

/**
 * A fingerprint of everything a build reads: names and contents, tests left out.
 * @param {string} root
 * @param {readonly string[]} sources
 * @returns {string}
 */
export function fingerprint(root, sources) {
  const hash = createHash('sha256');
  const pending = [...sources].reverse();
  for (let source = pending.pop(); source !== undefined; source = pending.pop()) {
    const full = path.join(root, ...source.split('/'));
    const entries = listFolder(full);
    if (entries === undefined) {
      const content = readOrUndefined(full);
      hash.update(`${source}\0${content === undefined ? 'absent' : content.length}\0`).update(content ?? '');
      continue;
    }
    for (const entry of entries.reverse()) {
      if (PASSED_OVER.has(entry) || /\.test\.[cm]?tsx?$/u.test(entry) || entry.endsWith('.md')) continue;
      pending.push(`${source}/${entry}`);
    }
  }
  return hash.digest('hex');
}

/** @param {string} folder */
function listFolder(folder) {
  try {
    return readdirSync(folder).sort();
  } catch {
    return undefined;
  }
}

/** @param {string} file */
function readOrUndefined(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @returns {{ folder: string, sources: readonly string[], command: readonly string[] }}
 */
function buildNamed(name) {
  const found = BUILDS[name];
  if (found === undefined) throw new Error(`There is no build called ${name}`);
  return found;
}

/**
 * @param {string} root
 * @param {string} name
 */
function isFresh(root, name) {
  const { folder, sources } = buildNamed(name);
  const stamp = readOrUndefined(path.join(root, folder, 'dist', STAMP));
  return stamp !== undefined && stamp.toString('utf8') === fingerprint(root, sources);
}

/**
 * Builds into a folder of its own and swaps it in when it is whole, so that a failed or killed build leaves the
 * old one in place and a running server never sees half of one.
 * @param {string} root
 * @param {string} node
 * @param {string} name
 * @returns {Promise<Outcome>}
 */
async function build(root, node, name) {
  const { folder, sources, command } = buildNamed(name);
  const made = path.join(root, GENERATED, `${name}-new`);
  const retired = path.join(root, GENERATED, `${name}-old`);
  const dist = path.join(root, folder, 'dist');
  for (const leftover of [made, retired]) rmSync(leftover, { recursive: true, force: true });
  mkdirSync(path.dirname(made), { recursive: true });
  const before = fingerprint(root, sources);
  const [program = '', ...args] = command;
  const { code, output } = await runQuietly(
    node,
    [path.join(root, program), ...args, '--outDir', made],
    root,
  );
  if (code !== 0)
    return {
      ok: false,
      message: `${output.trimEnd()}\n\nThe ${name} could not be built; the reason is above.`,
    };
  if (!existsSync(made))
    return { ok: false, message: `${output}The build of the ${name} ended well but wrote nothing.` };
  writeFileSync(path.join(made, STAMP), before);
  if (existsSync(dist)) renameSync(dist, retired);
  renameSync(made, dist);
  rmSync(retired, { recursive: true, force: true });
  return { ok: true };
}

/**
 * @param {string} node
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<{ code: number, output: string }>}
 */
function runQuietly(node, args, cwd) {
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

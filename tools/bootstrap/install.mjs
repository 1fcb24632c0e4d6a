// @ts-check
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { findNode } from './run.mjs';

/** @typedef {{ ok: true } | { ok: false, message: string }} Outcome */

/** Folder of everything the tools generate: ignored by git, the linter and the formatter. */
export const GENERATED = path.join('tools', 'dist');

/**
 * Makes node_modules what package-lock.json says, and does nothing at all when it is.
 * @param {string} root the checkout
 * @param {(line: string) => void} say
 * @returns {Promise<Outcome>}
 */
export async function ensureInstalled(root, say) {
  if (isCurrent(root)) return { ok: true };
  const lock = path.join(root, GENERATED, 'install.lock');
  try {
    return await withLock(
      lock,
      () => say('Waiting for another start of this checkout to finish installing.'),
      async () => {
        if (isCurrent(root)) return { ok: true };
        if (wasInstalledByHand(root)) {
          writeStamp(root);
          return { ok: true };
        }
        return install(root, say);
      },
    );
  } catch (error) {
    return {
      ok: false,
      message: `The packages are not installed, and installing failed: ${reasonOf(error)}`,
    };
  }
}

/** @param {string} root */
function stampFile(root) {
  return path.join(root, 'node_modules', '.lapwing-installed');
}

/** @param {string} root */
function lockHash(root) {
  const lock = readFileSync(path.join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`\n${process.platform} ${process.arch}`).digest('hex');
}

/** @param {string} root */
function isCurrent(root) {
  try {
    return readFileSync(stampFile(root), 'utf8') === lockHash(root);
  } catch {
    return false;
  }
}

/** @param {string} root */
function writeStamp(root) {
  writeFileSync(stampFile(root), lockHash(root));
}

/**
 * A developer's own `npm install` leaves no stamp of ours, but npm's record of what it installed. When that agrees
 * with package-lock.json the folder is kept: installing again would pull it away under running programs.
 * @param {string} root
 * @returns {boolean}
 */
export function wasInstalledByHand(root) {
  try {
    const wanted = packagesOf(path.join(root, 'package-lock.json'));
    const found = packagesOf(path.join(root, 'node_modules', '.package-lock.json'));
    for (const [name, entry] of wanted) {
      const other = found.get(name);
      if (other === undefined ? !entry.optional : !isSame(entry, other)) return false;
    }
    for (const name of found.keys()) if (!wanted.has(name)) return false;
    return findNode(root).ok;
  } catch {
    return false;
  }
}

/** @typedef {{ version: unknown, integrity: unknown, optional: boolean }} LockedPackage */

/**
 * @param {string} file
 * @returns {Map<string, LockedPackage>}
 */
function packagesOf(file) {
  /** @type {Map<string, LockedPackage>} */
  const packages = new Map();
  const { packages: entries } = JSON.parse(readFileSync(file, 'utf8'));
  for (const [name, entry] of Object.entries(entries)) {
    if (!name.includes('node_modules/')) continue; // the root and the workspaces themselves
    const optional = entry.optional === true || entry.devOptional === true || entry.peer === true;
    packages.set(name, { version: entry.version, integrity: entry.integrity, optional });
  }
  return packages;
}

/**
 * @param {LockedPackage} one
 * @param {LockedPackage} other
 */
function isSame(one, other) {
  return one.version === other.version && one.integrity === other.integrity;
}

/**
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Promise<Outcome>}
 */
async function install(root, say) {
  say('Installing packages (npm ci). The first time this takes up to a minute.');
  const began = Date.now();
  const { code, output } = await npmCi(root);
  if (code !== 0) {
    return {
      ok: false,
      message: `${output.trimEnd()}\n\nnpm ci failed with code ${code}; its own words are above.`,
    };
  }
  writeStamp(root);
  say(`Packages installed in ${Math.round((Date.now() - began) / 1000)} s.`);
  return { ok: true };
}

/**
 * npm talks a good deal even when all is well; its words are kept back and shown only when it fails.
 * @param {string} root
 * @returns {Promise<{ code: number, output: string }>}
 */
function npmCi(root) {
  const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--no-progress'];
  const npm = process.env['npm_execpath'];
  const viaNode = npm !== undefined && /npm-cli\.c?js$/u.test(npm) && existsSync(npm);
  // On Windows npm is a command file, which only a shell starts; every argument here is our own constant.
  const command = viaNode ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const cache = temporaryCache();
  const environment = { ...process.env };
  if (cache !== undefined) environment['npm_config_cache'] = cache;
  return new Promise((resolve) => {
    const child = spawn(command, viaNode ? [npm, ...flags] : flags, {
      cwd: root,
      env: environment,
      shell: !viaNode && process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let interrupted = false;
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString('utf8')).slice(-20_000);
    };
    const stop = (/** @type {NodeJS.Signals} */ signal) => {
      interrupted = true;
      child.kill(signal);
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    const finish = (/** @type {number} */ code) => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      if (cache !== undefined) rmSync(cache, { recursive: true, force: true });
      resolve({ code: interrupted && code === 0 ? 130 : code, output });
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => {
      output += `npm could not be started: ${error.message}`;
      finish(1);
    });
    child.once('close', (code) => finish(code ?? 1));
  });
}

/** npm keeps its cache in the home folder; an account without one gets a cache that lives as long as the install. */
function temporaryCache() {
  if (process.env['npm_config_cache'] !== undefined && process.env['npm_config_cache'] !== '') {
    if (isWritable(process.env['npm_config_cache'])) return undefined;
  } else if (isWritable(path.join(homeFolder(), '.npm'))) return undefined;
  return mkdtempSync(path.join(tmpdir(), 'lapwing-npm-'));
}

function homeFolder() {
  try {
    return homedir() || path.parse(process.cwd()).root;
  } catch {
    return path.parse(process.cwd()).root; // no HOME and no entry in the user database
  }
}

/**
 * Whether a folder can be written, or made, by this account.
 * @param {string} folder
 * @returns {boolean}
 */
function isWritable(folder) {
  let nearest = path.resolve(folder);
  while (!existsSync(nearest) && path.dirname(nearest) !== nearest) nearest = path.dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {unknown} error */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && (error.code === 'EROFS' || error.code === 'EACCES')) {
    return `this checkout cannot be written by this account (${error.message}). Start it once as its owner, who can install and build.`;
  }
  return error.message;
}

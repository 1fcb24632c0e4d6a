import { execFile } from 'node:child_process';
import { chmod, copyFile, cp, lstat, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Exchange } from '../../contract/exchange.ts';

const RUN_MS = 10 * 60_000;
const MOST_SAID = 4 * 1024 * 1024;
/** Another installation has the system to itself meanwhile; it may take long. */
const BUSY = /by another process/iu;
const BUSY_TRIES = 360;
const BUSY_WAIT_MS = 10_000;
/** Fields that the system keeps of a package that is installed, and that stand in none. */
const NOT_IN_PACKAGES = /^(?:status|conffiles|config-version|priority-override)$/iu;
const CONTROL_FILES = [
  'preinst',
  'postinst',
  'prerm',
  'postrm',
  'config',
  'templates',
  'conffiles',
  'md5sums',
];
const SCRIPTS = new Set(['preinst', 'postinst', 'prerm', 'postrm', 'config']);

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/**
 * Exchanges a package by dpkg. The one that is installed is kept by being put together again from its files, as it came
 * from somewhere that need not be there any more.
 * @param parts.folder with the package that came (`come.deb`); takes the kept one too
 */
export function createDebianExchange(parts: {
  readonly package: string;
  readonly folder: string;
  readonly wait: (ms: number) => Promise<void>;
  readonly log: (event: string, fields: Readonly<Record<string, string | number>>) => void;
}): Exchange {
  const { folder, wait, log } = parts;
  const come = path.join(folder, 'come.deb');
  const kept = path.join(folder, 'kept.deb');
  const stage = path.join(folder, 'stage');

  async function read(program: string, ...words: string[]): Promise<string> {
    const { code, out, error } = await run(program, words);
    if (code !== 0) throw new Error(`${program} ${words[0] ?? ''} ended with ${code}: ${error.slice(-400)}`);
    return out;
  }

  return {
    async keep() {
      if (await isThere(kept)) return;
      await rm(stage, { recursive: true, force: true });
      const control = path.join(stage, 'DEBIAN');
      await mkdir(control, { recursive: true, mode: 0o755 });
      const names = (await read('dpkg-query', '--listfiles', parts.package)).split('\n').filter(Boolean);
      for (const name of names) {
        const to = path.join(stage, name);
        const is = await lstat(name).catch(() => null);
        if (is === null || name === '/.') continue;
        if (is.isDirectory()) await mkdir(to, { recursive: true, mode: is.mode & 0o777 });
        else {
          await mkdir(path.dirname(to), { recursive: true, mode: 0o755 });
          await cp(name, to, { preserveTimestamps: true, verbatimSymlinks: true });
          if (is.isFile()) await chmod(to, is.mode & 0o777);
        }
      }
      const status = await read('dpkg-query', '--status', parts.package);
      await writeFile(path.join(control, 'control'), controlOf(status), { mode: 0o644 });
      const has = (await read('dpkg-query', '--control-list', parts.package)).split('\n');
      for (const name of CONTROL_FILES.filter((one) => has.includes(one))) {
        const text = await read('dpkg-query', '--control-show', parts.package, name);
        await writeFile(path.join(control, name), text, { mode: SCRIPTS.has(name) ? 0o755 : 0o644 });
      }
      // Not pressed together: it is there for minutes, and the device has something else to do.
      const made = `${kept}.new`;
      await read('dpkg-deb', '--root-owner-group', '-Znone', '--build', stage, made);
      await rm(stage, { recursive: true, force: true });
      await rename(made, kept);
    },
    async install(which) {
      const file = which === 'come' ? come : kept;
      for (let tried = 1; ; tried += 1) {
        // What an administrator has changed stays as it is.
        const { code, error } = await run('dpkg', ['--force-confold', '--install', file]);
        if (code !== 0) log('change.dpkg', { code: code ?? -1, error: error.slice(-400) });
        if (code === 0 || !BUSY.test(error) || tried === BUSY_TRIES) return code === 0;
        await wait(BUSY_WAIT_MS);
      }
    },
    async clear() {
      for (const name of await readdir(folder).catch(() => []))
        if (/^(?:come|kept|stage|node$|update\.mjs$)/u.test(name))
          await rm(path.join(folder, name), { recursive: true, force: true });
    },
  };
}

/** What stood in the package, from what the system says of it. */
export function controlOf(status: string): string {
  let isIn = true;
  const lines = status.split('\n').filter((line) => {
    if (!/^\s/u.test(line)) isIn = !NOT_IN_PACKAGES.test(line.slice(0, Math.max(0, line.indexOf(':'))));
    return isIn && line !== '';
  });
  return `${lines.join('\n')}\n`;
}

/**
 * Starts what exchanges the agent, beside it: stopping the agent must not stop that. It runs a copy of its own, since what
 * is installed is replaced meanwhile.
 * @param parts.unit of systemd which runs `<folder>/node <folder>/update.mjs`; without systemd it is started as it is
 */
export async function beginExchange(parts: {
  readonly folder: string;
  /** The package that came. */
  readonly come: string;
  readonly node: string;
  readonly program: string;
  readonly unit: string;
  /** Runs a program by itself, in a session of its own. */
  readonly alone: (program: string, words: readonly string[]) => Promise<void>;
}): Promise<void> {
  const { folder } = parts;
  const node = path.join(folder, 'node');
  const program = path.join(folder, 'update.mjs');
  await rename(parts.come, path.join(folder, 'come.deb'));
  await copyFile(parts.node, node);
  await chmod(node, 0o700);
  await copyFile(parts.program, program);
  if (!(await isThere('/run/systemd/system'))) return parts.alone(node, [program, '--folder', folder]);
  const { code, error } = await run('systemctl', ['start', '--no-block', parts.unit]);
  if (code !== 0) throw new Error(`systemd did not start ${parts.unit}: ${error.slice(-400)}`);
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function run(program: string, words: readonly string[]): Promise<Ran> {
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LC_ALL: 'C',
    DEBIAN_FRONTEND: 'noninteractive',
  };
  return new Promise((resolve) => {
    execFile(
      program,
      [...words],
      { env, cwd: '/', timeout: RUN_MS, maxBuffer: MOST_SAID },
      (error, out, said) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        resolve({ code, out, error: said === '' && error !== null ? error.message : said });
      },
    );
  });
}

import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CHECKOUT } from './server.ts';

/** What is made once for all runs. Beside the packages, so that installing them afresh clears it. */
const KEPT = path.join(CHECKOUT, 'node_modules/.cache/lapwing-debian');
const SUITE = 'bookworm';
const RUN_MS = 120_000;
/** What a device has that this process does not, and the other way round: nothing of the test's own environment. */
const ENVIRONMENT = Object.freeze({
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  DEBIAN_FRONTEND: 'noninteractive',
  LC_ALL: 'C.UTF-8',
});

/** A clean Debian with processes and mounts of its own, and this machine's network. It has no systemd. */
export interface DebianUnderTest {
  /** Where its files are on this machine. */
  readonly root: string;
  /** Runs a command in it as root; answers what it says. Rejects when it fails. */
  run(...command: readonly string[]): Promise<string>;
  /** All that runs ends at once, as by a power cut, and it comes up again: what is started at boot is started. */
  restart(): Promise<void>;
  remove(): Promise<void>;
}

/** Why there can be none here; empty when there can. */
export function lackingForDebian(): string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'a Linux of 64 bits (x64)';
  const programs = ['debootstrap', 'unshare', 'nsenter', 'chroot', 'perl', 'pgrep'];
  const lacking = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  if (lacking.length > 0) return lacking.join(', ');
  if (process.getuid?.() !== 0) return 'the rights of root, to make a Debian beside this one';
  return spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status === 0
    ? ''
    : 'the right to make namespaces';
}

/** Sets up a Debian, from a copy that is made once by debootstrap. */
export async function startDebian(): Promise<DebianUnderTest> {
  const kept = await makeRoot();
  const root = mkdtempSync(path.join(tmpdir(), 'lapwing-e2e-debian-'));
  execFileSync('tar', ['-xf', kept, '-C', root, '--numeric-owner']);
  // A test's device is not kept over a power cut of this machine: nothing of it need be waited for.
  writeFileSync(path.join(root, 'etc/dpkg/dpkg.cfg.d/fast'), 'force-unsafe-io\n');
  let first = await boot(root);

  async function run(...command: readonly string[]): Promise<string> {
    // The first process in its namespaces is the child of unshare.
    const into = ['--target', String(first.inside), '--mount', '--pid', 'chroot', root];
    return new Promise((resolve, reject) => {
      execFile(
        'nsenter',
        [...into, ...command],
        { env: ENVIRONMENT, timeout: RUN_MS, maxBuffer: 1e7 },
        (error, out, said) => {
          if (error === null) resolve(out);
          else
            reject(new Error(`${command.join(' ')} failed in the Debian:\n${out}${said}`, { cause: error }));
        },
      );
    });
  }

  return {
    root,
    run,
    async restart() {
      await powerOff(first.process);
      first = await boot(root);
      await run('/etc/init.d/lapwing-agent', 'start');
    },
    async remove() {
      await powerOff(first.process);
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** With the first process of a namespace all others in it end (pid_namespaces(7)). */
async function powerOff(first: ChildProcess): Promise<void> {
  const gone = once(first, 'exit');
  first.kill('SIGKILL');
  await gone;
}

/** The first process takes up whatever has lost its parent, by ignoring the word of its end (wait(2)). */
async function boot(root: string): Promise<{ readonly process: ChildProcess; readonly inside: number }> {
  const script = `
    mount --bind "$0" "$0" && mount -t proc proc "$0/proc" && mount -t tmpfs tmpfs "$0/run" &&
    mount --rbind /dev "$0/dev" && mount --make-rslave "$0/dev" && echo up &&
    exec perl -e '$SIG{CHLD} = "IGNORE"; sleep while 1'`;
  const words = ['--mount', '--pid', '--fork', '--kill-child=SIGKILL', 'sh', '-c', script, root];
  const child = spawn('unshare', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error('The Debian did not come up.');
    }),
  ]);
  const inside = Number(execFileSync('pgrep', ['--parent', String(child.pid)], { encoding: 'utf8' }));
  return { process: child, inside };
}

/** @returns the archive of a Debian as debootstrap makes it */
async function makeRoot(): Promise<string> {
  const kept = path.join(KEPT, `${SUITE}-minbase.tar`);
  if (existsSync(kept)) return kept;
  mkdirSync(KEPT, { recursive: true });
  const folder = mkdtempSync(path.join(KEPT, 'making-'));
  try {
    const root = path.join(folder, 'root');
    const child = spawn('debootstrap', ['--variant=minbase', SUITE, root], { stdio: 'ignore' });
    await once(child, 'exit');
    if (child.exitCode !== 0)
      throw new Error(
        `debootstrap ended with ${String(child.exitCode)}: this machine has no Debian to install from.`,
      );
    for (const name of ['var/cache/apt', 'usr/share/doc', 'usr/share/locale', 'usr/share/man'])
      rmSync(path.join(root, name), { recursive: true, force: true });
    const made = path.join(folder, 'made.tar');
    execFileSync('tar', ['-cf', made, '-C', root, '--numeric-owner', '--exclude=./dev/*', '.']);
    renameSync(made, kept);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return kept;
}

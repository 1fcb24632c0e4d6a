import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CHECKOUT } from './server.ts';

/** What is made once for all runs. Beside the packages, so that installing them afresh clears it. */
const KEPT = path.join(CHECKOUT, 'node_modules/.cache/lapwing-debian');
const SUITE = 'bookworm';
const RUN_MS = 120_000;
const UP_WITHIN_MS = 30_000;
/** Nothing of the test's own environment. */
const ENVIRONMENT = Object.freeze({
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  DEBIAN_FRONTEND: 'noninteractive',
  LC_ALL: 'C.UTF-8',
});
const ROOM = Object.freeze(['--mount', '--pid', '--uts', '--ipc', '--cgroup']);

/** A clean Debian with processes and mounts of its own, and this machine's network. */
export interface DebianUnderTest {
  /** Where its files are on this machine. */
  readonly root: string;
  /** Runs a command in it as root; answers what it says. Rejects when it fails. */
  run(...command: readonly string[]): Promise<string>;
  /** Asks whatever starts its services to do that with the agent. */
  service(verb: 'reload' | 'restart'): Promise<void>;
  /** What the agent has said so far. */
  said(): Promise<string>;
  /** All that runs ends at once, as by a power cut, and it comes up again. */
  restart(): Promise<void>;
  remove(): Promise<void>;
}

/** What starts the services of a Debian. */
export type Init = 'systemd' | 'sysv';

/** Why there can be none here; empty when there can. */
export function lackingForDebian(init: Init): string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'a Linux of 64 bits (x64)';
  const programs = ['debootstrap', 'unshare', 'nsenter', 'chroot', 'perl', 'pgrep'];
  const lacking = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  if (lacking.length > 0) return lacking.join(', ');
  if (process.getuid?.() !== 0) return 'the rights of root, to make a Debian beside this one';
  if (spawnSync('unshare', [...ROOM, '--fork', 'true']).status !== 0) return 'the right to make namespaces';
  return init === 'systemd' && controlGroups() === null
    ? 'control groups of version 2 that may be written'
    : '';
}

/** Sets up a Debian, from a copy that is made once by debootstrap. */
export async function startDebian(init: Init): Promise<DebianUnderTest> {
  const root = mkdtempSync(path.join(tmpdir(), 'lapwing-e2e-debian-'));
  execFileSync('tar', ['-xf', await makeRoot(init), '-C', root, '--numeric-owner']);
  // A test's device is not kept over a power cut of this machine: nothing of it need be waited for.
  writeFileSync(path.join(root, 'etc/dpkg/dpkg.cfg.d/fast'), 'force-unsafe-io\n');
  let first = await boot(root, init);

  async function run(...command: readonly string[]): Promise<string> {
    const into = ['--target', String(first.inside), ...ROOM, 'chroot', root, ...command];
    return new Promise((resolve, reject) => {
      const how = { env: ENVIRONMENT, timeout: RUN_MS, maxBuffer: 1e7 };
      execFile('nsenter', into, how, (error, out, said) => {
        if (error === null) resolve(out);
        else reject(new Error(`${command.join(' ')} failed in the Debian:\n${out}${said}`, { cause: error }));
      });
    });
  }

  async function up(): Promise<void> {
    if (init === 'systemd') await upBySystemd(async () => run('systemctl', 'is-system-running', '--wait'));
  }

  await up();
  return {
    root,
    run,
    async service(verb) {
      if (init === 'systemd') await run('systemctl', verb, 'lapwing-agent');
      else await run('/etc/init.d/lapwing-agent', verb);
    },
    async said() {
      if (init === 'systemd') return run('journalctl', '--no-pager', '--output=cat', '--unit=lapwing-agent*');
      const log = path.join(root, 'var/log/lapwing-agent.log');
      return existsSync(log) ? readFileSync(log, 'utf8') : '';
    },
    async restart() {
      await powerOff(first);
      first = await boot(root, init);
      await up();
      // What has the links of a runlevel looked through at boot is no part of this Debian.
      if (init === 'sysv') await run('/etc/init.d/lapwing-agent', 'start');
    },
    async remove() {
      await powerOff(first);
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Booted {
  readonly process: ChildProcess;
  /** The first process inside. */
  readonly inside: number;
  readonly group: string | null;
}

/** With the first process of a namespace all others in it end (pid_namespaces(7)). */
async function powerOff({ process: first, group }: Booted): Promise<void> {
  const gone = once(first, 'exit');
  first.kill('SIGKILL');
  await gone;
  if (group === null) return;
  // A group can go once the last of its processes has been buried.
  for (let tried = 0; tried < 100 && existsSync(group); tried += 1) {
    try {
      removeGroup(group);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function removeGroup(group: string): void {
  for (const entry of readdirSync(group, { withFileTypes: true }))
    if (entry.isDirectory()) removeGroup(path.join(group, entry.name));
  rmdirSync(group);
}

/** Without systemd, the first process takes up what has lost its parent, by ignoring the word of its end (wait(2)). */
const FIRST: Readonly<Record<Init, string>> = Object.freeze({
  sysv: `exec perl -e '$SIG{CHLD} = "IGNORE"; sleep while 1'`,
  systemd: `mount -t cgroup2 cgroup2 "$0/sys/fs/cgroup" &&
    exec chroot "$0" /usr/bin/env -i container=lapwing /lib/systemd/systemd --system --show-status=no`,
});

async function boot(root: string, init: Init): Promise<Booted> {
  const group = init === 'systemd' ? path.join(controlGroups() ?? '', path.basename(root)) : null;
  if (group !== null) mkdirSync(group, { recursive: true });
  const script = `
    mount --bind "$0" "$0" && mount -t proc proc "$0/proc" && mount -t sysfs -o ro sysfs "$0/sys" &&
    mount -t tmpfs tmpfs "$0/run" && mount -t tmpfs -o mode=755 tmpfs "$0/dev" && mkdir "$0/dev/pts" "$0/dev/shm" &&
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$0/dev/pts" && ln -s pts/ptmx "$0/dev/ptmx" &&
    for one in null zero full random urandom tty; do touch "$0/dev/$one"; mount --bind "/dev/$one" "$0/dev/$one"; done &&
    echo up && ${FIRST[init]}`;
  // In a group of its own before it has namespaces, so that the namespace of groups begins there.
  const enter = group === null ? '' : `echo $$ > '${group}/cgroup.procs' && `;
  const make = `${enter}exec unshare ${ROOM.join(' ')} --fork --kill-child=SIGKILL sh -c "$1" "$0"`;
  const child = spawn('sh', ['-c', make, root, script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error('The Debian did not come up.');
    }),
  ]);
  child.stdout.resume();
  const inside = Number(execFileSync('pgrep', ['--parent', String(child.pid)], { encoding: 'utf8' }));
  return { process: child, inside, group };
}

/** It can be asked once it listens. That something in it failed is no matter here: the agent is asked for by itself. */
async function upBySystemd(ask: () => Promise<string>): Promise<void> {
  const latest = performance.now() + UP_WITHIN_MS;
  for (;;) {
    const state = await ask().catch((error: unknown) => (error instanceof Error ? error.message : ''));
    if (/^(?:running|degraded)$/mu.test(state)) return;
    if (performance.now() > latest) throw new Error(`systemd did not come up in the Debian: ${state}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Where control groups of version 2 are and may be written; null where that is nowhere. */
function controlGroups(): string | null {
  for (const line of readFileSync('/proc/self/mounts', 'utf8').split('\n')) {
    const [, place = '', kind] = line.split(' ');
    if (kind !== 'cgroup2') continue;
    try {
      accessSync(place, constants.W_OK);
      return place;
    } catch {
      continue;
    }
  }
  return null;
}

/** @returns the archive of a Debian as debootstrap makes it */
async function makeRoot(init: Init): Promise<string> {
  const kept = path.join(KEPT, `${SUITE}-${init}.tar`);
  if (existsSync(kept)) return kept;
  mkdirSync(KEPT, { recursive: true });
  const folder = mkdtempSync(path.join(KEPT, 'making-'));
  try {
    const root = path.join(folder, 'root');
    const more = init === 'systemd' ? ['--include=systemd,systemd-sysv,dbus'] : [];
    const child = spawn('debootstrap', ['--variant=minbase', ...more, SUITE, root], { stdio: 'ignore' });
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

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { access, copyFile, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BECAME_FILE, JOB_FILE, objectOf, sayAlive, writeWhole, type Became } from './change-over.ts';
import { packageFile, type Places } from './places.ts';

const UP_WITHIN_MS = 5 * 60_000;
const STEADY_MS = 30_000;

/** A package on its way onto the device; as agent-core's `IncomingFile`. */
export interface IncomingPackage {
  have(): number;
  append(bytes: Uint8Array): Promise<void>;
  sha256(): Promise<string>;
  discard(): Promise<void>;
}

/** Exchanges the agent on Windows for another version; as agent-core's `Installer`. */
export interface WindowsInstaller {
  readonly target: 'windows-x64';
  readonly version: string;
  readonly releaseKey: string;
  incoming(sha256: string): Promise<IncomingPackage>;
  install(file: IncomingPackage, version: string): Promise<void>;
  outcome(): Promise<Became | null>;
  forget(): Promise<void>;
}

/**
 * An update is the package itself, installed by Windows Installer. A copy of Node and of `update.mjs` does it beside the
 * agent: the agent is stopped, and its files are taken away, meanwhile.
 * @param parts.program path of `update.mjs`
 */
export function createWindowsInstaller(parts: {
  readonly places: Places;
  readonly version: string;
  readonly releaseKey: string;
  readonly node: string;
  readonly program: string;
  readonly upWithinMs?: number;
  readonly steadyMs?: number;
}): WindowsInstaller {
  const { places, version, releaseKey } = parts;
  const folder = places.update;
  const became = path.join(folder, BECAME_FILE);
  const job = path.join(folder, JOB_FILE);
  const files = new WeakMap<IncomingPackage, string>();

  return {
    target: 'windows-x64',
    version,
    releaseKey,
    async incoming(sha256) {
      await mkdir(folder, { recursive: true });
      const name = `${sha256}.msi`;
      for (const other of await readdir(folder))
        if (other.endsWith('.msi') && other !== name) await rm(path.join(folder, other), { force: true });
      const file = path.join(folder, name);
      const incoming = incomingAt(file);
      files.set(incoming, file);
      return incoming;
    },
    async install(incoming, to) {
      const file = files.get(incoming);
      if (file === undefined) throw new Error('The file is none that was fetched here.');
      const previous = packageFile(places, version);
      // What could not be taken back is not tried.
      await access(previous).catch(() => {
        throw new Error(
          'The package of the version that runs is not here, so that nothing could be put back.',
        );
      });
      const beside = path.join(folder, 'beside');
      await rm(beside, { recursive: true, force: true });
      await mkdir(beside);
      const node = path.join(beside, 'node.exe');
      await copyFile(parts.node, node);
      await copyFile(parts.program, path.join(beside, 'update.mjs'));
      await rm(became, { force: true });
      const wanted = {
        from: version,
        to,
        package: file,
        previous,
        upWithinMs: parts.upWithinMs ?? UP_WITHIN_MS,
        steadyMs: parts.steadyMs ?? STEADY_MS,
      };
      await writeWhole(job, JSON.stringify(wanted));
      const child = spawn(node, [path.join(beside, 'update.mjs'), folder], {
        cwd: beside,
        detached: true,
        stdio: 'ignore',
        windowsHide: true,
      });
      await new Promise((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      child.unref();
    },
    async outcome() {
      const told = becameOf(await readFile(became, 'utf8').catch(() => ''));
      // Whether this version stays up is waited for meanwhile; should it not, the one before says that.
      const { from, to } = objectOf(await readFile(job, 'utf8').catch(() => ''));
      // Whoever asks is up: what exchanged it waits for that.
      await mkdir(folder, { recursive: true });
      await sayAlive(folder, version);
      if (told !== null) return told;
      return typeof from === 'string' && to === version ? { from, to, outcome: 'done' } : null;
    },
    async forget() {
      await rm(became, { force: true });
    },
  };
}

function becameOf(text: string): Became | null {
  const { from, to, outcome } = objectOf(text);
  if (typeof from !== 'string' || typeof to !== 'string') return null;
  return outcome === 'done' || outcome === 'rolled-back' ? { from, to, outcome } : null;
}

function incomingAt(file: string): IncomingPackage {
  let have = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return {
    have: () => have,
    async append(bytes) {
      const handle = await open(file, 'a');
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      have += bytes.length;
    },
    async sha256() {
      const hash = createHash('sha256');
      await pipeline(createReadStream(file), hash);
      return hash.digest('hex');
    },
    async discard() {
      await rm(file, { force: true });
      have = 0;
    },
  };
}

import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { changeRelease, listReleases } from '@lapwing/protocol/features/releases/api.ts';
import { onLine } from './enrolled.ts';
import type { SchoolUnderTest } from './school.ts';
import { CHECKOUT, makeDataFolder, type ServerUnderTest, startServer } from './server.ts';

/** A key that releases are signed with; the public half as the server and the packages are told it. */
interface SigningKey {
  readonly pem: string;
  readonly publicKey: string;
}

/** Packages of the desktop agent for one system, made and signed as for schools, and a server that hands them out. */
export interface PackagesUnderTest {
  /** For whatever else the story writes; gone with the packages. */
  readonly folder: string;
  /** The key that the packages trust, and one of somebody else. */
  readonly ours: SigningKey;
  readonly theirs: SigningKey;
  /** The package of a version. */
  fileOf(version: string): string;
  /** What it is made of, for its system. */
  partsOf(version: string): string;
  make(version: string): Promise<void>;
  /** Makes the package of what there is of a version. */
  pack(version: string): Promise<void>;
  /** Makes one whose agent ends as soon as it is started. @param from a version whose other parts it has; else none */
  makeBroken(version: string, from?: string): Promise<void>;
  /** Signs a package and lays it before the server. */
  release(version: string, key?: SigningKey): Promise<void>;
  /** Starts the server on its data of before. @param trusted whose releases it hands out; `port` of an earlier start */
  startServer(trusted: SigningKey, port?: number): Promise<ServerUnderTest>;
  remove(): void;
}

const run = promisify(execFile);
const SYSTEMS = Object.freeze({
  linux: { words: ['--linux', '--quick'], file: (version: string) => `lapwing-agent_${version}_amd64.deb` },
  windows: { words: ['--windows'], file: (version: string) => `lapwing-agent-${version}-x64.msi` },
});

export function makePackages(system: keyof typeof SYSTEMS): PackagesUnderTest {
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-e2e-packages-'));
  const releases = path.join(folder, 'releases');
  mkdirSync(releases);
  const data = makeDataFolder();
  const [ours, theirs] = [makeKey(), makeKey()];
  const { words, file } = SYSTEMS[system];
  const fileOf = (version: string): string => path.join(folder, file(version));
  const bundleOf = (version: string): string => path.join(folder, `bundle-${version}`);
  const partsOf = (version: string): string => path.join(bundleOf(version), system);
  const pack = async (version: string): Promise<void> => {
    const where = ['--bundle', bundleOf(version), '--out', folder];
    await node('apps/desktop/packaging/package.ts', ...words, ...where, '--release-key', ours.publicKey);
  };
  return {
    folder,
    ours,
    theirs,
    fileOf,
    partsOf,
    pack,
    async make(version) {
      await node('apps/desktop/bundle/build.ts', '--outDir', bundleOf(version), '--version', version);
      await pack(version);
    },
    async makeBroken(version, from) {
      const parts = partsOf(version);
      if (from === undefined) mkdirSync(parts, { recursive: true });
      else cpSync(partsOf(from), parts, { recursive: true });
      writeFileSync(path.join(parts, 'version.json'), JSON.stringify({ version }));
      writeFileSync(path.join(parts, 'main.mjs'), 'process.exit(3);\n');
      await pack(version);
    },
    async release(version, key = ours) {
      const pem = path.join(folder, 'key.pem');
      writeFileSync(pem, key.pem, { mode: 0o600 });
      const how = ['--version', version, '--key', pem, '--out', releases];
      await node('apps/desktop/packaging/release.ts', ...how, fileOf(version));
    },
    startServer: async (trusted, port = 0) =>
      startServer({
        folder: data,
        port,
        environment: { LAPWING_RELEASES: releases, LAPWING_RELEASE_KEY: trusted.publicKey },
      }),
    remove() {
      for (const one of [folder, data]) rmSync(one, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function makeKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  return { pem: String(pem), publicKey: publicKey.export({ format: 'jwk' }).x ?? '' };
}

/** Runs a program of ours to its end. Rejects when it fails. */
async function node(file: string, ...words: readonly string[]): Promise<void> {
  await run(process.execPath, [path.join(CHECKOUT, file), ...words], { cwd: CHECKOUT });
}

/** The device of that name and the version that it runs while it is on line, else null. */
export async function runningOn(
  school: SchoolUnderTest,
  name: string,
): Promise<{ readonly id: string; readonly version: string } | null> {
  const device = await onLine(school, name);
  return device === null ? null : { id: device.id, version: device.platform.agentVersion };
}

/** Lets all devices have a version, or none. */
export async function letHave(
  school: SchoolUnderTest,
  version: string,
  ring: 'all' | 'none' = 'all',
): Promise<void> {
  await school.lead.ask(changeRelease, { params: { version }, body: { ring } });
}

/** On how many devices a version runs, and on how many it did not come up; null where the server knows none such. */
export async function countsOf(
  school: SchoolUnderTest,
  version: string,
): Promise<{ readonly running: number; readonly failed: number } | null> {
  const { releases } = await school.lead.ask(listReleases);
  const found = releases.find((one) => one.version === version);
  return found === undefined ? null : { running: found.running, failed: found.failed };
}

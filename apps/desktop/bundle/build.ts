// Makes the desktop agent for devices: node apps/desktop/bundle/build.ts [--outDir FOLDER] [--version 1.2.3]
// Into FOLDER/linux and FOLDER/windows, by default in apps/desktop/dist: each program is one file, beside the files that
// it reads. Maps of the sources, for those who look for a fault, are in FOLDER/maps and go to no device.
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { rolldown } from 'rolldown';
import * as z from 'zod';

import { FILES } from '../src/platform/node/installed.ts';
import { CONTENTS, type Contents, SPARING, type System, SYSTEMS } from './contents.ts';
import { fetchPackage } from './fetch-package.ts';
import { noticesOf, packageOf, partOf } from './notices.ts';

const DESKTOP = path.resolve(import.meta.dirname, '..');
const ROOT = path.resolve(DESKTOP, '../..');
/** Of a release: three numbers, and what comes before it is one (Semantic Versioning 2.0.0, without build metadata). */
const VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/u;

/** Before all else in a program, since what is compiled by then stays as it is. */
const SPARE = `import { setFlagsFromString as beginWith } from 'node:v8'; ${JSON.stringify(SPARING)}.forEach((flag) => beginWith(flag));`;
/** Parts of packages that no device asks for: a server of X, and extensions of graphics. */
const LEFT_OUT =
  /\/x11\/lib\/(?:xserver|ext\/(?:apple-wm|composite|dbe|dpms|dri3|glx|present|record|render|sync|xc-misc|xinerama|xv)\.js$)/u;

async function buildFor(system: System, out: string, version: string): Promise<void> {
  const { programs, files, native, node } = CONTENTS[system];
  const folder = path.join(out, system);
  const maps = path.join(out, 'maps', system);
  for (const made of [folder, maps]) await mkdir(made, { recursive: true });
  const packages = new Set<string>();
  for (const [name, source] of Object.entries(programs)) {
    const input = path.join(DESKTOP, 'src', source);
    if (!existsSync(input)) {
      process.stderr.write(`${system}: ${name} is left out, since there is no ${source}.\n`);
      continue;
    }
    for (const module of await bundle({ name, input, folder, node, version })) {
      const from = packageOf(module);
      if (from !== null) packages.add(from);
    }
    await rename(path.join(folder, `${name}.mjs.map`), path.join(maps, `${name}.mjs.map`));
  }
  const { resolve } = createRequire(path.join(DESKTOP, 'package.json'));
  for (const name of files) {
    const file = resolve(FILES[name]);
    packages.add(packageOf(file) ?? '');
    await cp(file, path.join(folder, name));
  }
  for (const { place, parts } of native) {
    const from = await fetchPackage(place);
    packages.add(from);
    for (const part of parts) await cp(path.join(from, part), path.join(folder, place, part));
  }
  const notices = noticesOf([...packages].map((from) => partOf(from)));
  await writeFile(path.join(folder, 'NOTICES.txt'), notices);
  await cp(path.join(ROOT, 'LICENSE'), path.join(folder, 'LICENSE'));
  if (system === 'linux')
    await cp(path.join(import.meta.dirname, 'environment'), path.join(folder, 'environment'));
  await writeFile(path.join(folder, 'version.json'), `${JSON.stringify({ version })}\n`);
}

/** @returns paths of all that went into it */
async function bundle(wanted: {
  readonly name: string;
  readonly input: string;
  readonly folder: string;
  readonly node: Contents['node'];
  readonly version: string;
}): Promise<readonly string[]> {
  const { name, input, folder, node, version } = wanted;
  const made = await rolldown({
    input,
    platform: 'node',
    // A package that is not found must stop it: rolldown would leave it out, and the agent would miss it on a device.
    onLog: (level, log, otherwise) => otherwise(level === 'warn' && isLoss(log.code) ? 'error' : level, log),
    plugins: [
      {
        name: 'left-out',
        load: (id) => (LEFT_OUT.test(id.replaceAll('\\', '/')) ? 'module.exports = {};' : null),
      },
    ],
    transform: {
      target: node,
      define: {
        LAPWING_AGENT_VERSION: JSON.stringify(version),
        // Packages of the older kind ask where they are.
        __dirname: 'import.meta.dirname',
        __filename: 'import.meta.filename',
      },
    },
  });
  try {
    const { output } = await made.write({
      file: path.join(folder, `${name}.mjs`),
      format: 'esm',
      codeSplitting: false,
      minify: true,
      sourcemap: 'hidden',
      ...(name === 'main' ? { banner: SPARE } : {}),
    });
    return output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : []));
  } finally {
    await made.close();
  }
}

function isLoss(code: string | undefined): boolean {
  return code === 'UNRESOLVED_IMPORT' || code === 'IMPORT_IS_UNDEFINED' || code === 'MISSING_EXPORT';
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { outDir: { type: 'string' }, version: { type: 'string' } } });
  const manifest: unknown = JSON.parse(await readFile(path.join(DESKTOP, 'package.json'), 'utf8'));
  const version = values.version ?? z.object({ version: z.string() }).parse(manifest).version;
  if (!VERSION.test(version))
    throw new Error(`--version ${version} is none: it is three numbers, such as 1.2.3.`);
  const out = path.resolve(values.outDir ?? path.join(DESKTOP, 'dist'));
  await rm(out, { recursive: true, force: true });
  await Promise.all(SYSTEMS.map(async (system) => buildFor(system, out, version)));
}

await main();

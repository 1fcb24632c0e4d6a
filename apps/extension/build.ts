// Builds the extension: node apps/extension/build.ts [--out FOLDER], by default into apps/extension/dist.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { drawIcon } from './icon.ts';

const here = import.meta.dirname;
const ICON_SIZES = [16, 32, 48, 128] as const;
const COPIED = [
  'base.css',
  'popup.html',
  'popup.css',
  'consent.html',
  'consent.css',
  'recorder.html',
  'page.css',
  'blocked.html',
  'lock.html',
  'message.html',
  'agreement.html',
  'managed-schema.json',
] as const;
const SCRIPTS = [
  { name: 'background', format: 'es' },
  { name: 'popup', format: 'es' },
  { name: 'consent', format: 'es' },
  { name: 'blocked', format: 'es' },
  { name: 'lock', format: 'es' },
  { name: 'message', format: 'es' },
  { name: 'agreement', format: 'es' },
  // The encoder weighs more than the worker: it is there only while a recording is made.
  { name: 'recorder', format: 'es' },
  // A content script is no module: it must be whole in one file.
  { name: 'content', format: 'iife' },
] as const;

async function buildScripts(out: string): Promise<void> {
  for (const { name, format } of SCRIPTS)
    await build({
      configFile: false,
      root: here,
      logLevel: 'warn',
      publicDir: false,
      build: {
        outDir: out,
        emptyOutDir: false,
        target: 'chrome137',
        minify: true,
        modulePreload: false,
        reportCompressedSize: false,
        rolldownOptions: {
          input: path.join(here, 'src', `${name}.ts`),
          output: {
            format,
            entryFileNames: `${name}.js`,
            codeSplitting: false,
            ...(format === 'iife' ? { name: 'lapwingContent' } : {}),
          },
        },
      },
    });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, outDir: { type: 'string' } },
  });
  const out = path.resolve(values.out ?? values.outDir ?? path.join(here, 'dist'));
  await rm(out, { recursive: true, force: true });
  await mkdir(path.join(out, 'icons'), { recursive: true });
  await buildScripts(out);
  for (const file of COPIED) await cp(path.join(here, file), path.join(out, file));
  for (const size of ICON_SIZES)
    await writeFile(path.join(out, 'icons', `${String(size)}.png`), drawIcon(size));
  const manifest = JSON.parse(await readFile(path.join(here, 'manifest.json'), 'utf8')) as object;
  const { version } = JSON.parse(await readFile(path.join(here, 'package.json'), 'utf8')) as {
    version: string;
  };
  await writeFile(path.join(out, 'manifest.json'), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
}

await main();

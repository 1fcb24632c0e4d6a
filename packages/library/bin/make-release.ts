/// <reference types="node" />
/**
 * For whoever makes releases of the library.
 *
 * `node packages/library/bin/make-release.ts --new-key folder` makes a key to sign with: `maker.key`, which stays with
 * its maker, and `maker.pub`, which servers are told to trust (LAPWING_LIBRARY_KEYS).
 *
 * `node packages/library/bin/make-release.ts --key maker.key --out file [--before file] [--notes notes.json]` signs the library
 * of this checkout. Against the release before, every term that is new, changed or gone must have a note: an object of
 * term ids and sentences in `--notes`. Without a release before, every term is new and gets the note that it is.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { loadLibrary } from '../src/load.ts';
import { readShippedFiles } from '../src/read.ts';
import { differencesOf, isOlder, makeRelease, readRelease } from '../src/release.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'new-key': { type: 'string' },
      key: { type: 'string' },
      out: { type: 'string' },
      before: { type: 'string' },
      notes: { type: 'string' },
    },
  });
  if (values['new-key'] !== undefined) return newKey(values['new-key']);
  if (values.key === undefined || values.out === undefined) {
    say('Say --key and --out, or --new-key. The head of this file says what each is for.');
    return 2;
  }
  const privateKey = createPrivateKey(await readFile(values.key, 'utf8'));
  const files = await readShippedFiles();
  const loaded = loadLibrary(files);
  if (!loaded.ok) {
    for (const problem of loaded.problems) say(problem);
    return 1;
  }
  const { library } = loaded;
  const given =
    values.notes === undefined
      ? {}
      : z.record(z.string(), z.string()).parse(JSON.parse(await readFile(values.notes, 'utf8')));
  const notes = new Map(Object.entries(given));
  if (values.before === undefined) {
    for (const { id } of library.terms) if (!notes.has(id)) notes.set(id, 'New in this version.');
  } else {
    const before = await readRelease(await readFile(values.before), [createPublicKey(privateKey)]);
    if (!before.ok) {
      say(`${values.before}: ${before.message}`);
      return 1;
    }
    if (!isOlder(before.release.library.version, library.version)) {
      say(`The version in library.json must rise: ${before.release.library.version} is out already.`);
      return 1;
    }
    const without = differencesOf(before.release.library, library).filter(({ id }) => !notes.has(id));
    if (without.length > 0) {
      say('Each of these terms is not as it was and needs a note that says why:');
      for (const { id, change } of without) say(`  ${id} (${change})`);
      return 1;
    }
  }
  const bytes = makeRelease(files, notes, privateKey);
  await writeFile(values.out, bytes);
  say(`${values.out}: version ${library.version}, ${library.terms.length} terms, ${bytes.length} bytes`);
  return 0;
}

async function newKey(folder: string): Promise<number> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const write = (name: string, text: string, mode: number): Promise<void> =>
    // Never over a key that is there: what it has signed could never be followed by anything.
    writeFile(path.join(folder, name), text, { mode, flag: 'wx' });
  await write('maker.key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
  await write('maker.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString(), 0o644);
  say(`Made maker.key and maker.pub in ${folder}. Keep the first where nobody else reads it.`);
  return 0;
}

process.exitCode = await main();

/// <reference types="node" />
import { readdir, readFile } from 'node:fs/promises';
import { loadLibrary, type Library, type LibraryFile } from './load.ts';

/** Reads the library that is shipped with Lapwing. Throws if it is damaged: that is a fault of the release. */
export async function readShippedLibrary(): Promise<Library> {
  const folder = new URL('../', import.meta.url);
  const [about, classes, policies, guidance] = await Promise.all([
    readJson(new URL('library.json', folder)),
    readJson(new URL('classes.json', folder)),
    readFolder(folder, 'policies'),
    readFolder(folder, 'guidance'),
  ]);
  const loaded = loadLibrary({ about, classes, policies, guidance });
  if (!loaded.ok) throw new Error(`The shipped library is not sound:\n${loaded.problems.join('\n')}`);
  return loaded.library;
}

async function readFolder(parent: URL, name: string): Promise<LibraryFile[]> {
  const folder = new URL(`${name}/`, parent);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => ({ name: `${name}/${file}`, content: await readJson(new URL(file, folder)) })),
  );
}

async function readJson(file: URL): Promise<unknown> {
  const content: unknown = JSON.parse(await readFile(file, 'utf8'));
  return content;
}

/// <reference types="node" />
import { readdir, readFile } from 'node:fs/promises';
import { loadLibrary, type Library, type LibraryFile, type LibraryFiles } from './load.ts';
import { loadSiteLists, type SiteList } from './site-list.ts';

/** Reads the library that is shipped with Lapwing. Throws if it is damaged: that is a fault of the release. */
export async function readShippedLibrary(): Promise<Library> {
  const loaded = loadLibrary(await readShippedFiles());
  if (!loaded.ok) throw new Error(`The shipped library is not sound:\n${loaded.problems.join('\n')}`);
  return loaded.library;
}

/** The files of the shipped library as they stand, to load them or to make a release of them. */
export async function readShippedFiles(): Promise<LibraryFiles> {
  const folder = new URL('../', import.meta.url);
  const [about, classes, spellings, policies, guidance, pages] = await Promise.all([
    readJson(new URL('library.json', folder)),
    readJson(new URL('classes.json', folder)),
    readJson(new URL('spellings.json', folder)),
    readFolder(folder, 'policies'),
    readFolder(folder, 'guidance'),
    readFolder(folder, 'guidance-pages'),
  ]);
  return { about, classes, spellings, policies, guidance, pages };
}

/** Reads the ready lists of sites that are shipped with Lapwing. Throws if one is damaged. */
export async function readShippedSiteLists(): Promise<readonly SiteList[]> {
  const loaded = loadSiteLists(await readFolder(new URL('../', import.meta.url), 'site-lists'));
  if (!loaded.ok) throw new Error(`The shipped lists of sites are not sound:\n${loaded.problems.join('\n')}`);
  return loaded.lists;
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

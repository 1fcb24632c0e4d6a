import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileOptions } from '@lapwing/library/compile-options.ts';
import type { Library } from '@lapwing/library/load.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { createManaged, type Managed } from './managed.ts';
import type { Work } from './work.ts';

/** Content for devices by its hash. */
export interface Content {
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** A version of the library, compiled. */
export interface InForce {
  readonly managed: Managed;
  readonly pack: Content;
}

/** Another version than the shipped one, from wherever it is kept; null when it is not here. */
export type FindLibrary = (tx: SchoolTx, version: string) => Promise<Library | null>;

export interface Libraries {
  /** The version that came with this server: of every school that has chosen no other. */
  readonly shipped: Managed;
  /** The version that a school has chosen, compiled; the shipped one for null, and for one that is not here. */
  inForce(tx: SchoolTx, version: string | null): Promise<InForce>;
  /** Whether there is such a version. */
  has(tx: SchoolTx, version: string): Promise<boolean>;
}

export interface LibrariesOptions {
  readonly shipped: Library;
  readonly find: FindLibrary;
  readonly work: Work;
  /** Folder in which compiled packs are kept over a restart. */
  readonly folder: string;
}

/** Versions that are held ready at once; schools of one server have few. */
const KEPT = 4;

/** Prepares the shipped library, and compiles it unless it was compiled before. */
export async function openLibraries(options: LibrariesOptions): Promise<Libraries> {
  const compiler = await compilerKey();
  const ready = new Map<string, Promise<InForce>>();

  function prepare(library: Library, managed: Managed): Promise<InForce> {
    const known = ready.get(library.version);
    const prepared = known ?? compileKept(options, compiler, library).then((pack) => ({ managed, pack }));
    ready.delete(library.version);
    ready.set(library.version, prepared);
    prepared.catch(() => ready.delete(library.version));
    const oldest = [...ready.keys()].find((version) => version !== shipped.version);
    if (ready.size > KEPT && oldest !== undefined) ready.delete(oldest);
    return prepared;
  }

  const shipped = createManaged(options.shipped);
  await prepare(options.shipped, shipped);
  return {
    shipped,
    async inForce(tx, version) {
      const known = ready.get(version ?? shipped.version);
      if (known !== undefined) return known;
      const library = version === null ? null : await options.find(tx, version);
      return library === null ? prepare(options.shipped, shipped) : prepare(library, createManaged(library));
    },
    async has(tx, version) {
      return version === shipped.version || (await options.find(tx, version)) !== null;
    },
  };
}

/** Compiles, or reads what was compiled of the very same terms by the very same compiler. */
async function compileKept(
  { work, folder }: LibrariesOptions,
  compiler: string,
  library: Library,
): Promise<Content> {
  const { terms } = library;
  const options = compileOptions(library);
  const key = createHash('sha256')
    .update(compiler)
    .update(JSON.stringify([options, terms]))
    .digest('hex');
  const file = join(folder, `${key}.pack`);
  const kept = await readKept(file);
  if (kept !== null) return kept;
  const bytes = await work.run('compile', { terms, ...options });
  const content = { sha256: hashOf(bytes), bytes };
  await keep(folder, file, content);
  return content;
}

/** What was kept, if it is whole: its hash stands before it. */
async function readKept(file: string): Promise<Content | null> {
  const kept = await readFile(file).catch(() => null);
  if (kept === null || kept.length < 64) return null;
  const [sha256, bytes] = [kept.toString('latin1', 0, 64), new Uint8Array(kept.subarray(64))];
  return hashOf(bytes) === sha256 ? { sha256, bytes } : null;
}

/** Packs of earlier versions that are kept beside the newest. */
const OLD_FILES = 8;

/** Keeps it for the next start. A folder that cannot be written to costs time at the next start and nothing else. */
async function keep(folder: string, file: string, { sha256, bytes }: Content): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const others = (await readdir(folder)).filter((name) => name.endsWith('.pack'));
    if (others.length >= OLD_FILES) for (const name of others) await rm(join(folder, name), { force: true });
    const unfinished = `${file}.${process.pid}`;
    await writeFile(unfinished, Buffer.concat([Buffer.from(sha256, 'latin1'), bytes]));
    await rename(unfinished, file);
  } catch {
    // Nothing is lost.
  }
}

/** Of the compiler's own source: what another one has made may not be what this one would make. */
async function compilerKey(): Promise<string> {
  const folder = new URL('./', import.meta.resolve('@lapwing/detection/compile.ts'));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const sources = await Promise.all(names.sort().map((name) => readFile(new URL(name, folder))));
  const hash = createHash('sha256');
  for (const source of sources) hash.update(source);
  return hash.digest('hex');
}

export function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

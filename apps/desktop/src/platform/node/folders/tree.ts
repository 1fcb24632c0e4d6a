import { type BigIntStats, type FSWatcher, watch } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { isPersons } from './names.ts';

/** What a name stood for when it was looked at. */
export interface Thing {
  /**
   * Of its number, file system and birth: a file keeps it when it is renamed, and another that is given the number of a
   * deleted one has another birth.
   */
  readonly id: number;
  readonly folder: boolean;
  readonly device: bigint;
  /** Nanoseconds since 1970. */
  readonly born: bigint;
}

/** A folder that is watched. */
export interface Folder {
  /** Null at the top, and for one that is about to be found elsewhere or gone. */
  parent: Folder | null;
  /** Within its parent; the whole path at the top. */
  name: string;
  readonly thing: Thing;
  /** What persons' names in it stand for. */
  readonly entries: Map<string, number>;
  readonly inside: Map<string, Folder>;
  watcher: FSWatcher | null;
  closed: boolean;
}

export interface TreeLimits {
  readonly folders: number;
  readonly entries: number;
}

export interface Tree {
  readonly folders: number;
  readonly entries: number;
  /**
   * Watches a folder and all in it, the uppermost first; links are not followed and other file systems not entered.
   * @param met told of each thing that is found
   */
  add(
    parent: Folder | null,
    name: string,
    thing: Thing,
    met: (folder: Folder, name: string, thing: Thing) => void,
  ): Promise<Folder>;
  set(folder: Folder, name: string, id: number): void;
  remove(folder: Folder, name: string): void;
  /** Stops watching a folder and all in it. */
  drop(folder: Folder): void;
  /** Looks again for folders that were told of by a name not known then. */
  again(): void;
}

export interface TreeParts {
  readonly limits: TreeLimits;
  /** Something of this name in the folder may have become other; its own name is said for the folder itself too. */
  readonly touched: (folder: Folder, name: string) => void;
  /** From now on not all is seen. */
  readonly bounded: () => void;
  /** One watch at the top tells of all; a watch within would keep a person from renaming what is above it. */
  readonly whole?: boolean;
  /** More happened than the system has told of. */
  readonly missed?: () => void;
}

const AT_ONCE = 64;
const MOST_UNKNOWN = 1_000;
/** File systems of Linux give a number to another file; that of Windows counts with it how often it was given. */
const NUMBERED_ANEW = process.platform !== 'win32';

/** The path of something in a folder. */
export function pathIn(folder: Folder, name: string): string {
  const above = folder.parent === null ? folder.name : pathIn(folder.parent, folder.name);
  return name === '' ? above : path.join(above, name);
}

/** What is there; null for nothing, and for what is neither file, folder nor link. Never rejects. */
export async function look(file: string, follow = false): Promise<Thing | null> {
  const ask = follow ? stat : lstat;
  const found = await ask(file, { bigint: true }).catch(() => null);
  return found === null ? null : thingOf(found);
}

function thingOf(found: BigIntStats): Thing | null {
  if (!found.isFile() && !found.isDirectory() && !found.isSymbolicLink()) return null;
  const born = NUMBERED_ANEW ? found.birthtimeNs : 0n;
  const mixed = (found.ino * 0x9e3779b97f4a7c15n) ^ (born * 0xc2b2ae3d27d4eb4fn) ^ found.dev;
  return {
    id: Number(BigInt.asUintN(53, mixed)),
    folder: found.isDirectory(),
    device: found.dev,
    born: found.birthtimeNs,
  };
}

/** Folders with one watch for each, so that what is renamed can be told from what is new. */
export function createTree(parts: TreeParts): Tree {
  const { limits, touched, bounded, whole = false, missed = () => undefined } = parts;
  let folders = 0;
  let entries = 0;
  let unknown: { readonly top: Folder; readonly file: string }[] = [];

  /** @returns false where a folder on the way is not known: it is new, or its new name has not been looked at */
  function touchWithin(top: Folder, file: string): boolean {
    const names = file.split(path.sep);
    const name = names.pop() ?? '';
    let folder: Folder | undefined = top;
    for (const one of names) folder = folder?.inside.get(one);
    if (folder === undefined) return false;
    if (!folder.closed) touched(folder, name);
    return true;
  }

  function heard(folder: Folder, kind: string, file: string | null): void {
    if (folder.closed) return;
    // Windows says no name where more happened than it could note.
    if (file === null) missed();
    // Writing goes on all the time and is none of the things that are told.
    else if (kind !== 'rename') return;
    else if (!whole) touched(folder, file);
    else if (!touchWithin(folder, file) && unknown.length < MOST_UNKNOWN) unknown.push({ top: folder, file });
  }

  function open(parent: Folder | null, name: string, thing: Thing): Folder {
    const folder: Folder = {
      parent,
      name,
      thing,
      entries: new Map(),
      inside: new Map(),
      watcher: null,
      closed: false,
    };
    folders += 1;
    parent?.inside.set(name, folder);
    if (whole && parent !== null) return folder;
    const where = pathIn(folder, '');
    try {
      folder.watcher = watch(where, { persistent: false, recursive: whole }, (kind, file) => {
        heard(folder, kind, file);
      });
      folder.watcher.on('error', () => {
        folder.watcher?.close();
        bounded();
      });
    } catch {
      // It has just gone, or the system has no more watches to give.
      bounded();
    }
    return folder;
  }

  async function read(
    folder: Folder,
    met: (folder: Folder, name: string, thing: Thing) => void,
  ): Promise<readonly Folder[]> {
    const found: Folder[] = [];
    const where = pathIn(folder, '');
    const names = (await readdir(where).catch(() => [])).filter(isPersons);
    for (let start = 0; start < names.length; start += AT_ONCE) {
      if (entries >= limits.entries) {
        bounded();
        break;
      }
      const some = names.slice(start, start + AT_ONCE);
      const things = await Promise.all(some.map(async (name) => look(path.join(where, name))));
      for (const [index, name] of some.entries()) {
        const thing = things[index] ?? null;
        if (thing === null || folder.closed || folder.entries.has(name)) continue;
        tree.set(folder, name, thing.id);
        met(folder, name, thing);
        if (!thing.folder || thing.device !== folder.thing.device) continue;
        if (folders >= limits.folders) bounded();
        else found.push(open(folder, name, thing));
      }
    }
    return found;
  }

  function close(folder: Folder): void {
    if (folder.closed) return;
    folder.closed = true;
    folder.watcher?.close();
    folders -= 1;
    entries -= folder.entries.size;
    for (const inner of folder.inside.values()) close(inner);
  }

  const tree: Tree = {
    get folders() {
      return folders;
    },
    get entries() {
      return entries;
    },
    add: async (parent, name, thing, met) => {
      const top = open(parent, name, thing);
      let level: readonly Folder[] = [top];
      while (level.length > 0) {
        const next: Folder[] = [];
        for (const folder of level) if (!folder.closed) next.push(...(await read(folder, met)));
        level = next;
      }
      return top;
    },
    set: (folder, name, id) => {
      if (!folder.entries.has(name)) entries += 1;
      folder.entries.set(name, id);
    },
    remove: (folder, name) => {
      if (folder.entries.delete(name)) entries -= 1;
    },
    drop: (folder) => {
      if (folder.parent?.inside.get(folder.name) === folder) folder.parent.inside.delete(folder.name);
      close(folder);
    },
    again: () => {
      const before = unknown;
      unknown = [];
      // One that is new is read, with all that is in it.
      for (const { top, file } of before) if (!top.closed) touchWithin(top, file);
    },
  };
  return tree;
}

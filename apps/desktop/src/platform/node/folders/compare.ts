import { sep } from 'node:path';

import { isPersons } from './names.ts';
import type { Place, Told } from './told.ts';
import { type Folder, look, pathIn, type Thing, type Tree } from './tree.ts';

export interface Touched {
  readonly folder: Folder;
  readonly name: string;
}

/** Makes of names that were touched what a person did. */
export interface Compare {
  /** Looks at each and tells. */
  take(touched: readonly Touched[]): Promise<void>;
  /** Says of those that were not found elsewhere in time that they are deleted. @returns whether some are left */
  settle(): boolean;
  clear(): void;
}

interface Vanished {
  readonly folder: Folder;
  readonly name: string;
  readonly path: string;
  readonly isFolder: boolean;
  /** Its tree, if it is a watched folder. */
  readonly tree: Folder | null;
  readonly place: Place;
  /** Another file has its name by now. */
  readonly covered: boolean;
  until: number;
}

const AT_ONCE = 32;
/** So long something that has gone from one place is looked for in another. */
const HOLD_MS = 120;
/** So long an editor that has put the file aside may take to write it anew. */
const SAVE_MS = 3_000;
const MOST_ASIDE = 200;

/**
 * @param told takes what is found out, in its order
 * @param holdMs so long something that has gone from one place is looked for in another, and its folder may go too
 */
export function createCompare(tree: Tree, told: Told, holdMs = HOLD_MS): Compare {
  const vanished = new Map<number, Vanished>();
  /** Things that are under a program's own name now. */
  const aside = new Set<number>();

  function leave(folder: Folder, name: string, id: number, covered: boolean): void {
    const inner = folder.inside.get(name) ?? null;
    folder.inside.delete(name);
    if (!covered) tree.remove(folder, name);
    vanished.set(id, {
      folder,
      name,
      path: pathIn(folder, name),
      isFolder: inner !== null,
      tree: inner,
      place: told.place(),
      covered,
      until: performance.now() + holdMs,
    });
  }

  /** @returns false when nothing is known of where it came from */
  function cameFrom(folder: Folder, name: string, thing: Thing): boolean {
    const from = vanished.get(thing.id);
    if (from === undefined) return false;
    vanished.delete(thing.id);
    const path = pathIn(folder, name);
    if (from.tree !== null) {
      from.tree.parent = folder;
      from.tree.name = name;
      folder.inside.set(name, from.tree);
    }
    from.place.settle(
      from.path === path ? null : { kind: 'renamed', from: from.path, path, folder: thing.folder },
    );
    return true;
  }

  /** An editor took the file away and wrote another under its name: it was saved. */
  function savedAgain(folder: Folder, name: string): boolean {
    for (const [id, one] of vanished) {
      if (one.covered || one.isFolder || one.folder !== folder || one.name !== name) continue;
      vanished.delete(id);
      one.place.settle(null);
      return true;
    }
    return false;
  }

  async function arrive(folder: Folder, name: string, thing: Thing, over: boolean): Promise<void> {
    tree.set(folder, name, thing.id);
    if (cameFrom(folder, name, thing)) return;
    if (!over && !thing.folder && savedAgain(folder, name)) return;
    const path = pathIn(folder, name);
    if (!over) told.place().settle({ kind: 'created', path, folder: thing.folder });
    if (!thing.folder || thing.device !== folder.thing.device) return;
    await tree.add(folder, name, thing, (inner, called, found) => {
      if (cameFrom(inner, called, found) || found.born < thing.born) return;
      // What was in a folder that was moved here is older than it or came with it.
      told.place().settle({ kind: 'created', path: pathIn(inner, called), folder: found.folder });
    });
  }

  async function takeOne({ folder, name }: Touched, now: Thing | null): Promise<void> {
    if (folder.closed) return;
    if (!isPersons(name)) {
      if (now !== null) {
        if (aside.size >= MOST_ASIDE) aside.clear();
        aside.add(now.id);
      }
      return;
    }
    const before = folder.entries.get(name);
    if (before === now?.id) return;
    if (before !== undefined) leave(folder, name, before, now !== null);
    if (now !== null) await arrive(folder, name, now, before !== undefined);
  }

  return {
    take: async (touched) => {
      for (let start = 0; start < touched.length; start += AT_ONCE) {
        const some = touched.slice(start, start + AT_ONCE);
        const paths = some.map(({ folder, name }) => pathIn(folder, name));
        const things = await Promise.all(paths.map(async (file) => look(file)));
        for (const [index, one] of some.entries()) await takeOne(one, things[index] ?? null);
        for (const [index, one] of some.entries()) {
          // A folder above it has been found to have another name by now.
          const file = pathIn(one.folder, one.name);
          if (file !== paths[index]) await takeOne(one, await look(file));
        }
      }
      for (const [id, one] of vanished) if (aside.delete(id)) one.until = performance.now() + SAVE_MS;
    },
    settle: () => {
      const now = performance.now();
      const folders = [...vanished.values()].filter(({ isFolder }) => isFolder).map(({ path }) => path);
      const within = (path: string): boolean => folders.some((folder) => path.startsWith(`${folder}${sep}`));
      for (const [id, one] of vanished) {
        if (one.until > now) continue;
        vanished.delete(id);
        if (one.tree !== null) tree.drop(one.tree);
        // A folder that goes takes with it what was in it.
        if (one.isFolder) told.fold(one.path);
        const silent = one.covered || within(one.path);
        one.place.settle(silent ? null : { kind: 'deleted', path: one.path, folder: one.isFolder });
      }
      return vanished.size > 0;
    },
    clear: () => {
      for (const one of vanished.values()) if (one.tree !== null) tree.drop(one.tree);
      vanished.clear();
      aside.clear();
    },
  };
}

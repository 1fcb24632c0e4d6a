import { type FSWatcher, watch } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';

import type { Cancel } from '../contract/cancel.ts';
import type { FileChange } from '../contract/files.ts';
import { createCompare, type Touched } from './folders/compare.ts';
import { createTold } from './folders/told.ts';
import { createTree, type Folder, look, type TreeLimits } from './folders/tree.ts';

export interface FoldersParts {
  readonly limits?: TreeLimits;
  /** So many names at one stroke are a storm, of which nothing is told but that it was there. */
  readonly storm?: number;
  /** The system tells of all that is in a folder by one watch, as Windows does (ReadDirectoryChangesW). */
  readonly whole?: boolean;
  /** So long something that has gone is looked for elsewhere. */
  readonly holdMs?: number;
}

/** A folder that was asked for. */
interface Root {
  readonly path: string;
  folder: Folder | null;
  /** Which folder it is in; another one means that a file system came or went. */
  above: number | null;
  /** Watches that folder, for its own name. */
  watcher: FSWatcher | null;
}

export const FILE_LIMITS: TreeLimits = Object.freeze({ folders: 4_096, entries: 100_000 });

/** What is done at one stroke comes within this time; longer storms are looked at in parts. */
const SETTLE_MS = 50;
const LONGEST_MS = 500;
/** No person does more at one stroke. */
const MOST_TOUCHED = 2_000;
/** A storm is over when so few came in so long. */
const CALM_MS = 1_000;
const CALM = 100;

/** Makes of what the system tells of folders what a person did in them. */
export function watchFolders(
  folders: readonly string[],
  { limits = FILE_LIMITS, storm: most = MOST_TOUCHED, whole = false, holdMs }: FoldersParts,
  changed: (change: FileChange) => void,
  lost: () => void,
): Cancel {
  let stopped = false;
  let limited = false;
  let storm: NodeJS.Timeout | undefined;
  let inStorm = 0;
  let touched: Touched[] = [];
  const seen = new Map<Folder, Set<string>>();
  let timer: NodeJS.Timeout | undefined;
  let first = 0;
  let work: Promise<void> = Promise.resolve();

  const told = createTold((change) => {
    if (!stopped) changed(change);
  });
  const tree = createTree({
    limits,
    touched: touch,
    whole,
    missed: () => {
      if (storm === undefined && !stopped) begin();
    },
    bounded: () => {
      if (!limited && !stopped) lost();
      limited = true;
    },
  });
  const compare = createCompare(tree, told, holdMs);
  const roots: readonly Root[] = [...new Set(folders.map((one) => path.resolve(one)))].map((one) => ({
    path: one,
    folder: null,
    above: null,
    watcher: null,
  }));

  function inTurn(run: () => Promise<void>): void {
    work = work.then(async () => (stopped ? undefined : run())).catch(lost);
  }

  function later(ms: number, run: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      run();
    }, ms);
    timer.unref();
  }

  function touch(folder: Folder, name: string): void {
    // The system says the folder's own name for what happens to itself.
    const root = roots.find((one) => one.folder === folder && path.basename(one.path) === name);
    if (root !== undefined) inTurn(async () => check(root));
    if (storm !== undefined) {
      inStorm += 1;
      return;
    }
    const names = seen.get(folder) ?? new Set();
    seen.set(folder, names);
    if (!names.has(name)) touched.push({ folder, name });
    names.add(name);
    if (touched.length > most) {
      begin();
      return;
    }
    const now = performance.now();
    if (touched.length === 1) first = now;
    later(Math.max(1, Math.min(SETTLE_MS, first + LONGEST_MS - now)), flush);
  }

  function begin(): void {
    forget();
    clearTimeout(timer);
    storm = setInterval(() => {
      if (inStorm < CALM) again();
      inStorm = 0;
    }, CALM_MS);
    storm.unref();
    lost();
  }

  function forget(): void {
    touched = [];
    seen.clear();
  }

  function flush(): void {
    const taken = touched;
    forget();
    inTurn(async () => {
      await compare.take(taken);
      tree.again();
      if (compare.settle() && storm === undefined) later(timer === undefined ? SETTLE_MS : 1, flush);
    });
  }

  /** After a storm: learns anew what is there, and says nothing of it. */
  function again(): void {
    clearInterval(storm);
    storm = undefined;
    inTurn(async () => {
      compare.clear();
      told.clear();
      for (const root of roots) {
        if (root.folder !== null) tree.drop(root.folder);
        root.folder = null;
        await check(root);
      }
    });
  }

  async function check(root: Root): Promise<void> {
    const above = await look(path.dirname(root.path), true);
    const there = (await leadsAway(root.path)) ? null : await look(root.path, true);
    const moved = above?.id !== root.above;
    const { folder } = root;
    root.above = above?.id ?? null;
    if (moved || root.watcher === null) watchAbove(root);
    if (folder !== null && there?.id === folder.thing.id) return;
    if (folder !== null) {
      tree.drop(folder);
      root.folder = null;
      if (there === null && !moved) {
        told.fold(root.path);
        told.place().settle({ kind: 'deleted', path: root.path, folder: true });
      } else lost();
    }
    if (there?.folder === true && !stopped)
      root.folder = await tree.add(null, root.path, there, () => undefined);
  }

  function watchAbove(root: Root): void {
    root.watcher?.close();
    root.watcher = null;
    try {
      const name = path.basename(root.path);
      root.watcher = watch(path.dirname(root.path), { persistent: false }, (kind, file) => {
        if (kind === 'rename' && file === name) inTurn(async () => check(root));
      });
      root.watcher.on('error', () => root.watcher?.close());
    } catch {
      // There is no such folder.
    }
  }

  for (const root of roots) inTurn(async () => check(root));
  return () => {
    if (stopped) return;
    stopped = true;
    clearTimeout(timer);
    clearInterval(storm);
    compare.clear();
    for (const root of roots) {
      root.watcher?.close();
      if (root.folder !== null) tree.drop(root.folder);
    }
  };
}

/** A link that a person made to what is another's: following it would watch what is not theirs. */
async function leadsAway(file: string): Promise<boolean> {
  const link = await lstat(file).catch(() => null);
  if (link?.isSymbolicLink() !== true) return false;
  const target = await stat(file).catch(() => null);
  return target === null || target.uid !== link.uid;
}

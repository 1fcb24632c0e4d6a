import type { FileChange, FileWatch } from '../contract/files.ts';

/** Files that a test moves about. */
export interface FakeFiles extends FileWatch {
  /** Says that this was done; only what lies in a watched folder is told. */
  happen(change: FileChange): void;
  lose(): void;
}

export function createFakeFiles(personal: readonly string[] = ['/people/pupil/Documents']): FakeFiles {
  interface Watching {
    readonly folders: readonly string[];
    readonly changed: (change: FileChange) => void;
    readonly lost: () => void;
  }
  const watching = new Set<Watching>();
  return {
    watch: (folders, changed, lost) => {
      const one = { folders, changed, lost };
      watching.add(one);
      return () => watching.delete(one);
    },
    personal: async () => Promise.resolve(personal),
    happen: (change) => {
      for (const { folders, changed } of watching) {
        const inside = (file: string): boolean =>
          folders.some((folder) => file === folder || file.startsWith(`${folder}/`));
        if (change.kind === 'renamed') {
          if (inside(change.path) && inside(change.from)) changed(change);
          else if (inside(change.path))
            changed({ kind: 'created', path: change.path, folder: change.folder });
          else if (inside(change.from))
            changed({ kind: 'deleted', path: change.from, folder: change.folder });
        } else if (inside(change.path)) changed(change);
      }
    },
    lose: () => {
      for (const { lost } of watching) lost();
    },
  };
}

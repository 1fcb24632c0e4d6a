import type { FileWatch } from '../contract/files.ts';
import { type FoldersParts, watchFolders } from '../node/watch-folders.ts';
import { homeOf, personalFolders } from './folders/personal.ts';

export interface FilesParts extends Omit<FoldersParts, 'whole'> {
  readonly home?: (account: string) => Promise<string | null>;
}

/** Files of people, by inotify with one watch for each folder. */
export function createFiles(parts: FilesParts = {}): FileWatch {
  return {
    watch: (folders, changed, lost) => watchFolders(folders, parts, changed, lost),
    personal: async (account) => {
      const home = await (parts.home ?? homeOf)(account);
      return home === null ? [] : personalFolders(home);
    },
  };
}

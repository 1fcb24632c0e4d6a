import type { Cancel } from './cancel.ts';

/** Something that a person did to a file of theirs. Contents are never read. */
export type FileChange =
  | { readonly kind: 'deleted'; readonly path: string; readonly folder: boolean }
  | { readonly kind: 'renamed'; readonly from: string; readonly path: string; readonly folder: boolean }
  | { readonly kind: 'created'; readonly path: string; readonly folder: boolean };

export interface FileWatch {
  /**
   * Watches folders with all that is in them, as far as the platform's bound goes.
   * @param changed in the order in which things happened
   * @param lost called when changes went by unseen, for example beyond the bound
   */
  watch(folders: readonly string[], changed: (change: FileChange) => void, lost: () => void): Cancel;
  /** Folders of people whose files are worth watching: documents, desktop, downloads. */
  personal(account: string): Promise<readonly string[]>;
}

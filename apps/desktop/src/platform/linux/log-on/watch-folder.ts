import { watch } from 'node:fs';

import type { Cancel } from '../../contract/cancel.ts';

/** Told when sessions come and go. Without logind there is nothing to watch. */
export function watchFolder(folder: string, changed: () => void): Cancel {
  try {
    const watcher = watch(folder, changed);
    watcher.on('error', () => {
      watcher.close();
    });
    return () => {
      watcher.close();
    };
  } catch {
    return () => undefined;
  }
}

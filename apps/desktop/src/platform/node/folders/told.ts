import { sep } from 'node:path';

import type { FileChange } from '../../contract/files.ts';

/** A place in the order of what is told; it may not be known yet what is to be said there. */
export interface Place {
  /** From now on it is known; null: nothing is to be said. */
  settle(change: FileChange | null): void;
}

export interface Told {
  place(): Place;
  /** Takes back what is not told yet of things in a folder: the folder itself is said to be gone. */
  fold(folder: string): void;
  clear(): void;
}

interface Slot {
  change: FileChange | null;
  known: boolean;
}

/** Tells of changes in the order in which they happened, although some are known later than others. */
export function createTold(changed: (change: FileChange) => void): Told {
  let slots: Slot[] = [];
  function drain(): void {
    const first = slots.findIndex(({ known }) => !known);
    const ready = slots.splice(0, first < 0 ? slots.length : first);
    for (const { change } of ready) if (change !== null) changed(change);
  }
  return {
    place: () => {
      const slot: Slot = { change: null, known: false };
      slots.push(slot);
      return {
        settle: (change) => {
          if (slot.known) return;
          slot.known = true;
          slot.change = change;
          drain();
        },
      };
    },
    fold: (folder) => {
      for (const slot of slots) {
        if (slot.change?.kind === 'deleted' && slot.change.path.startsWith(`${folder}${sep}`))
          slot.change = null;
      }
    },
    clear: () => {
      slots = [];
    },
  };
}

import { randomUUID } from 'node:crypto';
import type { IMPORT_STATES } from '@lapwing/protocol/features/people/imports.api.ts';
import type { RosterFile } from './read-file.ts';

/** How far an import is. */
export interface ImportProgress {
  state: (typeof IMPORT_STATES)[number];
  done: number;
  total: number;
}

/** A file that somebody has sent and not imported yet. */
export interface ImportDraft {
  readonly id: string;
  readonly schoolId: string;
  readonly accountId: string;
  readonly file: RosterFile;
  readonly progress: ImportProgress;
  /** Stops the run that is on its way; null when there is none. */
  stop: (() => void) | null;
}

/** Files at once on one server; the one unused for longest makes room. */
const MOST = 8;
/** Milliseconds after which a file that nobody works at is forgotten. */
const KEPT_MS = 30 * 60_000;

/**
 * The files that imports are made from. They are kept in memory alone: a roster that nobody has confirmed leaves no
 * trace in the database, its backups or on the disk. The price is that the file is chosen anew after a restart, and that
 * the steps of one import are answered by one node.
 */
export interface ImportDrafts {
  /** Keeps the file in place of the account's last one; null while that one is being imported. */
  keep(owner: { schoolId: string; accountId: string }, file: RosterFile): ImportDraft | null;
  /** Null when there is none, or it is somebody else's. */
  find(owner: { schoolId: string; accountId: string }, id: string): ImportDraft | null;
  forget(id: string): void;
}

export function createImportDrafts(now: () => number): ImportDrafts {
  const drafts = new Map<string, { draft: ImportDraft; usedAt: number }>();

  function sweep(): void {
    for (const [id, { draft, usedAt }] of drafts) {
      if (draft.stop === null && now() - usedAt > KEPT_MS) drafts.delete(id);
    }
  }
  return {
    keep(owner, file) {
      sweep();
      for (const [id, { draft }] of drafts) {
        if (draft.accountId !== owner.accountId || draft.schoolId !== owner.schoolId) continue;
        if (draft.stop !== null) return null;
        drafts.delete(id);
      }
      const idle = [...drafts].filter(([, { draft }]) => draft.stop === null);
      idle.sort(([, one], [, other]) => one.usedAt - other.usedAt);
      if (drafts.size >= MOST && idle[0] !== undefined) drafts.delete(idle[0][0]);
      const draft: ImportDraft = {
        id: randomUUID(),
        ...owner,
        file,
        progress: { state: 'read', done: 0, total: 0 },
        stop: null,
      };
      drafts.set(draft.id, { draft, usedAt: now() });
      return draft;
    },
    find(owner, id) {
      sweep();
      const kept = drafts.get(id);
      if (kept?.draft.accountId !== owner.accountId || kept.draft.schoolId !== owner.schoolId) return null;
      kept.usedAt = now();
      return kept.draft;
    },
    forget: (id) => void drafts.delete(id),
  };
}

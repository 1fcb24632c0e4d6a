import {
  addLibrary,
  MAX_LIBRARY_BYTES,
  previewLibrary,
  showLibrary,
  type LibraryDifference,
  type LibraryVersion,
} from '@lapwing/protocol/features/library/api.ts';
import { differencesOf, isOlder } from '@lapwing/library/release.ts';
import type { Library } from '@lapwing/library/load.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import { audited, unaudited, type Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import type { Shelf } from './shelf.ts';
import { keptVersions } from './store.ts';
import type { LibraryWatch } from './watch.ts';

/** What the policies say of the library; they decide which version holds. */
export interface LibraryDecided {
  /** The version that holds in the school now. */
  inForce(tx: SchoolTx): Promise<string>;
  /** Number of the last change of the policies. */
  base(tx: SchoolTx): Promise<number>;
  /** What the school has changed of managed terms, in words, by the term's id. */
  edits(tx: SchoolTx): Promise<ReadonlyMap<string, string>>;
}

/** Files of updates that one person may bring in a minute. */
const FILES_PER_MINUTE = 10;

/** When Lapwing itself was put here is not known; what ships with it is older than all that is brought. */
const SHIPPED_AT = new Date(0).toISOString();

export function addLibraryRoutes(deps: {
  readonly routes: Routes;
  readonly shelf: Shelf;
  readonly decided: LibraryDecided;
  readonly watch: LibraryWatch;
}): void {
  const { routes, shelf, decided, watch } = deps;

  async function versionsOf(tx: SchoolTx): Promise<LibraryVersion[]> {
    const inForce = await decided.inForce(tx);
    const kept = await keptVersions(tx);
    const versions: LibraryVersion[] = [
      {
        version: shelf.shipped.version,
        terms: shelf.shipped.terms.length,
        from: 'shipped',
        at: SHIPPED_AT,
        by: null,
        inForce: inForce === shelf.shipped.version,
      },
      ...kept.map((each) => ({
        version: each.version,
        terms: each.terms,
        from: each.source,
        at: each.addedAt.toISOString(),
        by: each.addedBy,
        inForce: inForce === each.version,
      })),
    ];
    return versions.sort((a, b) => (isOlder(a.version, b.version) ? 1 : -1));
  }

  routes.school(showLibrary, {
    capability: 'policies.view',
    audit: 'none',
    async handle({ tx, actor }) {
      return unaudited({
        versions: await versionsOf(tx),
        watched: watch.state(),
        base: await decided.base(tx),
        may: { manage: mayManage(actor) },
      });
    },
  });
  routes.school(addLibrary, {
    capability: 'policies.manage',
    audit: 'library.add',
    bodyLimit: MAX_LIBRARY_BYTES,
    perMinute: FILES_PER_MINUTE,
    async handle({ tx, actor, body }) {
      const read = await shelf.read(body);
      const outcome = read.ok
        ? await shelf.keep(tx, body, read.release, { id: actor.accountId, name: actor.name })
        : read;
      if (!outcome.ok) {
        return refuse('bad-request', outcome.reason, outcome.message, {
          field: 'file',
          remedy: 'Nothing has changed. Get the file from its maker again, or choose another.',
        });
      }
      const { version } = outcome.release.library;
      const kept = (await versionsOf(tx)).find((each) => each.version === version);
      if (kept === undefined) throw new Error('a version that was kept is here');
      return audited(kept, {
        summary: `Brought version ${version} of the library; it is not in force until it is applied`,
        subject: null,
      });
    },
  });
  routes.school(previewLibrary, {
    capability: 'policies.view',
    audit: 'none',
    async handle({ tx, params }) {
      const version = (await versionsOf(tx)).find((each) => each.version === params.version);
      const after = await shelf.find(tx, params.version);
      const before = await shelf.find(tx, await decided.inForce(tx));
      if (version === undefined || after === null || before === null) return notFound();
      const release = await shelf.release(tx, params.version);
      return unaudited({
        version,
        ...changesOf(before, after, release?.notes ?? new Map(), await decided.edits(tx)),
      });
    },
  });
}

/** What one library would make of another. Sealed terms are counted and not named. */
export function changesOf(
  before: Library,
  after: Library,
  notes: ReadonlyMap<string, string>,
  edits: ReadonlyMap<string, string>,
): { notes: string[]; differences: LibraryDifference[] } {
  const termOf = (library: Library) => {
    const byId = new Map(library.terms.map((term) => [term.id, term]));
    return (id: string) => byId.get(id);
  };
  const [old, now] = [termOf(before), termOf(after)];
  const differences: LibraryDifference[] = [];
  let sealed = 0;
  for (const { id, change } of differencesOf(before, after)) {
    const term = now(id) ?? old(id);
    if (term === undefined) continue;
    if (old(id)?.sealed === true || now(id)?.sealed === true) {
      sealed += 1;
      continue;
    }
    differences.push({
      term: id,
      policy: term.policy,
      change,
      note: notes.get(id) ?? NO_NOTE[change],
      severity: { before: old(id)?.severity ?? null, after: now(id)?.severity ?? null },
      kept: change === 'new' ? null : (edits.get(id) ?? null),
    });
  }
  return {
    notes:
      sealed === 0
        ? []
        : [
            `${sealed === 1 ? 'One sealed term is' : `${sealed} sealed terms are`} not as before; nobody is shown which.`,
          ],
    differences,
  };
}

/** For going back to a version whose notes tell the way up. */
const NO_NOTE = Object.freeze({
  new: 'Is looked for in that version.',
  changed: 'Is looked for otherwise in that version.',
  gone: 'Is not in that version.',
});

function mayManage(actor: Actor): { allowed: boolean; reason?: string } {
  return can(actor, 'policies.manage')
    ? { allowed: true }
    : { allowed: false, reason: 'Your role does not include changing policies.' };
}

import {
  applyImport,
  cancelImport,
  LEAVER_SHARE,
  MAX_IMPORT_BYTES,
  previewImport,
  readImport,
  showImport,
  type ImportPreview,
  type PlannedPerson,
} from '@lapwing/protocol/features/people/imports.api.ts';
import type { Actor } from '../../permissions/actor.ts';
import { audited, unaudited, type Routes } from '../../permissions/routes.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { groupsChanged, refreshRules, schoolGroups } from '../groups/index.ts';
import { applyPlan, countRows, ImportCancelled } from './apply.ts';
import { peopleChanged } from './changed.ts';
import { guessColumns } from './columns.ts';
import type { ImportDraft, ImportDrafts } from './drafts.ts';
import { countNewGroups } from './group-plan.ts';
import { COMPARED, planImport, type ImportPlan, type PlannedChange } from './plan.ts';
import { readRosterFile } from './read-file.ts';
import type { PersonFields } from './store.ts';
import { countAnew, holdRoster, readRoster } from './store-import.ts';

/** Files a minute from one address: each is up to twenty megabytes. */
const FILES_PER_MINUTE = 60;
/** Rows after which the database's own figures of the roster are worth renewing at once. */
const MANY_ROWS = 1000;
const FIRST_ROWS = 20;
const FIRST_ERRORS = 100;
const SAMPLE_ROWS = 5;
const SAMPLE_CHARACTERS = 200;

/** Adds the routes by which a roster is brought in from a file: read, preview, apply, progress, cancel. */
export function addImportRoutes(deps: { routes: Routes; bus: Bus; drafts: ImportDrafts }): void {
  const { routes, drafts } = deps;
  const draftOf = (actor: Actor, id: string): ImportDraft | null => drafts.find(ownerOf(actor), id);

  routes.school(readImport, {
    capability: 'people.manage',
    audit: 'people.import-read',
    bodyLimit: MAX_IMPORT_BYTES,
    perMinute: FILES_PER_MINUTE,
    async handle({ actor, body }) {
      const read = await readRosterFile(body);
      if (!read.ok) {
        const { reason, message, remedy } = read.problem;
        return refuse('bad-request', reason, message, { field: 'file', remedy });
      }
      const { file } = read;
      const draft = drafts.keep(ownerOf(actor), file);
      if (draft === null) {
        return refuse('conflict', 'import-running', 'An import of yours is on its way.', {
          remedy: 'Wait for its end, or stop it, and choose the file again.',
        });
      }
      const cut = (cell: string): string => cell.slice(0, SAMPLE_CHARACTERS);
      return audited(
        {
          id: draft.id,
          encoding: file.encoding,
          separator: file.separator,
          headings: file.headings.map((heading) => cut(heading)),
          sample: file.rows.slice(0, SAMPLE_ROWS).map((row) => row.cells.map((cell) => cut(cell))),
          rows: file.rows.length,
          guessed: guessColumns(file.headings),
        },
        { summary: `Read a roster file of ${file.rows.length} rows to import it`, subject: null },
      );
    },
  });

  routes.school(previewImport, {
    capability: 'people.manage',
    audit: 'people.import-preview',
    async handle({ tx, actor, params, body }) {
      const draft = draftOf(actor, params.id);
      if (draft === null) return notFound();
      const plan = planImport(draft.file, body, await readRoster(tx));
      const newGroups = body.groups ? countNewGroups(plan, await schoolGroups(tx)) : 0;
      return audited(present(plan, newGroups), {
        summary: `Looked at what importing a roster file would change (${inWords(plan)})`,
        subject: null,
      });
    },
  });

  routes.school(applyImport, {
    capability: 'people.manage',
    audit: 'people.import',
    async handle({ tx, actor, params, body, reply }) {
      const draft = draftOf(actor, params.id);
      if (draft === null) return notFound();
      const { progress } = draft;
      if (draft.stop !== null || progress.state === 'done') {
        return refuse('conflict', 'import-running', 'This import is on its way or done already.');
      }
      const stopping = new AbortController();
      draft.stop = () => stopping.abort();
      Object.assign(progress, { state: 'running', done: 0, total: 0 });
      // The connection ends with the answer, or before it when the browser is closed: then nothing may stay.
      reply.raw.once('close', () => {
        stopping.abort();
        draft.stop = null;
        if (progress.state !== 'done') Object.assign(progress, { state: 'read', done: 0, total: 0 });
      });
      await holdRoster(tx);
      const plan = planImport(draft.file, body.choices, await readRoster(tx));
      const problem = refusalOf(plan, body);
      if (problem !== null) return problem;
      progress.total = countRows(plan);
      try {
        const { groups } = await applyPlan(tx, plan, body.choices.groups, {
          signal: stopping.signal,
          onDone: (rows) => {
            progress.done += rows;
          },
        });
        await refreshRules(tx, 'all');
        if (progress.total >= MANY_ROWS) await countAnew(tx);
        if (stopping.signal.aborted) throw new ImportCancelled();
        // From here on it is too late to stop it: what is left is the audit and the commit.
        progress.state = 'finishing';
        tx.afterCommit(() => {
          progress.state = 'done';
          drafts.forget(draft.id);
          deps.bus.publish(peopleChanged, { schoolId: tx.schoolId, personId: null });
          deps.bus.publish(groupsChanged, { schoolId: tx.schoolId });
        });
        const counts = {
          added: plan.added.length,
          changed: plan.changed.length,
          leavers: plan.leavers.length,
          groups,
        };
        return audited(counts, {
          summary: `Imported a roster: ${inWords(plan)}, ${groups} groups made`,
          subject: null,
        });
      } catch (cause) {
        if (cause instanceof ImportCancelled) {
          return refuse('conflict', 'cancelled', 'The import was stopped; nothing has changed.');
        }
        if (isTaken(cause)) return changedMeanwhile();
        throw cause;
      }
    },
  });

  routes.school(showImport, {
    capability: 'people.manage',
    audit: 'none',
    async handle({ actor, params }) {
      const draft = draftOf(actor, params.id);
      if (draft === null) return notFound();
      const { state, done, total } = draft.progress;
      return unaudited({ state, done, total });
    },
  });

  routes.school(cancelImport, {
    capability: 'people.manage',
    audit: 'people.import-cancel',
    async handle({ actor, params }) {
      const draft = draftOf(actor, params.id);
      if (draft === null) return notFound();
      if (draft.progress.state === 'finishing' || draft.progress.state === 'done') {
        return refuse('conflict', 'import-done', 'The import is done already.');
      }
      if (draft.stop === null) drafts.forget(draft.id);
      else draft.stop();
      return audited({ done: true as const }, { summary: 'Stopped the import of a roster', subject: null });
    },
  });
}

function ownerOf(actor: Actor): { schoolId: string; accountId: string } {
  return { schoolId: actor.schoolId, accountId: actor.accountId };
}

/** Counts alone: the audit of an import names nobody. */
function inWords(plan: ImportPlan): string {
  return `${plan.added.length} added, ${plan.changed.length} changed, ${plan.leavers.length} marked as having left`;
}

function tooMany(plan: ImportPlan): boolean {
  return plan.leavers.length > plan.present * LEAVER_SHARE;
}

/** Why the plan may not be carried out as it is; null when it may. */
function refusalOf(
  plan: ImportPlan,
  asked: { expected: { added: number; changed: number; leavers: number }; manyLeaversMeant: boolean },
): ReturnType<typeof refuse> | null {
  if (plan.errors.length > 0) {
    return refuse('bad-request', 'rows-with-errors', `${plan.errors.length} rows cannot be taken.`, {
      field: 'choices',
      remedy: 'Put them right or leave them out; nothing has been imported.',
    });
  }
  const { expected } = asked;
  const same =
    plan.added.length === expected.added &&
    plan.changed.length === expected.changed &&
    plan.leavers.length === expected.leavers;
  if (!same) return changedMeanwhile();
  if (tooMany(plan) && !asked.manyLeaversMeant) {
    return refuse(
      'bad-request',
      'many-leavers',
      `${plan.leavers.length} of ${plan.present} people would be marked as having left.`,
      { field: 'manyLeaversMeant', remedy: 'Confirm that so many have left, or do not mark leavers.' },
    );
  }
  return null;
}

function changedMeanwhile(): ReturnType<typeof refuse> {
  return refuse('conflict', 'changed-meanwhile', 'The roster has changed since the preview.', {
    remedy: 'Look at the preview as it is now; nothing has been imported.',
  });
}

/** PostgreSQL's unique_violation: somebody was added by hand in the same moment. */
function isTaken(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === '23505';
}

function present(plan: ImportPlan, newGroups: number): ImportPreview {
  const heap = (people: readonly PlannedPerson[], total: number): ImportPreview['added'] => ({
    total,
    first: [...people],
  });
  return {
    added: heap(
      plan.added.slice(0, FIRST_ROWS).map(({ line, after }) => planned(line, after)),
      plan.added.length,
    ),
    changed: heap(
      plan.changed
        .slice(0, FIRST_ROWS)
        .map((row) => ({ ...planned(row.line, row.after), before: beforeOf(row) })),
      plan.changed.length,
    ),
    returning: plan.changed.filter(({ person }) => person.left).length,
    unchanged: plan.unchanged.length,
    leavers: heap(
      plan.leavers.slice(0, FIRST_ROWS).map((person) => planned(null, person)),
      plan.leavers.length,
    ),
    present: plan.present,
    manyLeavers: tooMany(plan),
    skipped: plan.skipped,
    errors: {
      total: plan.errors.length,
      first: plan.errors.slice(0, FIRST_ERRORS).map(({ line, field, reason, message, cells }) => ({
        line,
        field,
        reason,
        message,
        cells,
      })),
    },
    newGroups,
  };
}

function planned(line: number | null, person: PersonFields): PlannedPerson {
  const { name, username, kind, year, form, upn } = person;
  return { line, name, username, kind, year, form, upn, before: {} };
}

function beforeOf({ person, after }: PlannedChange): PlannedPerson['before'] {
  const before: PlannedPerson['before'] = {};
  for (const field of COMPARED) if (person[field] !== after[field]) before[field] = person[field];
  if (person.left) before.left = 'yes';
  return before;
}

import {
  applyChange,
  listChanges,
  takeBackChange,
  type PolicyChange,
} from '@lapwing/protocol/features/policies/changes.api.ts';
import { audited, unaudited, type AuditNote } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import { makeChange, type WantedEdits } from './change.ts';
import { canonical, editWith, itemKey, type Items } from './config.ts';
import type { Decided } from './decided.ts';
import { parseEdits } from './parse-edits.ts';
import type { PolicyParts } from './parts.ts';
import { laterChangeOf, listChangeRows, type ChangeRow } from './store-changes.ts';

/** Bytes of a change: five thousand terms with all that can stand in them. */
const CHANGE_BYTES = 16 * 1024 * 1024;

/** Changes of what is watched for: made, listed, taken back. */
export function addChangeRoutes(parts: PolicyParts): void {
  const { routes, state } = parts;

  routes.school(applyChange, {
    capability: 'policies.manage',
    audit: 'policies.change',
    bodyLimit: CHANGE_BYTES,
    async handle({ tx, actor, body }) {
      const { base, reason } = body;
      const outcome = await makeChange(parts, tx, {
        actor,
        base,
        reason,
        takesBack: null,
        edits: () => parseEdits(body.edits),
      });
      if (!outcome.ok) return outcome;
      return audited(presentChange(outcome.change, outcome.decided.items, []), noteOf(outcome.change));
    },
  });
  routes.school(listChanges, {
    capability: 'policies.manage',
    audit: 'none',
    async handle({ tx, query }) {
      const below = belowOf(query.after);
      const rows = await listChangeRows(tx, { below, limit: query.limit + 1 });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const { items } = await state.decided(tx);
      return unaudited({
        items: page.map((row) => presentChange(row, items, page)),
        next: rows.length > query.limit && last !== undefined ? encodeCursor([String(last.number)]) : null,
      });
    },
  });
  routes.school(takeBackChange, {
    capability: 'policies.manage',
    audit: 'policies.take-back',
    async handle({ tx, actor, params, body }) {
      const found = await listChangeRows(tx, { number: params.number });
      if (found.length === 0) return notFound();
      const outcome = await makeChange(parts, tx, {
        actor,
        base: null,
        reason: body.reason,
        takesBack: params.number,
        edits: (decided) => backwards(tx, params.number, decided),
      });
      if (!outcome.ok) return outcome;
      return audited(presentChange(outcome.change, outcome.decided.items, []), noteOf(outcome.change));
    },
  });
}

/** The edits that bring everything back to before a change, if nothing has been built on it since. */
async function backwards(tx: SchoolTx, number: number, decided: Decided): Promise<WantedEdits> {
  // Read again, now that nobody else can take it back.
  const [row] = await listChangeRows(tx, { number });
  if (row === undefined) return notFound();
  if (row.takenBackBy !== null) {
    return refuse('conflict', 'taken-back', `Change ${row.takenBackBy} has taken it back already.`, {
      remedy: 'Reload the page to see how it is.',
    });
  }
  const changed = changedSince(row, decided.items);
  if (row.edits === null || changed !== null) {
    const later = changed === null ? null : await laterChangeOf(tx, changed, number);
    return refuse('conflict', 'built-upon', whyNot(later), {
      remedy:
        later === null
          ? 'Make a new change instead.'
          : `Take change ${later} back first, or make a new change.`,
    });
  }
  return {
    ok: true,
    edits: row.edits.map(({ edit, before }) => editWith(edit, before)),
  };
}

/** The key of an item that has another value by now than the change gave it; null if there is none. */
function changedSince(row: ChangeRow, items: Items): string | null {
  const changed = (row.edits ?? []).find(
    ({ edit }) => canonical(items.get(itemKey(edit))?.value ?? null) !== canonical(edit.value),
  );
  return changed === undefined ? null : itemKey(changed.edit);
}

function whyNot(later: number | null): string {
  return later === null
    ? 'What it changed is not there any more as it left it.'
    : `Change ${later} has changed the same again.`;
}

/**
 * A change for the list.
 *
 * @param newer changes among which a later one on the same thing is looked for
 */
export function presentChange(row: ChangeRow, items: Items, newer: readonly ChangeRow[]): PolicyChange {
  const { number, reason, takesBack, takenBackBy } = row;
  return {
    number,
    at: row.at.toISOString(),
    by: row.by === null ? null : { id: row.by.id, name: row.by.name },
    reason,
    did: [...row.did],
    takesBack,
    takenBackBy,
    mayTakeBack: mayTakeBack(row, items, newer),
  };
}

function mayTakeBack(row: ChangeRow, items: Items, newer: readonly ChangeRow[]): PolicyChange['mayTakeBack'] {
  if (row.takenBackBy !== null)
    return { allowed: false, reason: `Change ${row.takenBackBy} has taken it back.` };
  const changed = changedSince(row, items);
  if (row.edits !== null && changed === null) return { allowed: true };
  const later = newer.find(
    (each) => each.number > row.number && each.edits?.some(({ edit }) => itemKey(edit) === changed),
  );
  return { allowed: false, reason: whyNot(later?.number ?? null) };
}

const AUDIT_LETTERS = 900;

/** What the audit says of a change: what it did, and why. */
export function noteOf(change: ChangeRow): AuditNote {
  const what = change.takesBack === null ? '' : `Took change ${change.takesBack} back. `;
  const did = change.did.join(' ');
  const shown = did.length > AUDIT_LETTERS ? `${did.slice(0, AUDIT_LETTERS).toWellFormed()}…` : did;
  return {
    summary: `${what}${shown} Reason: ${change.reason} (change ${change.number})`,
    subject: { kind: 'policy-change', id: String(change.number) },
  };
}

function belowOf(cursor: string | undefined): number | null {
  const [number] = decodeCursor(cursor, 1) ?? [];
  return number !== undefined && /^[1-9][0-9]{0,8}$/.test(number) ? Number(number) : null;
}

import { changeCaptures, undoCaptureChange } from '@lapwing/protocol/features/captures/triage.api.ts';
import type { z } from 'zod';
import { reachOf, type Actor, type Reach } from '../../permissions/actor.ts';
import { audited, type AuditNote } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { refuse } from '../../platform/http/outcome.ts';
import { withSubgroups } from '../groups/index.ts';
import { makeChanges, meanwhileInWords, rationaleFor } from './changing.ts';
import { by, inWords } from './detail.ts';
import type { CaptureParts } from './parts.ts';
import { UNDO_MS } from './present.ts';
import { changeInWords, giveStatus, giveTo, STATUS_WORDS, takeBack, type Decide } from './steps.ts';
import type { By } from './store-history.ts';
import { lastChange, undoableOf } from './store-history.ts';
import { findSummary, idsWithin } from './store-read.ts';
import { holdCaptures, type HeldCapture } from './store-triage.ts';

const NOT_HERE = 'There is nothing here that you can see.';
/** How many of those that were changed the audit names; each capture's history tells of itself. */
const NAMED = 10;

interface NotChanged {
  readonly id: string;
  readonly why: string;
}

/** Adds the routes by which many captures are dealt with at once, and by which one's own change is taken back. */
export function addBulkRoutes(parts: CaptureParts): void {
  const { routes } = parts;

  routes.school(changeCaptures, {
    capability: 'captures.triage',
    audit: 'captures.bulk',
    async handle({ tx, actor, reach, body }) {
      const { change } = body;
      const wanted = await decideFor(parts, tx, actor, change);
      if (!wanted.ok) return wanted;
      const revisions = new Map(body.captures.map(({ id, revision }) => [id.toLowerCase(), revision]));
      const held = await holdCaptures(tx, reach, {
        ids: [...revisions.keys()],
        incidents: body.whole ? 'open' : 'none',
      });
      const cannotSee = await beyond(tx, wanted.reach, held);
      const known = new Map(held.map((each) => [each.id, each]));
      const not: NotChanged[] = [];
      const chosen = new Set<HeldCapture>();
      for (const [id, revision] of revisions) {
        const each = known.get(id);
        if (each === undefined) not.push({ id, why: NOT_HERE });
        else if (each.revision !== revision)
          not.push({ id, why: `${await meanwhileInWords(tx, each, revision)} since you opened the list.` });
        else if (cannotSee.has(id)) not.push({ id, why: `${wanted.to?.name ?? ''} cannot see it.` });
        else chosen.add(each);
      }
      // What belongs to those that are changed is changed with them, and nothing of those that are left.
      const incidents = new Set([...chosen].flatMap(({ incidentId }) => incidentId ?? []));
      const all = held.filter(
        (each) =>
          chosen.has(each) ||
          (!revisions.has(each.id) &&
            !cannotSee.has(each.id) &&
            each.incidentId !== null &&
            incidents.has(each.incidentId)),
      );
      const changed = await makeChanges(parts, tx, actor, all, wanted.decide);
      return audited({ changed, not }, await note(parts, tx, actor, wanted.did, changed));
    },
  });

  routes.school(undoCaptureChange, {
    capability: 'captures.triage',
    audit: 'captures.undo',
    async handle({ tx, actor, reach, body }) {
      const ids = [...new Set(body.ids.map((id) => id.toLowerCase()))];
      const held = await holdCaptures(tx, reach, { ids, incidents: 'none' });
      const known = new Map(held.map((each) => [each.id, each]));
      const since = new Date(parts.clock.now() - UNDO_MS);
      const undoable = await undoableOf(tx, [...known.keys()], actor.accountId, since);
      const undone: string[] = [];
      const not: NotChanged[] = [];
      // Held in the order of their ids, and changed so.
      for (const [id, each] of known) {
        const last = undoable.get(id);
        if (last === undefined) {
          not.push({ id, why: await whyNot(tx, actor, each) });
          continue;
        }
        undone.push(...(await makeChanges(parts, tx, actor, [each], takeBack(last.before))));
      }
      for (const id of ids) if (!known.has(id)) not.push({ id, why: NOT_HERE });
      return audited({ undone, not }, await note(parts, tx, actor, 'Took the last change back of', undone));
    },
  });
}

/** Why there is nothing of the actor's to take back. */
async function whyNot(tx: SchoolTx, actor: Actor, held: HeldCapture): Promise<string> {
  const last = await lastChange(tx, held.id, -1);
  if (last === null) return 'Nothing of it has been changed.';
  if (last.revision < held.revision) return 'The device has sent more of it since.';
  if (last.by_id !== actor.accountId) return `${last.by_name ?? 'Lapwing'} ${changeInWords(last)} since.`;
  if (last.kind === 'allowed') return 'The like is let pass now: take that back with the policies first.';
  if (last.kind === 'undone') return 'Your last change of it is taken back already.';
  return `That is more than ${UNDO_MS / 60_000} minutes ago.`;
}

type BulkChange = z.output<typeof changeCaptures.body>['change'];

/** What a change of many comes to; for one that gives them to somebody, how far they see. */
async function decideFor(
  parts: Pick<CaptureParts, 'staffReaching'>,
  tx: SchoolTx,
  actor: Actor,
  change: BulkChange,
): Promise<
  | {
      readonly ok: true;
      readonly decide: Decide;
      readonly did: string;
      readonly to: By | null;
      readonly reach: Reach;
    }
  | ReturnType<typeof refuse>
> {
  const everywhere: Reach = { kind: 'school' };
  if (change.kind === 'status') {
    const reason = rationaleFor(change.status, change.rationale, 'change.rationale');
    if (!reason.ok) return reason;
    const did = `Set to ${STATUS_WORDS[change.status]}`;
    return {
      ok: true,
      decide: giveStatus(change.status, reason.rationale),
      did,
      to: null,
      reach: everywhere,
    };
  }
  if (change.accountId === null)
    return { ok: true, decide: giveTo(null, by(actor)), did: 'Gave to nobody', to: null, reach: everywhere };
  const staff = await parts.staffReaching(tx, 'captures.view');
  const found = staff.find(({ id }) => id === change.accountId);
  if (found === undefined) {
    return refuse('bad-request', 'cannot-see', 'Whoever gets captures must be able to see them.', {
      field: 'change.accountId',
      remedy: 'Choose somebody of the list.',
    });
  }
  const to = { id: found.id, name: found.name };
  const reach: Reach =
    found.reach.kind === 'school'
      ? found.reach
      : { kind: 'groups', groupIds: await withSubgroups(tx, found.reach.groupIds) };
  return { ok: true, decide: giveTo(to, by(actor)), did: `Gave to ${to.name}`, to, reach };
}

/** Ids of those that do not lie within the reach. */
async function beyond(
  tx: SchoolTx,
  reach: Reach,
  held: readonly HeldCapture[],
): Promise<ReadonlySet<string>> {
  if (reach.kind === 'school') return new Set();
  const ids = held.map(({ id }) => id);
  const within = new Set(await idsWithin(tx, reach, ids));
  return new Set(ids.filter((id) => !within.has(id)));
}

async function note(
  parts: Pick<CaptureParts, 'wordsOf'>,
  tx: SchoolTx,
  actor: Actor,
  did: string,
  changed: readonly string[],
): Promise<AuditNote> {
  const reach = reachOf(actor, 'captures.view');
  const words = await parts.wordsOf(tx);
  const named: string[] = [];
  for (const id of changed.slice(0, NAMED)) {
    const row = reach === null ? null : await findSummary(tx, reach, id);
    if (row !== null) named.push(inWords(row, words));
  }
  const more = changed.length - named.length;
  const which = [...named, ...(more > 0 ? [`${more} more`] : [])].join('; ');
  const [only] = changed;
  return {
    summary: `${did} ${changed.length} ${changed.length === 1 ? 'capture' : 'captures'}${which === '' ? '' : `: ${which}`}`,
    subject: changed.length === 1 && only !== undefined ? { kind: 'capture', id: only } : null,
  };
}

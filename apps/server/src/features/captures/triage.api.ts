import {
  addCaptureNote,
  allowFromCapture,
  assignCapture,
  escalateCapture,
  listCaptureStaff,
  setCaptureStatus,
  takeCapture,
} from '@lapwing/protocol/features/captures/triage.api.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { andOthers, changedMeanwhile, holdOne, makeChanges, rationaleFor } from './changing.ts';
import { by, changed } from './detail.ts';
import type { CaptureParts } from './parts.ts';
import { staffOf } from './staff.ts';
import { escalateTo, giveStatus, giveTo, letPass, STATUS_WORDS } from './steps.ts';
import { storable } from './storable.ts';
import { insertHistory } from './store-history.ts';
import { openToJudge } from './store-past.ts';
import { findSummary } from './store-read.ts';
import { holdCaptures } from './store-triage.ts';

const CANNOT_SEE = 'Whoever gets a capture must be able to see it.';
const CHOOSE = 'Choose somebody of the list.';

/** Adds the routes by which one capture, or its incident, is dealt with. */
export function addTriageRoutes(parts: CaptureParts): void {
  const { routes, announce } = parts;

  routes.school(takeCapture, {
    capability: 'captures.triage',
    audit: 'captures.take',
    async handle(call) {
      const { tx, actor, reach, params, body } = call;
      const held = await holdOne(tx, reach, params.id, body);
      if (!held.ok) return held;
      const all = [held.inHand, ...held.others];
      const made = await makeChanges(parts, tx, actor, all, giveTo(by(actor), by(actor)));
      return changed(parts, call, (capture) => `Took the capture of ${capture}${andOthers(held, made)}`);
    },
  });

  routes.school(assignCapture, {
    capability: 'captures.triage',
    audit: 'captures.assign',
    async handle(call) {
      const { tx, actor, reach, params, body } = call;
      const held = await holdOne(tx, reach, params.id, body);
      if (!held.ok) return held;
      const staff = body.accountId === null ? [] : await staffOf(parts.staffReaching, tx, held.inHand);
      const to = staff.find(({ id }) => id === body.accountId) ?? null;
      if (to === null && body.accountId !== null)
        return refuse('bad-request', 'cannot-see', CANNOT_SEE, { field: 'accountId', remedy: CHOOSE });
      const all = [held.inHand, ...held.others];
      const person = to === null ? null : { id: to.id, name: to.name };
      const made = await makeChanges(parts, tx, actor, all, giveTo(person, by(actor)));
      return changed(
        parts,
        call,
        (capture) => `Gave the capture of ${capture} to ${to?.name ?? 'nobody'}${andOthers(held, made)}`,
      );
    },
  });

  routes.school(escalateCapture, {
    capability: 'captures.triage',
    audit: 'captures.escalate',
    async handle(call) {
      const { tx, actor, reach, params, body } = call;
      const held = await holdOne(tx, reach, params.id, body);
      if (!held.ok) return held;
      const staff = await staffOf(parts.staffReaching, tx, held.inHand);
      const next =
        body.accountId === null ? await parts.nextInChain(tx, held.inHand.id, actor.accountId) : null;
      if (next !== null && next.person === null) {
        return refuse('conflict', 'nobody-next', next.why, {
          field: 'accountId',
          remedy: 'Choose whom to escalate it to.',
        });
      }
      const to = staff.find(({ id }) => id === (next?.person?.id ?? body.accountId));
      if (to === undefined)
        return refuse('bad-request', 'cannot-see', CANNOT_SEE, { field: 'accountId', remedy: CHOOSE });
      const all = [held.inHand, ...held.others];
      const decide = escalateTo({ id: to.id, name: to.name }, storable(body.rationale));
      const made = await makeChanges(parts, tx, actor, all, decide);
      return changed(
        parts,
        call,
        (capture) => `Escalated the capture of ${capture} to ${to.name}${andOthers(held, made)}`,
      );
    },
  });

  routes.school(setCaptureStatus, {
    capability: 'captures.triage',
    audit: 'captures.status',
    async handle(call) {
      const { tx, actor, reach, params, body } = call;
      const held = await holdOne(tx, reach, params.id, body);
      if (!held.ok) return held;
      const reason = rationaleFor(body.status, body.rationale, 'rationale');
      if (!reason.ok) return reason;
      const { inHand, others } = held;
      const decide = giveStatus(body.status, reason.rationale);
      const made = await makeChanges(parts, tx, actor, [inHand, ...others], decide);
      const [from, to] = [STATUS_WORDS[inHand.status], STATUS_WORDS[body.status]];
      return changed(
        parts,
        call,
        (capture) => `Set the capture of ${capture} from ${from} to ${to}${andOthers(held, made)}`,
      );
    },
  });

  routes.school(addCaptureNote, {
    capability: 'captures.triage',
    audit: 'captures.note',
    async handle(call) {
      const { tx, actor, reach, params, body } = call;
      const [held] = await holdCaptures(tx, reach, { ids: [params.id], incidents: 'none' });
      if (held === undefined) return notFound();
      await insertHistory(tx, held.id, by(actor), 'note', storable(body.text));
      announce(tx, 'captures/changed', held.id);
      return changed(parts, call, (capture) => `Wrote a note on the capture of ${capture}`);
    },
  });

  routes.school(allowFromCapture, {
    capability: 'captures.triage',
    audit: 'captures.allow',
    async handle(call) {
      const { tx, actor, reach, params, body } = call;
      const known = await findSummary(tx, reach, params.id);
      if (known === null) return notFound();
      if (known.sealed) {
        return refuse('bad-request', 'sealed', 'What is sealed is never let pass from a capture.', {
          remedy: 'Set it to False positive with your reason instead.',
        });
      }
      const wanted = { id: body.allowanceId, value: body.value, captureId: known.id };
      const allowed = await parts.allowLike(tx, actor, wanted);
      if (!allowed.ok) return allowed;
      const open = body.past ? await openToJudge(tx, reach, allowed.groupId) : [];
      const past = open.filter((each) => allowed.lets(each)).map(({ id }) => id);
      // All at once, in the order of their ids: two who do this at the same time never wait for each other.
      const all = await holdCaptures(tx, reach, { ids: [known.id, ...past], incidents: 'none' });
      const inHand = all.find(({ id }) => id === known.id);
      if (inHand === undefined) return notFound();
      if (inHand.revision !== body.revision) return changedMeanwhile(tx, inHand, body.revision);
      const decide = letPass(storable(allowed.what));
      await makeChanges(parts, tx, actor, [inHand], decide);
      const alike = all.filter((each) => each !== inHand && each.open && !each.sealed);
      const made = await makeChanges(parts, tx, actor, alike, decide);
      const also = made.length === 0 ? '' : `, and resolved ${made.length} more like it`;
      const after = await changed(
        parts,
        call,
        (capture) => `Let the like of the capture of ${capture} pass${also}`,
      );
      if (!after.ok) return after;
      return audited({ capture: after.reply, pastResolved: made.length }, after.audit);
    },
  });

  routes.school(listCaptureStaff, {
    capability: 'captures.view',
    audit: 'none',
    async handle({ tx, actor, reach, params }) {
      const row = await findSummary(tx, reach, params.id);
      if (row === null) return notFound();
      const owner = { personId: row.person_id, deviceId: row.device_id };
      const staff = await staffOf(parts.staffReaching, tx, owner);
      const { person, why } = await parts.nextInChain(tx, row.id, actor.accountId);
      return unaudited({
        staff: staff.map(({ id, name, role }) => ({ id, name, role })),
        next: person === null ? null : { id: person.id, name: person.name },
        why,
      });
    },
  });
}

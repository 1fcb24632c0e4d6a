import { joinCaptures, partCapture } from '@lapwing/protocol/features/captures/triage.api.ts';
import { audited } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { holdOne, makeChanges } from './changing.ts';
import { changed, inWords } from './detail.ts';
import type { CaptureParts } from './parts.ts';
import { putInto } from './steps.ts';
import { newIncidentId } from './store-incidents.ts';
import { findSummary } from './store-read.ts';
import { holdCaptures, type HeldCapture } from './store-triage.ts';

/** Adds the routes by which staff say what is one thing, and what is not. */
export function addIncidentRoutes(parts: CaptureParts): void {
  const { routes } = parts;

  routes.school(joinCaptures, {
    capability: 'captures.triage',
    audit: 'captures.join',
    async handle({ tx, actor, reach, body }) {
      const ids = [...new Set(body.ids.map((id) => id.toLowerCase()))];
      const held = await holdCaptures(tx, reach, { ids, incidents: 'all' });
      const [first] = held.filter(({ id }) => ids.includes(id));
      if (first === undefined || ids.some((id) => held.every((each) => each.id !== id))) return notFound();
      if (held.some((each) => ownerOf(each) !== ownerOf(first))) {
        return refuse('bad-request', 'different-people', 'Only captures of one person are one incident.', {
          field: 'ids',
          remedy: 'Choose captures of the same person.',
        });
      }
      if (held.some((each) => each.sealed !== first.sealed)) {
        return refuse('bad-request', 'sealed', 'What is sealed and what is not do not stand together.', {
          field: 'ids',
          remedy: 'Leave the sealed ones out, or choose only those.',
        });
      }
      const known = held.find(({ incidentId }) => incidentId !== null)?.incidentId;
      const incidentId = known ?? (await newIncidentId(tx));
      await makeChanges(parts, tx, actor, held, putInto(incidentId));
      const row = await findSummary(tx, reach, first.id);
      if (row === null) return notFound();
      const capture = inWords(row, await parts.wordsOf(tx));
      return audited(
        { incidentId, count: held.length },
        {
          summary: `Put ${held.length} captures together as one incident: ${capture}`,
          subject: { kind: 'capture', id: first.id },
        },
      );
    },
  });

  routes.school(partCapture, {
    capability: 'captures.triage',
    audit: 'captures.part',
    async handle(call) {
      const { tx, actor, reach, params, body } = call;
      const held = await holdOne(tx, reach, params.id, { revision: body.revision, whole: false });
      if (!held.ok) return held;
      await makeChanges(parts, tx, actor, [held.inHand], putInto(null));
      return changed(parts, call, (capture) => `Took the capture of ${capture} out of its incident`);
    },
  });
}

/** Whose it is, as far as that is known. */
function ownerOf({ personId, deviceId, accountName }: HeldCapture): string {
  return personId ?? `${deviceId} ${(accountName ?? '').toLowerCase()}`;
}

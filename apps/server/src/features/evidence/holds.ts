import { holdEvidence, releaseEvidence, type Hold } from '@lapwing/protocol/features/evidence/hold.api.ts';
import { audited, type Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import {
  captureInWords,
  findSummary,
  insertHistory,
  type Announce,
  type PolicyWords,
} from '../captures/index.ts';
import { endHold, findHold, insertHold } from './store-holds.ts';

/** Keeps captures beyond their usual time, by somebody's decision with a reason, and lets them go again. */
export function addHoldRoutes(deps: {
  routes: Routes;
  announce: Announce;
  words: Pick<PolicyWords, 'policyTitle'>;
}): void {
  const { routes, announce } = deps;

  routes.school(holdEvidence, {
    capability: 'evidence.hold',
    audit: 'evidence.hold',
    async handle({ tx, actor, reach, params, body }) {
      const capture = await findSummary(tx, reach, params.captureId);
      if (capture === null) return notFound();
      const by = { id: actor.accountId, name: actor.name };
      if (!(await insertHold(tx, capture.id, by, body.reason))) {
        return refuse('conflict', 'held-already', 'It is held already.', {
          remedy: 'Reload to see by whom and why.',
        });
      }
      await insertHistory(tx, capture.id, by, 'held', body.reason);
      announce(tx, 'captures/changed', capture.id);
      return audited(await presentHold(tx, capture.id), {
        summary: `Held the capture of ${captureInWords(capture, deps.words)}`,
        subject: { kind: 'capture', id: capture.id },
      });
    },
  });

  routes.school(releaseEvidence, {
    capability: 'evidence.hold',
    audit: 'evidence.release',
    async handle({ tx, actor, reach, params, body }) {
      const capture = await findSummary(tx, reach, params.captureId);
      if (capture === null) return notFound();
      const by = { id: actor.accountId, name: actor.name };
      if (!(await endHold(tx, capture.id, by, body.reason))) {
        return refuse('conflict', 'not-held', 'It is not held.', { remedy: 'Reload to see how it stands.' });
      }
      await insertHistory(tx, capture.id, by, 'released', body.reason);
      announce(tx, 'captures/changed', capture.id);
      return audited(await presentHold(tx, capture.id), {
        summary: `Released the capture of ${captureInWords(capture, deps.words)}`,
        subject: { kind: 'capture', id: capture.id },
      });
    },
  });
}

async function presentHold(tx: SchoolTx, captureId: string): Promise<Hold> {
  const row = await findHold(tx, captureId);
  return {
    held: row !== null,
    since: row === null ? null : { at: row.held_at.toISOString(), by: row.held_name, reason: row.reason },
  };
}

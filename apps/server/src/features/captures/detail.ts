import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { reachOf, type Actor, type Reach } from '../../permissions/actor.ts';
import { audited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound } from '../../platform/http/outcome.ts';
import type { CaptureParts } from './parts.ts';
import { presentDetail, UNDO_MS, viewerOf, type PolicyWords } from './present.ts';
import type { By } from './store-history.ts';
import { historyOf, undoableOf } from './store-history.ts';
import { othersOfIncident } from './store-incidents.ts';
import { evidenceOf, findDetail, otherCaptures, type DetailRow, type SummaryRow } from './store-read.ts';

/** Other captures of the person that the detail lists, and others of its incident. */
const EARLIER = 20;
const TOGETHER = 100;

/** One capture as somebody may see it, with what it is called in the audit. */
export interface ShownCapture {
  readonly row: DetailRow;
  readonly inWords: string;
  readonly shown: CaptureDetail;
}

/** The whole of a capture; null where it does not lie within the reach. */
export async function showDetail(
  parts: Pick<CaptureParts, 'heldAt' | 'wordsOf' | 'concernsOf' | 'clock'>,
  tx: SchoolTx,
  actor: Actor,
  reach: Reach,
  id: string,
): Promise<ShownCapture | null> {
  const row = await findDetail(tx, reach, id);
  if (row === null) return null;
  const since = new Date(parts.clock.now() - UNDO_MS);
  const concerns = await parts.concernsOf(tx, actor, row.id);
  const belonging = {
    // That there is a concern is not for the eyes of those to whom it is a 404.
    history: (await historyOf(tx, row.id)).filter(
      (line) => line.kind !== 'concern' || concerns.some(({ id }) => id === line.concern_id),
    ),
    evidence: await evidenceOf(tx, row.id),
    earlier: row.person_id === null ? [] : await otherCaptures(tx, reach, row.person_id, row.id, EARLIER),
    together:
      row.incident_id === null ? [] : await othersOfIncident(tx, reach, row.incident_id, row.id, TOGETHER),
    concerns,
    undo: (await undoableOf(tx, [row.id], actor.accountId, since)).get(row.id) ?? null,
    caughtBy: await parts.heldAt(tx, row.pack, row.rules),
  };
  const words = await parts.wordsOf(tx);
  const shown = presentDetail(row, belonging, viewerOf(actor), words);
  return { row, inWords: inWords(row, words), shown };
}

/** The capture as it is after a change that was just made; the audit says what, given what the capture is called. */
export async function changed(
  parts: Pick<CaptureParts, 'heldAt' | 'wordsOf' | 'concernsOf' | 'clock'>,
  call: { readonly tx: SchoolTx; readonly actor: Actor; readonly params: { readonly id: string } },
  summary: (capture: string) => string,
): Promise<ReturnType<typeof audited<CaptureDetail>> | ReturnType<typeof notFound>> {
  const reach = reachOf(call.actor, 'captures.view');
  const after = reach === null ? null : await showDetail(parts, call.tx, call.actor, reach, call.params.id);
  if (after === null) return notFound();
  return audited(after.shown, {
    summary: summary(after.inWords),
    subject: { kind: 'capture', id: after.row.id },
  });
}

/** A capture in the words of the audit: whose it is and what it is about, and nothing of what was written. */
export function inWords(
  row: Pick<SummaryRow, 'person_name' | 'account_name' | 'device_name' | 'policy' | 'severity'>,
  words: Pick<PolicyWords, 'policyTitle'>,
): string {
  const account = row.account_name === null ? null : `the account ${row.account_name}`;
  const who = row.person_name ?? account ?? `somebody at the device ${row.device_name}`;
  return `${who} (${words.policyTitle(row.policy).toLowerCase()}, ${row.severity})`;
}

/** Whoever is signed in, as histories keep them. */
export function by(actor: Actor): By {
  return { id: actor.accountId, name: actor.name };
}

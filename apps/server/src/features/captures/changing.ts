import type { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import { needsRationale } from '@lapwing/protocol/features/captures/status.ts';
import type { Actor, Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse, type Refused } from '../../platform/http/outcome.ts';
import { by } from './detail.ts';
import type { CaptureParts } from './parts.ts';
import { changeInWords, type Decide } from './steps.ts';
import { storable } from './storable.ts';
import { lastChange } from './store-history.ts';
import { changeCapture, holdCaptures, type HeldCapture, type Step } from './store-triage.ts';

/** One capture as its change goes on: it and, where asked for, the open ones of its incident. */
export interface Held {
  readonly inHand: HeldCapture;
  readonly others: readonly HeldCapture[];
}

/** Holds a capture for a change of what stood at that revision; a refusal where it is out of reach or has changed. */
export async function holdOne(
  tx: SchoolTx,
  reach: Reach,
  id: string,
  wanted: { readonly revision: number; readonly whole: boolean },
): Promise<({ readonly ok: true } & Held) | { readonly ok: false; readonly refused: Refused }> {
  const known = id.toLowerCase();
  const held = await holdCaptures(tx, reach, { ids: [known], incidents: wanted.whole ? 'open' : 'none' });
  const inHand = held.find((each) => each.id === known);
  if (inHand === undefined) return notFound();
  if (inHand.revision !== wanted.revision) return changedMeanwhile(tx, inHand, wanted.revision);
  return { ok: true, inHand, others: held.filter((each) => each !== inHand) };
}

/**
 * Makes a change of held captures; consoles are told, and whoever was given one.
 *
 * @returns ids of those that were not so already
 */
export async function makeChanges(
  parts: Pick<CaptureParts, 'announce' | 'hooks'>,
  tx: SchoolTx,
  actor: Actor,
  held: readonly HeldCapture[],
  decide: Decide,
): Promise<string[]> {
  const made: string[] = [];
  for (const each of held) {
    const step = decide(each);
    if (step === null) continue;
    await changeCapture(tx, each, by(actor), step);
    await tell(parts, tx, actor, each, step);
    parts.announce(tx, 'captures/changed', each.id);
    made.push(each.id);
  }
  return made;
}

async function tell(
  { hooks }: Pick<CaptureParts, 'hooks'>,
  tx: SchoolTx,
  actor: Actor,
  held: HeldCapture,
  { line }: Step,
): Promise<void> {
  if (line.to === null) return;
  if (line.kind === 'assigned') await hooks.assigned(tx, held.id, line.to, by(actor));
  if (line.kind === 'escalated') await hooks.escalated(tx, held.id, line.to, by(actor), line.words ?? '');
}

/** The reason as it is kept; a refusal where the status asks for one and there is none. */
export function rationaleFor(
  status: CaptureStatus,
  given: string | null,
  field: string,
):
  | { readonly ok: true; readonly rationale: string | null }
  | { readonly ok: false; readonly refused: Refused } {
  const rationale = given === null || given === '' ? null : storable(given);
  if (rationale !== null || !needsRationale(status)) return { ok: true, rationale };
  return refuse('bad-request', 'rationale-needed', 'Closing or escalating a capture asks for the reason.', {
    field,
    remedy: 'Write in a sentence why you decided so.',
  });
}

/** Says who changed what since the caller has looked: nothing is overwritten unseen. */
export async function changedMeanwhile(
  tx: SchoolTx,
  held: HeldCapture,
  revision: number,
): Promise<{ ok: false; refused: Refused }> {
  const what = await meanwhileInWords(tx, held, revision);
  const whose = held.assignedTo === null ? '' : ` ${held.assignedTo.name} has it.`;
  return refuse('conflict', 'changed-meanwhile', `${what} since you opened it.${whose}`, {
    remedy: 'Look at it as it is now, and then decide again; what you wrote has not been lost.',
  });
}

/** What has happened to it after that revision, without a full stop: `Tom Teacher set it to Resolved`. */
export async function meanwhileInWords(tx: SchoolTx, { id }: HeldCapture, revision: number): Promise<string> {
  const change = await lastChange(tx, id, revision);
  if (change === null) return 'The device has sent more of it';
  return `${change.by_name ?? 'Lapwing'} ${changeInWords(change)}`;
}

/** The end of an audit line on a change that held for more of an incident: how many besides the one in hand. */
export function andOthers({ inHand }: Held, made: readonly string[]): string {
  const others = made.filter((id) => id !== inHand.id).length;
  return others === 0 ? '' : `, and ${others} more of its incident`;
}

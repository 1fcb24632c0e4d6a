import type { SchoolTx } from '../../platform/db/database.ts';
import { groupsChanged, insertMembers } from '../groups/index.ts';
import { groupsAtSeats } from '../state/index.ts';
import type { RestrictionDeps } from './parts.ts';
import { findFinding, groupToMoveTo } from './store-moves.ts';

const DAY_MINUTES = 1440;
const DAY_MS = DAY_MINUTES * 60_000;

/**
 * Puts a pupil in the group that the actions on a term name (E1), for its days, in the transaction in which the capture
 * arrived. It stands in the history of the capture and in the audit, ends by itself, and staff end it by taking them out.
 */
export async function moveOn(deps: RestrictionDeps, tx: SchoolTx, captureId: string): Promise<void> {
  const actions = await deps.policies.actions(tx);
  if (actions.setters.size === 0) return;
  const finding = await findFinding(tx, captureId);
  if (finding === null) return;
  const seat = { deviceId: finding.device_id, personId: finding.person_id };
  const groups = (await groupsAtSeats(tx, [seat], actions.setters)).get(seat.deviceId) ?? [];
  const move = actions.of(groups, finding).find((action) => action.kind === 'move');
  if (move?.kind !== 'move') return;
  const group = await groupToMoveTo(tx, move.groupId, seat.personId);
  // Who is in it for longer stays so: no finding makes it shorter.
  if (group === null || group.until >= deps.clock.now() + move.days * DAY_MS) return;
  await insertMembers(tx, move.groupId, [seat.personId], move.days * DAY_MINUTES);
  const did = `Put in the group ${group.name} for ${move.days === 1 ? '1 day' : `${move.days} days`}`;
  await deps.noteOnCapture(tx, captureId, null, 'sanctioned', did);
  await deps.appendAudit(tx, {
    action: 'restrictions.move',
    actor: null,
    address: null,
    outcome: 'done',
    summary: `${finding.person_name}: ${did}, because of a finding`,
    subject: { kind: 'person', id: seat.personId },
  });
  const { schoolId } = tx;
  tx.afterCommit(() => deps.bus.publish(groupsChanged, { schoolId }));
}

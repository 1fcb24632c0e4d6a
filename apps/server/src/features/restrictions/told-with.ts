import type { SchoolTx } from '../../platform/db/database.ts';
import { groupsAtSeats } from '../state/index.ts';
import type { RestrictionDeps } from './parts.ts';
import { findTerm } from './store-moves.ts';

/**
 * What the pupil is told of something that a device did by itself about a finding: the message that the school set for
 * the same finding, wherever the pupil sits. The school's own words and never the device's. Null where it has set none.
 */
export async function toldWith(
  { policies }: Pick<RestrictionDeps, 'policies'>,
  tx: SchoolTx,
  captureId: string,
): Promise<string | null> {
  const actions = await policies.actions(tx);
  if (actions.setters.size === 0) return null;
  const finding = await findTerm(tx, captureId);
  if (finding === null) return null;
  const seat = { deviceId: finding.device_id, personId: finding.person_id };
  const groups = (await groupsAtSeats(tx, [seat], actions.setters)).get(seat.deviceId) ?? [];
  const message = actions.of(groups, finding).find((action) => action.kind === 'message');
  return message?.kind === 'message' ? message.text : null;
}

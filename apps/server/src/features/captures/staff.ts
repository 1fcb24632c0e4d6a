import type { Capability } from '@lapwing/protocol/capabilities.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { StaffReach } from '../accounts/index.ts';
import type { NextInChain, StaffReaching } from './parts.ts';
import { findOwner, groupsAround } from './store-read.ts';

/** Whose capture it is: who may see the one or the other may see it. */
export interface Owner {
  readonly personId: string | null;
  readonly deviceId: string;
}

/** Staff who may see captures of that person at that device, by name. */
export async function staffOf(
  staffReaching: StaffReaching,
  tx: SchoolTx,
  owner: Owner,
  capability: Capability = 'captures.view',
): Promise<StaffReach[]> {
  const staff = await staffReaching(tx, capability);
  if (staff.every(({ reach }) => reach.kind === 'school')) return staff;
  const around = new Set(await groupsAround(tx, owner));
  return staff.filter(({ reach }) => reach.kind === 'school' || reach.groupIds.some((id) => around.has(id)));
}

/** Who answers for captures, and who stands in for them: whoever may open what is sealed. */
const LEADS: readonly Capability[] = ['captures.manage', 'evidence.sealed'];

/** While a school has set no chain: somebody else who answers for captures, or stands in; whoever comes first by name. */
export function anyLead(staffReaching: StaffReaching): NextInChain {
  return async (tx, captureId, askedBy) => {
    const owner = await findOwner(tx, captureId);
    for (const capability of LEADS) {
      const leads = owner === null ? [] : await staffOf(staffReaching, tx, owner, capability);
      const lead = leads.find(({ id }) => id !== askedBy);
      if (lead !== undefined) {
        return {
          person: { id: lead.id, name: lead.name },
          why: `${lead.name} answers for captures (${lead.role}).`,
        };
      }
    }
    return {
      person: null,
      why: 'Nobody else of the staff answers for captures: no account has the role for it.',
    };
  };
}

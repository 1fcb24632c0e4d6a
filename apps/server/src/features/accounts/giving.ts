import type { Capability } from '@lapwing/protocol/capabilities.ts';
import type { Permitted } from '@lapwing/protocol/endpoint.ts';
import { CAPABILITY_WORDS } from '@lapwing/protocol/permission-words.ts';
import { reachOf, type Actor } from '../../permissions/actor.ts';
import type { Grant, RoleGrant } from '../../permissions/roles.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { refuse } from '../../platform/http/outcome.ts';
import { grantsOfRow } from './actors.ts';
import type { KnownRole, RoleBook } from './role-book.ts';
import { listStaffRows } from './store.ts';

/**
 * Who decides what another may do. Nobody gives what they do not hold for the whole school themselves, also not by a new
 * password for an account that may do more: otherwise whoever manages accounts could make themselves anything. The one
 * exception makes the first safeguarding lead: while nobody is, an administrator gives built-in roles freely. That the
 * last one cannot be taken away ({@link keptInHand}) keeps the exception from being made again.
 */
export interface Giver {
  /** Rights that the actor holds for the whole school. */
  readonly holds: ReadonlySet<Capability>;
  readonly firstLead: boolean;
}

/** Rights that somebody who may sign in holds for the whole school, always. */
const IN_HAND: readonly Capability[] = ['accounts.manage', 'schools.manage'];
const LEADS: Capability = 'captures.view';

/** What is in somebody's hands in the school now. */
export async function inHand(tx: SchoolTx, book: RoleBook): Promise<ReadonlySet<Capability>> {
  const grants = (await listStaffRows(tx, null))
    .filter((row) => !row.disabled)
    .flatMap((row) => grantsOfRow(row, book))
    .filter((grant) => grant.scope === 'school');
  return new Set(grants.flatMap((grant) => grant.capabilities));
}

export function giverOf(actor: Actor, held: ReadonlySet<Capability>): Giver {
  const wholeSchool = actor.grants.filter((grant) => grant.scope === 'school');
  return {
    holds: new Set(wholeSchool.flatMap((grant) => grant.capabilities)),
    firstLead: !held.has(LEADS) && reachOf(actor, 'schools.manage')?.kind === 'school',
  };
}

/** Whether the actor may give a role to somebody, or more groups to one who has it. */
export function mayGive(giver: Giver, role: KnownRole): Permitted {
  if (giver.firstLead && role.builtIn) return { allowed: true };
  const lacking = role.capabilities.filter((capability) => !giver.holds.has(capability));
  return lacking.length === 0
    ? { allowed: true }
    : { allowed: false, reason: `You do not hold these rights for the whole school: ${sayRights(lacking)}.` };
}

/** Whether the actor may let somebody in who may do all this, by a new link or by enabling the account. */
export function mayLetIn(giver: Giver, grants: readonly Grant[]): Permitted {
  if (giver.firstLead) return { allowed: true };
  const lacking = [...new Set(grants.flatMap((grant) => grant.capabilities))].filter(
    (capability) => !giver.holds.has(capability),
  );
  return lacking.length === 0
    ? { allowed: true }
    : { allowed: false, reason: `This account may do what you may not: ${sayRights(lacking)}.` };
}

/** At most three of them in words, for a sentence of a message. */
export function sayRights(capabilities: readonly Capability[]): string {
  const names = capabilities.map((capability) => CAPABILITY_WORDS[capability].name);
  return names.length <= 3
    ? names.join('; ')
    : `${names.slice(0, 3).join('; ')} and ${names.length - 3} more`;
}

/**
 * Whether the school has somebody left for what it cannot be without, after a change that is written already.
 * @param before what was in somebody's hands before it
 */
export async function keptInHand(
  tx: SchoolTx,
  book: RoleBook,
  before: ReadonlySet<Capability>,
): Promise<ReturnType<typeof refuse> | null> {
  const after = await inHand(tx, book);
  if (IN_HAND.some((capability) => !after.has(capability))) {
    return refuse('conflict', 'last-administrator', 'The school would have no administrator left.', {
      remedy: 'Make somebody else an administrator first.',
    });
  }
  if (before.has(LEADS) && !after.has(LEADS)) {
    return refuse('conflict', 'last-safeguarding-lead', 'The school would have no safeguarding lead left.', {
      remedy: 'Make somebody else the safeguarding lead first.',
    });
  }
  return null;
}

/** What keeps rights from making up a role; null when nothing does. */
export function badRole(role: RoleGrant): ReturnType<typeof refuse> | null {
  for (const capability of role.capabilities) {
    const missing = CAPABILITY_WORDS[capability].needs.filter((need) => !role.capabilities.includes(need));
    if (missing.length > 0) {
      return refuse(
        'bad-request',
        'right-needs-another',
        `“${CAPABILITY_WORDS[capability].name}” needs “${sayRights(missing)}”.`,
        { field: 'capabilities', remedy: 'Add it, or leave both out.' },
      );
    }
  }
  const whole = role.capabilities.filter((capability) => !CAPABILITY_WORDS[capability].onGroups);
  if (role.scope === 'groups' && whole.length > 0) {
    return refuse(
      'bad-request',
      'right-of-whole-school',
      `These rights cannot end at groups: ${sayRights(whole)}.`,
      { field: 'capabilities', remedy: 'Leave them out, or let the role reach the whole school.' },
    );
  }
  return null;
}

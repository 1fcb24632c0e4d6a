import { CAPABILITIES, type Capability } from '@lapwing/protocol/capabilities.ts';
import { ACTING_AS } from '@lapwing/protocol/features/accounts/acting.api.ts';
import { type ActingAs, type Actor, type Reach, reachOfGrants } from './actor.ts';
import type { Grant } from './roles.ts';

/**
 * What may be used while looking with another's rights. One that is not named is left out until somebody has judged it,
 * and a test asks for that.
 */
const KEPT: ReadonlySet<string> = new Set([
  'access.manage',
  'access.view',
  'agreements.manage',
  'agreements.view',
  'activity.view',
  'alerts.manage',
  'alerts.view',
  'audit.names',
  'audit.view',
  // A document names its maker, with both names.
  'captures.export',
  'captures.manage',
  'captures.view',
  'concerns.view',
  'devices.enrol',
  'devices.manage',
  'devices.view',
  'evidence.view',
  'groups.manage',
  'groups.view',
  'people.manage',
  'people.view',
  'policies.allow',
  'policies.manage',
  'policies.view',
  'releases.manage',
  'releases.view',
  'restrictions.manage',
  'restrictions.view',
  'schools.manage',
  'screens.view',
  'thresholds.manage',
  'thresholds.view',
]);

/**
 * What would leave it open who decided, or would outlast the half hour: support sees that there is a page, and does not
 * decide in a colleague's place. None of what is kept needs one of these.
 */
const LEFT_OUT: ReadonlySet<string> = new Set([
  // Who gave whom which rights has one answer; and nobody acts as a third through a second.
  'accounts.act-as',
  'accounts.manage',
  // What was decided about a child, and why, is one person's judgement under one name (KCSIE, part one: decisions and
  // their reasons are recorded).
  'captures.triage',
  'concerns.manage',
  // A hold and the opening of illegal material answer to the law, each by whoever is named to do so.
  'evidence.hold',
  'evidence.sealed',
  // Whoever uses a pupil's keyboard must be the person that the pupil is told of.
  'screens.control',
  // A recording belongs to whoever makes it, and would stay theirs when the acting is over.
  'screens.record',
  // A pupil reads who locked the screen, answered or sent a message: that is whoever stands before the class.
  'assistance.answer',
  'lessons.manage',
  'lessons.teach',
  'messages.send',
  'restrictions.set',
]);

/** Whether acting leaves the capability out whoever holds it. */
export function isLeftOut(capability: Capability): boolean {
  return !KEPT.has(capability);
}

/** Whether somebody has decided what acting does with it; the tests ask it of every capability. */
export function isJudged(capability: Capability): boolean {
  return KEPT.has(capability) !== LEFT_OUT.has(capability);
}

/**
 * What both may do, capability by capability and group by group; never more than either. The groups of both hold their
 * subgroups already, so a group counts only where both reach that very group: a pupil whom each sees through another
 * group is not shown.
 */
export function grantsWhileActing(own: readonly Grant[], theirs: readonly Grant[]): Grant[] {
  const grants = new Map<string, { capabilities: Capability[]; reach: Reach }>();
  for (const capability of CAPABILITIES) {
    const reach = isLeftOut(capability)
      ? null
      : both(reachOfGrants(own, capability), reachOfGrants(theirs, capability));
    if (reach === null) continue;
    const key = reach.kind === 'school' ? 'school' : reach.groupIds.toSorted().join();
    const grant = grants.get(key);
    if (grant === undefined) grants.set(key, { capabilities: [capability], reach });
    else grant.capabilities.push(capability);
  }
  return Array.from(grants.values(), ({ capabilities, reach }) => ({
    capabilities,
    scope: reach.kind,
    groupIds: reach.kind === 'school' ? [] : reach.groupIds,
  }));
}

/** What the other may do and is not shown at all, and what is shown for fewer groups than the other has. */
export function unshown(
  acting: readonly Grant[],
  theirs: readonly Grant[],
): Pick<ActingAs, 'notShown' | 'partlyShown'> {
  const notShown: Capability[] = [];
  const partlyShown: Capability[] = [];
  for (const capability of CAPABILITIES) {
    const wanted = reachOfGrants(theirs, capability);
    if (wanted === null) continue;
    const reach = reachOfGrants(acting, capability);
    if (reach === null) notShown.push(capability);
    else if (!covers(reach, wanted)) partlyShown.push(capability);
  }
  return { notShown, partlyShown };
}

/** Null where one of them reaches nothing with it, or they have no group in common. */
function both(own: Reach | null, theirs: Reach | null): Reach | null {
  if (own === null || theirs === null) return null;
  if (own.kind === 'school') return theirs;
  if (theirs.kind === 'school') return own;
  const groupIds = own.groupIds.filter((id) => theirs.groupIds.includes(id));
  // Whoever has been given no group yet sees an empty page, and so does who acts as them.
  return groupIds.length === 0 && theirs.groupIds.length > 0 ? null : { kind: 'groups', groupIds };
}

function covers(reach: Reach, wanted: Reach): boolean {
  if (reach.kind === 'school') return true;
  return wanted.kind === 'groups' && wanted.groupIds.every((id) => reach.groupIds.includes(id));
}

/** Both names, for whatever writes a name down. */
export function nameWhileActing(ownName: string, targetName: string): string {
  return `${ownName}${ACTING_AS}${targetName}`;
}

/** The name of whoever sits there alone: on their own account, and for the person at a device who is looked at. */
export function ownNameOf(actor: Pick<Actor, 'name' | 'actingAs'>): string {
  return actor.actingAs?.ownName ?? actor.name;
}

/**
 * The account by which somebody sees what no right of theirs shows: what was shared with them by name, or is theirs
 * alone. While they act as another it is nobody's, for the other may not see it.
 */
export function accountByName(actor: Pick<Actor, 'accountId' | 'actingAs'>): string {
  return actor.actingAs === undefined ? actor.accountId : '';
}

/**
 * Where one line of the audit stands for all that is looked at in one sitting: another sitting once somebody looks with
 * another's rights, so that the line names both.
 */
export function sittingOf(actor: Pick<Actor, 'sessionId' | 'actingAs'>): string {
  return actor.actingAs === undefined ? actor.sessionId : `${actor.sessionId} as ${actor.actingAs.id}`;
}

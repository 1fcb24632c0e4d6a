import {
  addGroup,
  changeGroup,
  deleteGroup,
  listGroups,
  showGroup,
  type Group,
} from '@lapwing/protocol/features/groups/api.ts';
import type { Endpoint } from '@lapwing/protocol/endpoint.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import { audited, unaudited, type SchoolCall } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse, type Refused } from '../../platform/http/outcome.ts';
import {
  BUILT_IN_STAYS,
  mayManage,
  NOT_A_MANAGER,
  presentDetail,
  presentGroups,
  viewerOf,
} from './present.ts';
import type { GroupParts } from './parts.ts';
import { lineOfOtherKind } from './rules.ts';
import { refreshRules, replaceRules, rulesOf } from './store-rules.ts';
import {
  findVisible,
  heightOf,
  holdTree,
  insertGroup,
  listAbove,
  listVisibleRows,
  nameTaken,
  removeGroup,
  updateGroup,
  withSubgroups,
  type GroupRow,
} from './store.ts';

/** Levels that groups can be nested. */
const DEEPEST = 10;

type Found = { ok: true; group: GroupRow } | { ok: false; refused: Refused };

/**
 * The group that the call is about, if the actor may change it. One that they see and may not change is for the caller
 * as if it were not there, as everything that asks for a capability which one does not hold.
 */
export async function findManaged(
  { tx, actor }: Pick<SchoolCall<Endpoint>, 'tx' | 'actor'>,
  id: string,
): Promise<Found> {
  const group = await findVisible(tx, viewerOf(actor), id);
  if (group === null || !mayManage(actor, group)) return notFound();
  return { ok: true, group };
}

/** The counts of one group, for the answer to a change of it. */
export async function presentOne(tx: SchoolTx, actor: Actor, parts: GroupParts, id: string): Promise<Group> {
  const rows = await listVisibleRows(tx, viewerOf(actor));
  const [group] = await presentGroups(tx, actor, parts.figures, rows, new Set([id]));
  if (group === undefined) throw new Error('the group was there a moment ago');
  return group;
}

/** Groups themselves: their list, their names and where they stand, their priority, rule and settings. */
export function addGroupRoutes(parts: GroupParts): void {
  const { routes } = parts;

  routes.school(listGroups, {
    capability: 'groups.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const rows = await listVisibleRows(tx, viewerOf(actor));
      const may = can(actor, 'groups.manage') ? { allowed: true } : { allowed: false, reason: NOT_A_MANAGER };
      return unaudited({
        groups: await presentGroups(tx, actor, parts.figures, rows),
        may: { manage: may, personal: { allowed: true } },
      });
    },
  });
  routes.school(showGroup, {
    capability: 'groups.view',
    audit: 'none',
    async handle({ tx, actor, params }) {
      const detail = await presentDetail(tx, actor, parts, params.id);
      return detail === null ? notFound() : unaudited(detail);
    },
  });
  routes.school(addGroup, {
    capability: 'groups.view',
    audit: 'groups.add',
    async handle({ tx, actor, body }) {
      if (!body.personal && !can(actor, 'groups.manage')) {
        return refuse('not-allowed', 'not-allowed', NOT_A_MANAGER, {
          remedy: 'You can make a personal group, which only you see.',
        });
      }
      const owner = body.personal ? actor.accountId : null;
      await holdTree(tx);
      const problem = await parentProblem(tx, actor, { id: null, kind: body.kind, owner }, body.parentId);
      if (problem !== null) return problem;
      const id = await insertGroup(tx, { name: body.name, kind: body.kind, parentId: body.parentId, owner });
      if (id === null) return nameIsTaken();
      parts.announce(tx);
      return audited(await presentOne(tx, actor, parts, id), {
        summary: `Made the ${body.personal ? 'personal ' : ''}group ${body.name}`,
        subject: { kind: 'group', id },
      });
    },
  });
  routes.school(changeGroup, {
    capability: 'groups.view',
    audit: 'groups.change',
    async handle({ tx, actor, params, body }) {
      await holdTree(tx);
      const found = await findManaged({ tx, actor }, params.id);
      if (!found.ok) return found;
      const { group } = found;
      const refused = refusedFields(group, body);
      if (refused !== null) return refused;
      const after = {
        name: body.name ?? group.name,
        parentId: body.parentId === undefined ? group.parentId : body.parentId,
        priority: body.priority ?? group.priority,
        settings: body.settings ?? group.settings,
      };
      if (after.parentId !== group.parentId) {
        const problem = await parentProblem(tx, actor, group, after.parentId);
        if (problem !== null) return problem;
      }
      if (group.builtIn === null && (await nameTaken(tx, group, after.parentId, after.name)))
        return nameIsTaken();
      const rules = await rulesOf(tx, group.id);
      await updateGroup(tx, group.id, after);
      if (body.rules !== undefined) {
        await replaceRules(tx, group.id, body.rules);
        await refreshRules(tx, { groupIds: [group.id] });
      }
      parts.announce(tx);
      const detail = await presentDetail(tx, actor, parts, group.id);
      if (detail === null) throw new Error('the group was there a moment ago');
      const rulesChanged = body.rules !== undefined && JSON.stringify(body.rules) !== JSON.stringify(rules);
      return audited(detail, {
        summary: changeInWords(group, after, rulesChanged),
        subject: { kind: 'group', id: group.id },
      });
    },
  });
  routes.school(deleteGroup, {
    capability: 'groups.view',
    audit: 'groups.delete',
    async handle({ tx, actor, params }) {
      await holdTree(tx);
      const found = await findManaged({ tx, actor }, params.id);
      if (!found.ok) return found;
      const { group } = found;
      if (group.builtIn !== null) return builtInStays();
      if ((await withSubgroups(tx, [group.id])).length > 1) {
        return refuse('conflict', 'has-subgroups', 'There are groups within this one.', {
          remedy: 'Delete or move them first.',
        });
      }
      await removeGroup(tx, group.id);
      parts.announce(tx);
      return audited(
        { done: true as const },
        { summary: `Deleted the group ${group.name}`, subject: { kind: 'group', id: group.id } },
      );
    },
  });
}

type ChangeBody = SchoolCall<typeof changeGroup>['body'];

/** What cannot be changed of a group that comes with Lapwing, of a personal one, or with such a rule. */
function refusedFields(group: GroupRow, body: ChangeBody): ReturnType<typeof refuse> | null {
  const moved = body.parentId !== undefined && body.parentId !== group.parentId;
  const renamed = body.name !== undefined && body.name !== group.name;
  const reprioritised = body.priority !== undefined && body.priority !== group.priority;
  const ruled = body.rules !== undefined && body.rules.length > 0;
  const sets = body.settings !== undefined && body.settings.remoteView !== group.settings.remoteView;
  if (group.builtIn !== null) {
    const settable = group.builtIn === 'whole-school';
    if (moved || renamed || reprioritised || ruled || (sets && !settable)) return builtInStays();
  }
  if (group.owner !== null && (reprioritised || ruled || sets)) {
    const field = reprioritised ? 'priority' : ruled ? 'rules' : 'settings';
    return refuse('bad-request', 'personal', 'A personal group has no rule and sets nothing.', {
      field,
      remedy: 'Ask for a group of the school, which an administrator or the safeguarding lead makes.',
    });
  }
  const line = lineOfOtherKind(group.kind, body.rules ?? []);
  return line === null ? null : otherKind(group, line);
}

/** A rule that looks at what the members of such a group do not have. */
export function otherKind(group: GroupRow, line: number): ReturnType<typeof refuse> {
  return refuse('bad-request', 'rule-field', `Line ${line} looks at what ${group.kind} do not have.`, {
    field: 'rules',
    remedy:
      group.kind === 'people'
        ? 'Of people, a rule can look at name, user name, kind, year and form.'
        : 'Of devices, a rule can look at name, room, system, address and version of the agent.',
  });
}

async function parentProblem(
  tx: SchoolTx,
  actor: Actor,
  group: { readonly id: string | null; readonly kind: GroupRow['kind']; readonly owner: string | null },
  parentId: string | null,
): Promise<ReturnType<typeof refuse> | null> {
  if (parentId === null) return null;
  const parent = await findVisible(tx, viewerOf(actor), parentId);
  const fits =
    parent !== null &&
    parent.kind === group.kind &&
    parent.builtIn === null &&
    // A personal group stands among its owner's; nothing of the school stands in one.
    parent.owner === group.owner &&
    mayManage(actor, parent);
  if (!fits) {
    return refuse('bad-request', 'parent-unknown', 'There is no such group to put it in.', {
      field: 'parentId',
      remedy: 'Choose a group of the same kind, or none.',
    });
  }
  const above = await listAbove(tx, parentId);
  if (group.id !== null && above.some((each) => each.id === group.id)) {
    return refuse('bad-request', 'circle', 'A group cannot be within itself.', {
      field: 'parentId',
      remedy: 'Choose a group that is not below this one.',
    });
  }
  const levels = group.id === null ? 1 : await heightOf(tx, group.id);
  if (above.length + levels > DEEPEST) {
    return refuse('bad-request', 'too-deep', `Groups can be nested ${DEEPEST} deep.`, {
      field: 'parentId',
      remedy: 'Choose a group further up.',
    });
  }
  return null;
}

function changeInWords(
  before: GroupRow,
  after: Pick<GroupRow, 'name' | 'parentId' | 'priority' | 'settings'>,
  rulesChanged: boolean,
): string {
  const done: string[] = [];
  if (after.name !== before.name) done.push(`renamed it to ${after.name}`);
  if (after.parentId !== before.parentId) {
    done.push(after.parentId === null ? 'moved it to the top' : 'moved it into another group');
  }
  if (after.priority !== before.priority) done.push(`set its priority to ${after.priority}`);
  if (after.settings.remoteView !== before.settings.remoteView) {
    done.push(`set remote view to ${after.settings.remoteView ?? 'nothing of its own'}`);
  }
  if (rulesChanged) done.push('changed its rule');
  const all = done.length === 0 ? 'saved it as it was' : done.join(', ');
  return `Changed the group ${before.name}: ${all}`;
}

function builtInStays(): ReturnType<typeof refuse> {
  return refuse('conflict', 'built-in', BUILT_IN_STAYS, { remedy: 'Make a group of your own for this.' });
}

function nameIsTaken(): ReturnType<typeof refuse> {
  return refuse('conflict', 'name-taken', 'There is a group of this name already.', {
    field: 'name',
    remedy: 'Choose another name.',
  });
}

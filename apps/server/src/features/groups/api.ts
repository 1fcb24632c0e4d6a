import {
  addGroup,
  addMembers,
  changeGroup,
  deleteGroup,
  listGroups,
  removeMember,
  type Group,
} from '@lapwing/protocol/features/groups/api.ts';
import { SEVERITIES, type Severity } from '@lapwing/protocol/vocabulary.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import { audited, unaudited, type Routes } from '../../permissions/routes.ts';
import { topic, type Bus } from '../../platform/bus/bus.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import {
  deleteMember,
  existingMembers,
  insertGroup,
  insertMembers,
  listGroupRows,
  nameTaken,
  removeGroup,
  renameGroup,
  withSubgroups,
  type GroupRow,
} from './store.ts';

/** Groups or their members have changed: what people may see, and what devices are told, may have too. */
export const groupsChanged = topic<{ schoolId: string }>('groups/changed');

/** Ids of open captures with their severities, by the person and by the device that each belongs to. */
export type OpenCaptures = ReadonlyMap<string, ReadonlyMap<string, Severity>>;

/** Live figures that other features know: which of these people and devices are connected, and have open captures. */
export interface GroupFigures {
  /** Ids of people at a connected device and of connected devices. */
  online(tx: SchoolTx): Promise<ReadonlySet<string>>;
  /** Null when the actor may not see captures. */
  openCaptures(tx: SchoolTx, actor: Actor): Promise<OpenCaptures | null>;
}

const ONE = Object.freeze({ people: 'person', devices: 'device' });

/** Adds the routes of the groups. */
export function registerGroups(deps: { routes: Routes; bus: Bus; figures: GroupFigures }): void {
  const { routes, figures } = deps;

  async function present(
    tx: SchoolTx,
    actor: Actor,
    rows: readonly GroupRow[],
    all: readonly GroupRow[],
  ): Promise<Group[]> {
    const online = await figures.online(tx);
    const captures = await figures.openCaptures(tx, actor);
    return rows.map((row) => {
      const members = membersBelow(row, all);
      const open = new Map<string, Severity>();
      for (const member of members) {
        for (const [capture, severity] of captures?.get(member) ?? []) open.set(capture, severity);
      }
      return {
        id: row.id,
        name: row.name,
        kind: row.kind,
        builtIn: null,
        personal: false,
        priority: 'medium' as const,
        parentId: all.some((other) => other.id === row.parentId) ? row.parentId : null,
        members: members.size,
        online: [...members].filter((member) => online.has(member)).length,
        openCaptures: captures === null ? null : open.size,
        worstOpen: worstOf(open.values()),
      };
    });
  }

  async function one(tx: SchoolTx, actor: Actor, id: string): Promise<Group> {
    const all = await listGroupRows(tx, null);
    const [group] = await present(
      tx,
      actor,
      all.filter((row) => row.id === id),
      all,
    );
    if (group === undefined) throw new Error('the group was there a moment ago');
    return group;
  }

  const find = async (tx: SchoolTx, id: string): Promise<GroupRow | null> =>
    (await listGroupRows(tx, [id]))[0] ?? null;
  const announce = (tx: SchoolTx): void =>
    tx.afterCommit(() => deps.bus.publish(groupsChanged, { schoolId: tx.schoolId }));

  routes.school(listGroups, {
    capability: 'groups.view',
    audit: 'none',
    async handle({ tx, actor, reach }) {
      const rows = await listGroupRows(tx, reach.kind === 'school' ? null : reach.groupIds);
      const may = can(actor, 'groups.manage')
        ? { allowed: true }
        : { allowed: false, reason: 'Groups are changed by an administrator or the safeguarding lead.' };
      return unaudited({ groups: await present(tx, actor, rows, rows), may: { manage: may, personal: may } });
    },
  });
  routes.school(addGroup, {
    capability: 'groups.manage',
    audit: 'groups.add',
    async handle({ tx, actor, body }) {
      if (body.parentId !== null) {
        const parent = await find(tx, body.parentId);
        if (parent === null || parent.kind !== body.kind) {
          return refuse('bad-request', 'parent-unknown', 'There is no such group to put it in.', {
            field: 'parentId',
            remedy: 'Choose a group of the same kind, or none.',
          });
        }
      }
      const id = await insertGroup(tx, body);
      if (id === null) return nameIsTaken();
      announce(tx);
      return audited(await one(tx, actor, id), {
        summary: `Made the group ${body.name}`,
        subject: { kind: 'group', id },
      });
    },
  });
  routes.school(changeGroup, {
    capability: 'groups.manage',
    audit: 'groups.change',
    async handle({ tx, actor, params, body }) {
      const group = await find(tx, params.id);
      if (group === null) return notFound();
      const name = body.name ?? group.name;
      if (await nameTaken(tx, group, name)) return nameIsTaken();
      await renameGroup(tx, group.id, name);
      announce(tx);
      return audited(await one(tx, actor, group.id), {
        summary: `Renamed the group ${group.name} to ${name}`,
        subject: { kind: 'group', id: group.id },
      });
    },
  });
  routes.school(deleteGroup, {
    capability: 'groups.manage',
    audit: 'groups.delete',
    async handle({ tx, params }) {
      const group = await find(tx, params.id);
      if (group === null) return notFound();
      const below = await withSubgroups(tx, [group.id]);
      if (below.length > 1) {
        return refuse('conflict', 'has-subgroups', 'There are groups within this one.', {
          remedy: 'Delete or move them first.',
        });
      }
      await removeGroup(tx, group.id);
      announce(tx);
      return audited(
        { done: true as const },
        { summary: `Deleted the group ${group.name}`, subject: { kind: 'group', id: group.id } },
      );
    },
  });
  routes.school(addMembers, {
    capability: 'groups.manage',
    audit: 'groups.members',
    async handle({ tx, actor, params, body }) {
      const group = await find(tx, params.id);
      if (group === null) return notFound();
      const known = await existingMembers(tx, group.kind, body.ids);
      if (known.length !== new Set(body.ids).size) {
        return refuse('bad-request', 'member-unknown', 'Not everything chosen is there any more.', {
          field: 'ids',
          remedy: 'Reload the page and choose again.',
        });
      }
      await insertMembers(tx, group.id, known);
      announce(tx);
      return audited(await one(tx, actor, group.id), {
        summary: `Put ${known.length} ${known.length === 1 ? ONE[group.kind] : group.kind} in the group ${group.name}`,
        subject: { kind: 'group', id: group.id },
      });
    },
  });
  routes.school(removeMember, {
    capability: 'groups.manage',
    audit: 'groups.members',
    async handle({ tx, actor, params }) {
      const group = await find(tx, params.id);
      if (group === null || !(await deleteMember(tx, group.id, params.memberId))) return notFound();
      announce(tx);
      return audited(await one(tx, actor, group.id), {
        summary: `Took one ${ONE[group.kind]} out of the group ${group.name}`,
        subject: { kind: 'group', id: group.id },
      });
    },
  });
}

/** The worst of some severities; null of none. */
export function worstOf(severities: Iterable<Severity>): Severity | null {
  const present = new Set(severities);
  return SEVERITIES.findLast((severity) => present.has(severity)) ?? null;
}

function nameIsTaken(): ReturnType<typeof refuse> {
  return refuse('conflict', 'name-taken', 'There is a group of this name already.', {
    field: 'name',
    remedy: 'Choose another name.',
  });
}

/** The members of a group and of all groups below it, each once. */
function membersBelow(group: GroupRow, all: readonly GroupRow[]): Set<string> {
  const members = new Set(group.memberIds);
  for (const child of all) {
    if (child.parentId === group.id) for (const member of membersBelow(child, all)) members.add(member);
  }
  return members;
}

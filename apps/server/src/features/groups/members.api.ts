import { addMembers, listMembers, removeMember, tryRules } from '@lapwing/protocol/features/groups/api.ts';
import { Id } from '@lapwing/protocol/ids.ts';
import { can, reachOf, type Actor } from '../../permissions/actor.ts';
import { audited } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import { findManaged, otherKind, presentOne } from './api.ts';
import { EVERYBODY_IS_IN, memberReachOf, RESTRICTS, viewerOf } from './present.ts';
import type { GroupParts } from './parts.ts';
import { lineOfOtherKind } from './rules.ts';
import {
  deleteMember,
  insertMembers,
  listMemberRows,
  membershipOf,
  nameOfMember,
  reachableMembers,
} from './store-members.ts';
import { tryRulesOn } from './store-rules.ts';
import { findVisible, type GroupRow } from './store.ts';
import { counted, lengthOf, namesOf } from './words.ts';

/** Those whom a rule would bring in that are named; the rest is counted. */
const FIRST = 20;

const MAY_NOT = ['may-not-restrict', RESTRICTS] as const;

/** Whoever is put in a built-in group is restricted from that moment on: for a time, as long as nobody decides otherwise. */
function refusedToRestrict(
  actor: Actor,
  group: Pick<GroupRow, 'builtIn'>,
  minutes: number | null,
): ReturnType<typeof refuse> | null {
  if (group.builtIn === null) return null;
  if (!can(actor, 'restrictions.set')) return refuse('not-allowed', ...MAY_NOT);
  if (minutes !== null || can(actor, 'restrictions.manage')) return null;
  return refuse('bad-request', 'no-end', 'Say for how long they are restricted.', {
    field: 'minutes',
    remedy: 'Give a time, or ask whoever manages restrictions to put them in for good.',
  });
}

/** Who and what is in groups. Looking at pupils in them is audited. */
export function addMemberRoutes(parts: GroupParts): void {
  const { routes } = parts;

  routes.school(listMembers, {
    capability: 'groups.view',
    audit: 'groups.list-members',
    async handle({ tx, actor, params, query }) {
      const group = await findVisible(tx, viewerOf(actor), params.id);
      if (group === null) return notFound();
      const reach = memberReachOf(actor);
      const [last] = decodeCursor(query.after, 1) ?? [];
      const name = Id.safeParse(last).success ? await nameOfMember(tx, last ?? '') : null;
      const { rows, total } = await listMemberRows(tx, group, reach, {
        search: query.search,
        after: name === null ? null : [name, last ?? ''],
        limit: query.limit + 1,
      });
      const items = rows.slice(0, query.limit);
      const end = items.at(-1);
      return audited(
        {
          items,
          next: rows.length > query.limit && end !== undefined ? encodeCursor([end.id]) : null,
          total,
        },
        {
          summary: `Looked at the members of the group ${group.name} (${items.length} of ${total})`,
          subject: { kind: 'group', id: group.id },
        },
      );
    },
  });
  routes.school(addMembers, {
    capability: 'groups.view',
    audit: 'groups.members',
    async handle({ tx, actor, params, body }) {
      const found = await findManaged({ tx, actor }, params.id);
      if (!found.ok) return found;
      const { group } = found;
      if (group.builtIn === 'whole-school') return refuse('conflict', 'everybody', EVERYBODY_IS_IN);
      const refused = refusedToRestrict(actor, group, body.minutes);
      if (refused !== null) return refused;
      const known = await reachableMembers(tx, group.kind, memberReachOf(actor), body.ids);
      if (known.length !== new Set(body.ids).size) {
        return refuse('bad-request', 'member-unknown', 'Not everything chosen is there any more.', {
          field: 'ids',
          remedy: 'Reload the page and choose again.',
        });
      }
      const added = await insertMembers(
        tx,
        group.id,
        known.map(({ id }) => id),
        body.minutes,
      );
      parts.announce(tx);
      const forLong = body.minutes === null ? '' : ` for ${lengthOf(body.minutes)}`;
      const names = namesOf(known.map((member) => member.name));
      return audited(
        { ...(await presentOne(tx, actor, parts, group.id)), added },
        {
          summary: `Put ${counted(known.length, group.kind)} in the group ${group.name}${forLong}: ${names}`,
          subject: { kind: 'group', id: group.id },
        },
      );
    },
  });
  routes.school(removeMember, {
    capability: 'groups.view',
    audit: 'groups.members',
    async handle({ tx, actor, params }) {
      const found = await findManaged({ tx, actor }, params.id);
      if (!found.ok) return found;
      const { group } = found;
      if (group.builtIn !== null && !can(actor, 'restrictions.set')) return refuse('not-allowed', ...MAY_NOT);
      const [member] = await reachableMembers(tx, group.kind, memberReachOf(actor), [params.memberId]);
      if (member === undefined) return notFound();
      const via = await membershipOf(tx, group.id, member.id);
      if (via === null) {
        const { rows } = await listMemberRows(tx, group, memberReachOf(actor), {
          search: undefined,
          after: null,
          limit: 1,
          only: member.id,
        });
        if (rows.length === 0) return notFound();
        return refuse('conflict', 'by-subgroup', `${member.name} is in a group within this one.`, {
          remedy: 'Take them out of that group.',
        });
      }
      if (via === 'rule') {
        return refuse('conflict', 'by-rule', `${member.name} is in this group by its rule.`, {
          remedy: 'Change the rule: add a line that excludes them, for example by their name.',
        });
      }
      await deleteMember(tx, group.id, member.id);
      parts.announce(tx);
      return audited(await presentOne(tx, actor, parts, group.id), {
        summary: `Took ${member.name} out of the group ${group.name}`,
        subject: { kind: 'group', id: group.id },
      });
    },
  });
  routes.school(tryRules, {
    capability: 'groups.manage',
    audit: 'groups.try-rules',
    async handle({ tx, actor, params, body }) {
      const found = await findManaged({ tx, actor }, params.id);
      if (!found.ok) return found;
      const { group } = found;
      const line = lineOfOtherKind(group.kind, body.rules);
      if (line !== null) return otherKind(group, line);
      const reach = reachOf(actor, group.kind === 'people' ? 'people.view' : 'devices.view');
      if (reach === null) return notFound();
      const tried = await tryRulesOn(tx, group.kind, reach, body.rules, FIRST);
      return audited(tried, {
        summary: `Tried a rule for the group ${group.name}: it fits ${counted(tried.total, group.kind)}`,
        subject: { kind: 'group', id: group.id },
      });
    },
  });
}

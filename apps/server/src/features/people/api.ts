import {
  addPerson,
  changePerson,
  listPeople,
  listPersonSessions,
  showPerson,
  type Person,
} from '@lapwing/protocol/features/people/api.ts';
import { Id } from '@lapwing/protocol/ids.ts';
import { can, reachOf, type Actor } from '../../permissions/actor.ts';
import { audited, type Routes } from '../../permissions/routes.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import {
  groupsChanged,
  leaveAllGroups,
  insertMembers,
  listGroupRows,
  refreshRules,
  worstOf,
  type GroupFigures,
} from '../groups/index.ts';
import { sessionsOfPerson } from '../sessions/index.ts';
import { peopleChanged } from './changed.ts';
import {
  findPerson,
  insertPerson,
  listPeopleRows,
  takenBy,
  updatePerson,
  yearsAndForms,
  type PersonRow,
} from './store.ts';
import { countUnmatched } from './store-accounts.ts';

/** Adds the routes of the roster. Looking at pupils' entries is audited. */
export function addPeopleRoutes(deps: { routes: Routes; bus: Bus; figures: GroupFigures }): void {
  const { routes, bus } = deps;

  async function present(tx: SchoolTx, actor: Actor, rows: readonly PersonRow[]): Promise<Person[]> {
    const captures = await deps.figures.openCaptures(tx, actor);
    const mayManage = can(actor, 'people.manage');
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      username: row.username,
      kind: row.kind,
      year: row.year,
      form: row.form,
      upn: mayManage ? row.upn : null,
      leftAt: row.left_at?.toISOString() ?? null,
      groups: row.groups.map(({ id, name }) => ({ id, name })),
      openCaptures: captures === null ? null : (captures.get(row.id)?.size ?? 0),
      worstOpen: worstOf(captures?.get(row.id)?.values() ?? []),
    }));
  }
  async function presentOne(tx: SchoolTx, actor: Actor, id: string): Promise<Person> {
    const row = await findPerson(tx, { kind: 'school' }, id);
    const [person] = row === null ? [] : await present(tx, actor, [row]);
    if (person === undefined) throw new Error('the person was there a moment ago');
    return person;
  }
  /** Runs the rules of groups on the person, and tells everybody after the commit. */
  async function settle(tx: SchoolTx, personId: string, moved: boolean): Promise<void> {
    const byRule = await refreshRules(tx, { memberIds: [personId] });
    const { schoolId } = tx;
    tx.afterCommit(() => {
      bus.publish(peopleChanged, { schoolId, personId });
      if (byRule || moved) bus.publish(groupsChanged, { schoolId });
    });
  }

  routes.school(listPeople, {
    capability: 'people.view',
    audit: 'people.list',
    async handle({ tx, actor, reach, query }) {
      const after = decodeCursor(query.after, 2);
      const { rows, total } = await listPeopleRows(tx, reach, {
        search: query.search,
        groupId: query.groupId,
        viewer: {
          accountId: actor.accountId,
          reach: reachOf(actor, 'groups.view') ?? { kind: 'groups', groupIds: [] },
        },
        kind: query.kind,
        year: query.year,
        form: query.form,
        leavers: query.leavers,
        after: after === null || !Id.safeParse(after[1]).success ? null : [after[0] ?? '', after[1] ?? ''],
        limit: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const next =
        rows.length > query.limit && last !== undefined
          ? encodeCursor([last.name.toLowerCase(), last.id])
          : null;
      const manages = can(actor, 'people.manage');
      const may = manages
        ? { allowed: true }
        : { allowed: false, reason: 'The roster is kept by an administrator or the safeguarding lead.' };
      return audited(
        {
          items: await present(tx, actor, page),
          next,
          total,
          // The filters are drawn from the first page.
          ...(after === null ? await yearsAndForms(tx, reach) : { years: [], forms: [] }),
          unmatched: manages && after === null ? await countUnmatched(tx) : null,
          may: { manage: may },
        },
        { summary: `Looked at the list of people (${page.length} of ${total})`, subject: null },
      );
    },
  });
  routes.school(showPerson, {
    capability: 'people.view',
    audit: 'people.view',
    async handle({ tx, actor, reach, params }) {
      const row = await findPerson(tx, reach, params.id);
      const [person] = row === null ? [] : await present(tx, actor, [row]);
      if (person === undefined) return notFound();
      return audited(person, {
        summary: `Looked at ${person.name}`,
        subject: { kind: 'person', id: person.id },
      });
    },
  });
  routes.school(listPersonSessions, {
    capability: 'people.view',
    audit: 'people.sessions',
    async handle({ tx, reach, params, query }) {
      const person = await findPerson(tx, reach, params.id);
      if (person === null) return notFound();
      const after = decodeCursor(query.after, 1)?.[0];
      const rows = await sessionsOfPerson(tx, person.id, {
        after: after !== undefined && Id.safeParse(after).success ? after : null,
        limit: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      return audited(
        {
          items: page.map((row) => ({
            id: row.id,
            device: { id: row.device_id, name: row.device_name, room: row.device_room },
            accountName: row.account_name,
            startedAt: row.started_at.toISOString(),
            endedAt: row.ended_at?.toISOString() ?? null,
          })),
          next: rows.length > query.limit && last !== undefined ? encodeCursor([last.id]) : null,
        },
        {
          summary: `Looked at where ${person.name} was signed in (${page.length} sessions)`,
          subject: { kind: 'person', id: person.id },
        },
      );
    },
  });
  routes.school(addPerson, {
    capability: 'people.manage',
    audit: 'people.add',
    async handle({ tx, actor, body }) {
      const groups = await listGroupRows(tx, body.groupIds);
      if (groups.length !== new Set(body.groupIds).size || groups.some((group) => group.kind !== 'people')) {
        return refuse('bad-request', 'group-unknown', 'One of the groups is not there any more.', {
          field: 'groupIds',
          remedy: 'Reload the page and choose again.',
        });
      }
      const taken = await takenBy(tx, body, null);
      if (taken !== null) return isTaken(taken);
      const id = await insertPerson(tx, body);
      if (id === null) return isTaken('username');
      for (const group of groups) await insertMembers(tx, group.id, [id]);
      await settle(tx, id, groups.length > 0);
      return audited(await presentOne(tx, actor, id), {
        summary: `Added ${body.name} to the roster`,
        subject: { kind: 'person', id },
      });
    },
  });
  routes.school(changePerson, {
    capability: 'people.manage',
    audit: 'people.change',
    async handle({ tx, actor, reach, params, body }) {
      const before = await findPerson(tx, reach, params.id);
      if (before === null) return notFound();
      const after = {
        name: body.name ?? before.name,
        username: body.username ?? before.username,
        kind: body.kind ?? before.kind,
        year: body.year === undefined ? before.year : body.year,
        form: body.form === undefined ? before.form : body.form,
        upn: body.upn === undefined ? before.upn : body.upn,
      };
      const taken = await takenBy(tx, after, before.id);
      if (taken !== null) return isTaken(taken);
      const left = body.leaver === undefined ? null : body.leaver;
      await updatePerson(tx, before.id, after, left);
      const leaves = left === true && before.left_at === null;
      if (leaves) await leaveAllGroups(tx, [before.id]);
      await settle(tx, before.id, leaves);
      return audited(await presentOne(tx, actor, before.id), {
        summary: changeInWords(after.name, left, before.left_at !== null),
        subject: { kind: 'person', id: before.id },
      });
    },
  });
}

function changeInWords(name: string, left: boolean | null, hadLeft: boolean): string {
  if (left === true && !hadLeft) return `Marked ${name} as having left, out of every group`;
  if (left === false && hadLeft) return `Took ${name} back as being at the school`;
  return `Changed the entry of ${name}`;
}

function isTaken(what: 'username' | 'upn'): ReturnType<typeof refuse> {
  if (what === 'upn') {
    return refuse('conflict', 'upn-taken', 'There is a person with this pupil number already.', {
      field: 'upn',
      remedy: 'Each pupil has their own; look for the person by name, leavers included.',
    });
  }
  return refuse('conflict', 'username-taken', 'There is a person with this user name already.', {
    field: 'username',
    remedy: 'Give the user name as the device shows it; each person has their own.',
  });
}

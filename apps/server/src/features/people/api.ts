import {
  addPerson,
  changePerson,
  listPeople,
  showPerson,
  type Person,
} from '@lapwing/protocol/features/people/api.ts';
import { Id } from '@lapwing/protocol/ids.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import { audited, type Routes } from '../../permissions/routes.ts';
import { topic, type Bus } from '../../platform/bus/bus.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import { insertMembers, listGroupRows, worstOf, type GroupFigures } from '../groups/index.ts';
import {
  findPerson,
  insertPerson,
  listPeopleRows,
  updatePerson,
  usernameTaken,
  type PersonRow,
} from './store.ts';

/** Somebody of the roster was added or changed. */
export const peopleChanged = topic<{ schoolId: string; personId: string }>('people/changed');

/** Adds the routes of the roster. Looking at pupils' entries is audited. */
export function registerPeople(deps: { routes: Routes; bus: Bus; figures: GroupFigures }): void {
  const { routes } = deps;

  async function present(tx: SchoolTx, actor: Actor, rows: readonly PersonRow[]): Promise<Person[]> {
    const captures = await deps.figures.openCaptures(tx, actor);
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      username: row.username,
      kind: row.kind,
      year: row.year,
      form: row.form,
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

  routes.school(listPeople, {
    capability: 'people.view',
    audit: 'people.list',
    async handle({ tx, actor, reach, query }) {
      const after = decodeCursor(query.after, 2);
      const { rows, total } = await listPeopleRows(tx, reach, {
        search: query.search,
        groupId: query.groupId,
        after: after === null || !Id.safeParse(after[1]).success ? null : [after[0] ?? '', after[1] ?? ''],
        limit: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const next =
        rows.length > query.limit && last !== undefined
          ? encodeCursor([last.name.toLowerCase(), last.id])
          : null;
      const may = can(actor, 'people.manage')
        ? { allowed: true }
        : { allowed: false, reason: 'The roster is kept by an administrator or the safeguarding lead.' };
      return audited(
        { items: await present(tx, actor, page), next, total, may: { manage: may } },
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
      const id = await insertPerson(tx, body);
      if (id === null) return usernameIsTaken();
      for (const group of groups) await insertMembers(tx, group.id, [id]);
      tx.afterCommit(() => deps.bus.publish(peopleChanged, { schoolId: tx.schoolId, personId: id }));
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
      };
      if (await usernameTaken(tx, after.username, before.id)) return usernameIsTaken();
      await updatePerson(tx, before.id, after);
      tx.afterCommit(() => deps.bus.publish(peopleChanged, { schoolId: tx.schoolId, personId: before.id }));
      return audited(await presentOne(tx, actor, before.id), {
        summary: `Changed the entry of ${after.name}`,
        subject: { kind: 'person', id: before.id },
      });
    },
  });
}

function usernameIsTaken(): ReturnType<typeof refuse> {
  return refuse('conflict', 'username-taken', 'There is a person with this user name already.', {
    field: 'username',
    remedy: 'Give the user name as the device shows it; each person has their own.',
  });
}

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { CAPABILITIES, ROLES, type Capability } from '@lapwing/protocol/capabilities.ts';
import {
  acceptLink,
  changeStaff,
  inviteStaff,
  listStaff,
  renewStaffLink,
  showMe,
} from '@lapwing/protocol/features/accounts/api.ts';
import { addRole, changeRole, listRoles, removeRole } from '@lapwing/protocol/features/accounts/roles.api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { listPeople, addPerson } from '@lapwing/protocol/features/people/api.ts';
import { assert as assertProperty, array, constantFrom, property, record, subarray } from 'fast-check';
import {
  addStaff,
  CHECKOUT,
  PASSWORD,
  setUpSchool,
  startTestServer,
  type TestServer,
  type Visitor,
  visitor,
} from '../../../test/harness.ts';
import { reachOf } from '../../permissions/actor.ts';
import { viewKey } from '../../permissions/console-sockets.ts';
import { grantOn, grantsOf, ROLE_GRANTS } from '../../permissions/roles.ts';
import { badRole } from './giving.ts';

describe('grants', () => {
  const grant = record({
    scope: constantFrom('school' as const, 'groups' as const),
    capabilities: subarray([...CAPABILITIES], { maxLength: 5 }),
    groupIds: subarray(['a', 'b', 'c', 'd']),
  });
  const grants = array(grant, { maxLength: 4 }).map((all) => all.map((one) => grantOn(one, one.groupIds)));

  test('two who share a live answer reach the same with every capability', () => {
    assertProperty(
      property(grants, grants, (some, others) => {
        if (viewKey({ grants: some }) !== viewKey({ grants: others })) return;
        const reach = (of: typeof some, capability: Capability): unknown => {
          const found = reachOf({ grants: of }, capability);
          return found?.kind === 'groups' ? [...found.groupIds].sort() : found;
        };
        for (const capability of CAPABILITIES)
          assert.deepEqual(reach(some, capability), reach(others, capability));
      }),
    );
  });

  test('of roles with the same name and other rights, none shares an answer with another', () => {
    const [one, other] = [
      [grantOn({ scope: 'groups', capabilities: ['captures.view'] }, ['a'])],
      [grantOn({ scope: 'groups', capabilities: ['captures.view', 'captures.triage'] }, ['a'])],
    ];
    assert.notEqual(viewKey({ grants: one ?? [] }), viewKey({ grants: other ?? [] }));
  });

  test('each role reaches its own groups alone', () => {
    const both = [
      grantOn({ scope: 'groups', capabilities: ['captures.view'] }, ['year8']),
      grantOn({ scope: 'groups', capabilities: ['screens.view'] }, ['10B']),
    ];
    assert.deepEqual(reachOf({ grants: both }, 'captures.view'), { kind: 'groups', groupIds: ['year8'] });
    assert.deepEqual(reachOf({ grants: both }, 'screens.view'), { kind: 'groups', groupIds: ['10B'] });
    const wide = { grants: [...both, ...grantsOf(['dsl'])] };
    assert.deepEqual(reachOf(wide, 'captures.view'), { kind: 'school' });
  });

  test('every built-in role is one that the rules for roles allow', () => {
    for (const role of ROLES) assert.equal(badRole(ROLE_GRANTS[role]), null, role);
  });
});

describe('roles of a school', () => {
  let server: TestServer;
  let tara: Visitor;
  const groups: Record<'b8' | 'c9', string> = { b8: '', c9: '' };
  let counted = 0;

  before(async () => {
    server = await startTestServer();
    tara = await setUpSchool(server);
    for (const key of ['b8', 'c9'] as const) {
      const group = await tara.call(addGroup, { body: { name: key, kind: 'people', parentId: null } });
      groups[key] = group.reply.id;
      await tara.call(addPerson, {
        body: {
          name: `Pupil of ${key}`,
          username: key,
          kind: 'pupil',
          year: '8',
          form: null,
          groupIds: [group.reply.id],
        },
      });
    }
  });
  after(() => server.stop());

  const staff = (roles: string[], groupIds: string[] = []): ReturnType<typeof addStaff> => {
    counted += 1;
    const name = `Person ${counted}`;
    return addStaff(server, tara, { name, email: `p${counted}@northfield.example`, roles, groupIds });
  };
  const role = (change: Record<string, unknown> = {}): Record<string, unknown> => {
    counted += 1;
    return {
      name: `Role ${counted}`,
      description: '',
      copyOf: 'teacher',
      scope: 'groups',
      capabilities: ['captures.view', 'people.view'],
      ...change,
    };
  };
  const made = async (change: Record<string, unknown> = {}) => {
    const answer = await tara.call(addRole, { body: role(change) });
    assert.equal(answer.status, 200, answer.reason ?? '');
    return answer.reply;
  };
  const newest = async (action: string) =>
    (await tara.call(listAudit, { query: { action, limit: '1' } })).reply.items[0];

  test('a role of one’s own counts from the next request on, also when it is changed', async () => {
    const librarian = await made({ name: 'Librarian', capabilities: ['captures.view', 'people.view'] });
    const person = await staff([librarian.key], [groups.b8]);
    const me = (await person.call(showMe)).reply;
    assert.deepEqual(
      [me.roleNames, me.capabilities, me.scopedToGroups],
      [['Librarian'], ['captures.view', 'people.view'], true],
    );
    const names = async (): Promise<string[]> =>
      (await person.call(listPeople)).reply.items.map((one) => one.name);
    assert.deepEqual(await names(), ['Pupil of b8']);
    const { key: id, revision } = librarian;
    const body = {
      name: 'Librarian',
      description: '',
      scope: 'groups',
      capabilities: ['people.view'],
      revision,
    };
    assert.equal((await tara.call(changeRole, { params: { id }, body })).status, 200);
    assert.equal((await person.call(listCaptures)).status, 404);
    assert.deepEqual(await names(), ['Pupil of b8']);
    assert.match(
      (await newest('accounts.change-role'))?.summary ?? '',
      /Librarian: without Look at captures/,
    );
    assert.equal((await tara.call(changeRole, { params: { id }, body })).reason, 'changed-meanwhile');
  });

  test('a person can have one role on some groups and another on others', async () => {
    const watcher = await made({ capabilities: ['devices.view', 'screens.view'] });
    const invited = await tara.call(inviteStaff, {
      body: {
        name: 'Both',
        email: 'both@northfield.example',
        roles: ['pastoral', watcher.key],
        groupIds: [groups.b8],
        roleGroups: [{ role: watcher.key, groupIds: [groups.c9] }],
      },
    });
    assert.equal(invited.status, 200);
    const { staff: account } = invited.reply;
    assert.deepEqual(
      account.groups.map((group) => group.name),
      ['b8'],
    );
    assert.deepEqual(
      account.roleGroups.map((one) => [one.role, one.groups.map((group) => group.name)]),
      [[watcher.key, ['c9']]],
    );
    // What is not named stays as it was.
    const changed = await tara.call(changeStaff, {
      params: { id: account.id },
      body: { groupIds: [groups.b8] },
    });
    assert.deepEqual(changed.reply.roleGroups, account.roleGroups);
    const wrong = await tara.call(changeStaff, {
      params: { id: account.id },
      body: { roles: ['dsl'], roleGroups: [{ role: 'dsl', groupIds: [groups.c9] }] },
    });
    assert.equal(wrong.reason, 'role-without-groups');
  });

  test('rights that need others, or cannot end at groups, are refused in words', async () => {
    const refused = async (change: Record<string, unknown>) => {
      const { status, reason, field } = await tara.call(addRole, { body: role(change) });
      return [status, reason, field];
    };
    assert.deepEqual(await refused({ capabilities: ['captures.triage'] }), [
      400,
      'right-needs-another',
      'capabilities',
    ]);
    assert.deepEqual(await refused({ capabilities: ['audit.view'] }), [
      400,
      'right-of-whole-school',
      'capabilities',
    ]);
    assert.deepEqual(await refused({ name: 'TEACHER' }), [409, 'name-taken', 'name']);
    assert.deepEqual(await refused({ copyOf: crypto.randomUUID() }), [400, 'role-unknown', 'copyOf']);
  });

  test('nobody gives what they do not hold, in a role, by a role, by groups or by a new password', async () => {
    const manager = await staff(['administrator']);
    const [lead, teacher] = [await staff(['dsl']), await staff(['teacher'], [groups.b8])];
    const own = (await manager.call(showMe)).reply.account.id;
    const viewing = await made();
    const invite = (roles: string[]) =>
      manager.call(inviteStaff, { body: { name: 'X', email: 'x@northfield.example', roles, groupIds: [] } });
    const change = (id: string, body: Record<string, unknown>) =>
      manager.call(changeStaff, { params: { id }, body });
    const edit = { name: viewing.name, description: '', scope: 'groups', revision: viewing.revision };
    const answers = await Promise.all([
      manager.call(addRole, { body: role({ capabilities: ['captures.view'] }) }),
      manager.call(changeRole, {
        params: { id: viewing.key },
        body: { ...edit, capabilities: ['captures.view', 'evidence.view', 'people.view'] },
      }),
      manager.call(changeRole, {
        params: { id: viewing.key },
        body: { ...edit, scope: 'school', capabilities: ['captures.view', 'people.view'] },
      }),
      invite(['dsl']),
      invite([viewing.key]),
      change(own, { roles: ['administrator', 'dsl'] }),
      change(own, { roles: ['administrator', 'teacher'], groupIds: [groups.b8] }),
      change(teacher.id, { groupIds: [groups.b8, groups.c9] }),
      manager.call(renewStaffLink, { params: { id: lead.id } }),
    ]);
    assert.deepEqual(
      answers.map(({ status, reason }) => [status, reason]),
      answers.map(() => [403, 'more-than-own']),
    );
    // Taking away needs no right of one's own, and giving back does.
    assert.equal((await change(teacher.id, { disabled: true })).status, 200);
    assert.equal((await change(teacher.id, { disabled: false })).reason, 'more-than-own');
    const { roles, grantable } = (await manager.call(listRoles)).reply;
    assert.ok(!grantable.includes('captures.view'));
    assert.equal(roles.find(({ key }) => key === 'dsl')?.may.give.allowed, false);
    const { staff: accounts } = (await manager.call(listStaff)).reply;
    assert.equal(accounts.find(({ id }) => id === lead.id)?.may.link.allowed, false);
    // The safeguarding lead decides who sees captures, and makes nobody an administrator.
    assert.equal(
      (await lead.call(changeStaff, { params: { id: teacher.id }, body: { disabled: false } })).status,
      200,
    );
    const raise = { params: { id: lead.id }, body: { roles: ['dsl', 'administrator'] } };
    assert.equal((await lead.call(changeStaff, raise)).reason, 'more-than-own');
  });

  test('a role that somebody has is deleted only with another in its place', async () => {
    const going = await made();
    const person = await staff([going.key], [groups.b8]);
    const remove = (moveTo?: string) =>
      tara.call(removeRole, {
        params: { id: going.key },
        ...(moveTo === undefined ? {} : { query: { moveTo } }),
      });
    assert.equal((await remove()).reason, 'role-in-use');
    assert.equal((await remove(going.key)).reason, 'role-unknown');
    assert.equal((await remove('teacher')).status, 200);
    const me = (await person.call(showMe)).reply;
    assert.deepEqual([me.roles, me.groups.map(({ name }) => name)], [['teacher'], ['b8']]);
    assert.match((await newest('accounts.remove-role'))?.summary ?? '', /Deleted the role .*now Teacher/);
    const invite = { name: 'Y', email: 'y@northfield.example', roles: [going.key], groupIds: [] };
    assert.equal((await tara.call(inviteStaff, { body: invite })).reason, 'role-unknown');
  });

  test('built-in roles are never changed or deleted', async () => {
    const body = { ...role(), copyOf: undefined, revision: 0 };
    assert.equal((await tara.call(changeRole, { params: { id: 'teacher' }, body })).status, 404);
    assert.equal((await tara.call(removeRole, { params: { id: 'teacher' } })).status, 404);
  });
});

test('the first safeguarding lead is made by an administrator, the last one cannot be taken away', async () => {
  const server = await startTestServer();
  try {
    const manager = await setUpSchool(server, { safeguarding: false });
    const invite = (name: string, roles: string[]) =>
      manager.call(inviteStaff, { body: { name, email: `${name}@northfield.example`, roles, groupIds: [] } });
    const first = await invite('first', ['dsl']);
    assert.equal(first.status, 200);
    assert.equal((await invite('second', ['dsl'])).reason, 'more-than-own');
    const id = first.reply.staff.id;
    assert.equal(
      (await manager.call(changeStaff, { params: { id }, body: { disabled: true } })).reason,
      'last-safeguarding-lead',
    );
    assert.equal((await manager.call(listStaff)).reply.staff.find((one) => one.id === id)?.status, 'invited');
    // Nobody in the school may give the lead a new password: whoever keeps the server's machine can.
    assert.equal((await manager.call(renewStaffLink, { params: { id } })).reason, 'more-than-own');
    const cli = join(CHECKOUT, 'apps/server/src/cli.ts');
    const asked = ['account', 'link', '--email', 'First@northfield.example', '--data', server.folder];
    const { stdout } = await promisify(execFile)(process.execPath, [cli, ...asked]);
    const token = /#([^"]+)"/.exec(stdout)?.[1];
    const lead = visitor(server.url);
    assert.equal((await lead.call(acceptLink, { body: { token, password: PASSWORD } })).status, 200);
    const { items } = (await lead.call(listAudit, { query: { action: 'accounts.link' } })).reply;
    assert.deepEqual(
      [items[0]?.actor, items[0]?.summary],
      [null, 'Made a one-time link for first at the server’s own machine'],
    );
  } finally {
    await server.stop();
  }
});

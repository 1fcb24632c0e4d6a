import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import {
  addGroup,
  addMembers,
  BUILT_IN_GROUPS,
  changeGroup,
  changePlaces,
  deleteGroup,
  explainSettings,
  listGroups,
  listMembers,
  removeMember,
  showGroup,
  showPlaces,
  tryRules,
  type Group,
  type GroupRule,
} from '@lapwing/protocol/features/groups/api.ts';
import { addPerson, changePerson, listPeople } from '@lapwing/protocol/features/people/api.ts';
import { sql } from 'kysely';
import {
  addStaff,
  setUpSchool,
  startTestServer,
  type TestServer,
  type Visitor,
} from '../../../test/harness.ts';
import { addSecondSchool } from '../../../test/second-school.ts';
import { refreshRules } from './index.ts';

let server: TestServer;
let tara: Visitor;
let teacher: Visitor & { id: string };
let colleague: Visitor & { id: string };
let stranger: Visitor;
let schoolId: string;
let year8: string;
let form8B: string;
let form9C: string;
const people = new Map<string, string>();

async function group(name: string, more: Record<string, unknown> = {}, who = tara): Promise<Group> {
  const made = await who.call(addGroup, { body: { name, kind: 'people', parentId: null, ...more } });
  assert.equal(made.status, 200, made.reason ?? '');
  return made.reply;
}
async function person(name: string, form: string | null, groupIds: string[] = []): Promise<string> {
  const made = await tara.call(addPerson, {
    body: {
      name,
      username: name.toLowerCase().replaceAll(' ', '.'),
      kind: 'pupil',
      year: form?.slice(0, -1) ?? null,
      form,
      groupIds,
    },
  });
  assert.equal(made.status, 200, made.reason ?? '');
  people.set(name, made.reply.id);
  return made.reply.id;
}
const id = (name: string): string => people.get(name) ?? assert.fail(`nobody is called ${name}`);
async function device(name: string, room: string | null, platform = {}): Promise<string> {
  const deviceId = randomUUID();
  await server.server.db.inSchool(schoolId, async (tx) => {
    await sql`insert into devices (school_id, id, name, room, public_key, platform) values (lapwing_school(),
      ${deviceId}, ${name}, ${room}, ${deviceId.padEnd(43, 'k')}, ${JSON.stringify({
        agent: 'extension',
        agentVersion: '1.2.3',
        system: 'ChromeOS',
        browser: null,
        capabilities: [],
        ...platform,
      })}::jsonb)`.execute(tx.kysely);
  });
  return deviceId;
}
async function members(groupId: string, who = tara, query: Record<string, string> = {}): Promise<string[]> {
  const listed = await who.call(listMembers, { params: { id: groupId }, query });
  assert.equal(listed.status, 200, listed.reason ?? '');
  return listed.reply.items.map((member) => member.name);
}
const rules = (...lines: string[]): GroupRule[] =>
  lines.map((line) => {
    const [field = '', pattern = ''] = line.replace(/^!/, '').split(' = ');
    return { field: field as GroupRule['field'], pattern, exclude: line.startsWith('!') };
  });

before(async () => {
  server = await startTestServer();
  tara = await setUpSchool(server);
  schoolId =
    (await server.server.db.unbound({}, (tx) => sql<{ id: string }>`select schools_ids() as id`.execute(tx)))
      .rows[0]?.id ?? '';
  year8 = (await group('Year 8')).id;
  form8B = (await group('8B', { parentId: year8 })).id;
  form9C = (await group('9C')).id;
  for (const name of ['Ana Silva', 'Ben Okoro', 'Chi Ng']) await person(name, '8B', [form8B]);
  for (const name of ['Dan Fox', 'Eve Hall']) await person(name, '9C', [form9C]);
  const staff = (name: string, groupIds: string[]) =>
    addStaff(server, tara, { name, email: `${name}@northfield.example`, roles: ['teacher'], groupIds });
  teacher = await staff('eight', [year8]);
  colleague = await staff('nine', [form9C]);
  stranger = (await addSecondSchool(server)).administrator;
});
after(() => server.stop());

describe('the groups that come with Lapwing', () => {
  it('are there in every school, and everybody is in the whole school', async () => {
    for (const who of [tara, stranger]) {
      const { groups } = (await who.call(listGroups)).reply;
      const builtIn = groups.flatMap((each) => each.builtIn ?? []);
      assert.deepEqual(builtIn.toSorted(), [...BUILT_IN_GROUPS].toSorted());
    }
    const whole = await builtIn('whole-school');
    assert.equal(whole.members, people.size);
    assert.deepEqual(await members(whole.id), [...people.keys()].toSorted());
  });

  it('cannot be renamed, moved, deleted, given a rule or a priority; the whole school has settings', async () => {
    const { id: whole } = await builtIn('whole-school');
    const { id: locked } = await builtIn('screens-locked');
    for (const body of [
      { name: 'All' },
      { parentId: year8 },
      { priority: 'high' },
      { rules: rules('form = 8B') },
    ]) {
      const refused = await tara.call(changeGroup, { params: { id: whole }, body });
      assert.deepEqual([refused.status, refused.reason], [409, 'built-in'], JSON.stringify(body));
    }
    const settings = { remoteView: 'ask-allow' };
    assert.equal(
      (await tara.call(changeGroup, { params: { id: locked }, body: { settings } })).reason,
      'built-in',
    );
    assert.equal((await tara.call(deleteGroup, { params: { id: locked } })).reason, 'built-in');
    const set = await tara.call(changeGroup, { params: { id: whole }, body: { settings } });
    assert.equal(set.reply.settings.remoteView, 'ask-allow');
    const reset = { settings: { remoteView: null } };
    await tara.call(changeGroup, { params: { id: whole }, body: reset });
  });

  it('take people in for a time, or for good by who manages restrictions; the whole school has them all', async () => {
    const put = async (
      name: Group['builtIn'],
      who: Visitor,
      minutes: number | null,
    ): Promise<string | null> =>
      (
        await who.call(addMembers, {
          params: { id: (await builtIn(name)).id },
          body: { ids: [id('Ana Silva')], minutes },
        })
      ).reason;
    assert.equal(await put('whole-school', tara, 30), 'everybody');
    assert.equal(await put('internet-banned', tara, 30), null);
    assert.equal(await put('sound-muted', tara, null), null);
    const deputy = await addStaff(server, tara, {
      name: 'Deputy',
      email: 'deputy@northfield.example',
      roles: ['deputy'],
    });
    assert.equal(await put('screens-locked', deputy, null), 'no-end');
    assert.equal(await put('screens-locked', deputy, 30), null);
    for (const name of ['internet-banned', 'sound-muted', 'screens-locked'] as const) {
      const params = { id: (await builtIn(name)).id, memberId: id('Ana Silva') };
      assert.equal((await deputy.call(removeMember, { params })).status, 200);
    }
    assert.equal(
      (
        await tara.call(addGroup, {
          body: { name: 'x', kind: 'people', parentId: (await builtIn('screens-locked')).id },
        })
      ).reason,
      'parent-unknown',
    );
  });

  it('are not shown to a teacher', async () => {
    const { id: whole } = await builtIn('whole-school');
    for (const endpoint of [showGroup, listMembers, showPlaces]) {
      assert.equal((await teacher.call(endpoint, { params: { id: whole } })).status, 404);
    }
    assert.equal(
      (await teacher.call(listGroups)).reply.groups.some((each) => each.builtIn !== null),
      false,
    );
  });
});

async function builtIn(name: Group['builtIn']): Promise<Group> {
  const { groups } = (await tara.call(listGroups)).reply;
  return groups.find((each) => each.builtIn === name) ?? assert.fail(`${name} is missing`);
}

describe('the tree', () => {
  it('counts everybody once, with those of the groups below', async () => {
    await tara.call(addMembers, { params: { id: year8 }, body: { ids: [id('Ana Silva'), id('Dan Fox')] } });
    const shown = await tara.call(showGroup, { params: { id: year8 } });
    assert.equal(shown.reply.members, 4);
    await tara.call(removeMember, { params: { id: year8, memberId: id('Dan Fox') } });
    await tara.call(removeMember, { params: { id: year8, memberId: id('Ana Silva') } });
    assert.equal((await teacher.call(showGroup, { params: { id: year8 } })).reply.members, 3);
  });

  it('has no circles, is ten deep at most, and keeps the kinds apart', async () => {
    const move = async (of: string, parentId: string | null): Promise<string | null> =>
      (await tara.call(changeGroup, { params: { id: of }, body: { parentId } })).reason;
    assert.equal(await move(year8, form8B), 'circle');
    assert.equal(await move(year8, year8), 'circle');
    const rooms = (await group('Rooms', { kind: 'devices' })).id;
    assert.equal(await move(form9C, rooms), 'parent-unknown');
    assert.equal(await move(form9C, randomUUID()), 'parent-unknown');

    let parentId: string | null = null;
    const line: string[] = [];
    for (let level = 1; level <= 10; level += 1) {
      parentId = (await group(`Level ${level}`, { parentId })).id;
      line.push(parentId);
    }
    const deeper = await tara.call(addGroup, { body: { name: 'Too deep', kind: 'people', parentId } });
    assert.deepEqual([deeper.reason, deeper.field], ['too-deep', 'parentId']);
    assert.equal(await move(line[0] ?? '', form9C), 'too-deep');
    for (const each of line.toReversed()) await tara.call(deleteGroup, { params: { id: each } });
  });

  it('has a name once in a place; a group with others below it stays', async () => {
    const again = await tara.call(addGroup, { body: { name: '8b', kind: 'people', parentId: year8 } });
    assert.deepEqual([again.status, again.reason, again.field], [409, 'name-taken', 'name']);
    const other = await group('8B');
    const moved = await tara.call(changeGroup, { params: { id: other.id }, body: { parentId: year8 } });
    assert.equal(moved.reason, 'name-taken');
    assert.equal((await tara.call(deleteGroup, { params: { id: year8 } })).reason, 'has-subgroups');
    await tara.call(deleteGroup, { params: { id: other.id } });
  });
});

describe('what a teacher sees', () => {
  it('is their groups without what is above them, and changes none', async () => {
    const own = await addStaff(server, tara, {
      name: 'form',
      email: 'form@northfield.example',
      roles: ['teacher'],
      groupIds: [form8B],
    });
    const { groups, may } = (await own.call(listGroups)).reply;
    assert.deepEqual(
      groups.map(({ name, parentId }) => [name, parentId]),
      [['8B', null]],
    );
    assert.equal(may.manage.allowed, false);
    const shown = (await own.call(showGroup, { params: { id: form8B } })).reply;
    assert.deepEqual(shown.within, [{ id: form8B, name: '8B' }]);
    assert.equal(shown.may.manage.allowed, false);
    assert.match(shown.may.manage.reason ?? '', /administrator/);
    const params = { id: form8B };
    for (const change of [
      own.call(changeGroup, { params, body: { name: 'Mine' } }),
      own.call(deleteGroup, { params }),
      own.call(addMembers, { params, body: { ids: [id('Ana Silva')] } }),
      own.call(removeMember, { params: { ...params, memberId: id('Ana Silva') } }),
      own.call(tryRules, { params, body: { rules: rules('name = *') } }),
      own.call(showGroup, { params: { id: form9C } }),
      own.call(listMembers, { params: { id: year8 } }),
    ]) {
      assert.equal((await change).status, 404);
    }
    const forSchool = await own.call(addGroup, { body: { name: 'Mine', kind: 'people', parentId: null } });
    assert.equal(forSchool.status, 403);
  });

  it('holds no rule: a pattern can name somebody', async () => {
    await tara.call(changeGroup, { params: { id: form8B }, body: { rules: rules('username = dan.fox') } });
    assert.deepEqual((await teacher.call(showGroup, { params: { id: form8B } })).reply.rules, []);
    assert.equal((await tara.call(showGroup, { params: { id: form8B } })).reply.rules.length, 1);
    await tara.call(changeGroup, { params: { id: form8B }, body: { rules: [] } });
  });
});

describe('a personal group', () => {
  it('is its owner’s alone, and gives nobody a right', async () => {
    const own = await group('My readers', { personal: true }, teacher);
    assert.equal(own.personal, true);
    const added = await teacher.call(addMembers, {
      params: { id: own.id },
      body: { ids: [id('Ana Silva')] },
    });
    assert.equal(added.reply.members, 1);
    assert.deepEqual(await members(own.id, teacher), ['Ana Silva']);
    for (const who of [tara, colleague, stranger]) {
      const { groups } = (await who.call(listGroups)).reply;
      assert.equal(
        groups.some((each) => each.id === own.id),
        false,
      );
      for (const endpoint of [showGroup, listMembers, showPlaces, deleteGroup]) {
        assert.equal((await who.call(endpoint, { params: { id: own.id } })).status, 404);
      }
      const put = { params: { id: own.id }, body: { ids: [id('Ben Okoro')] } };
      assert.equal((await who.call(addMembers, put)).status, 404);
    }
    const given = await addStaff(server, tara, {
      name: 'given',
      email: 'given@northfield.example',
      roles: ['teacher'],
      groupIds: [],
    });
    assert.equal((await given.call(listPeople)).reply.total, 0);
    const person = (await tara.call(listPeople, { query: { search: 'ana' } })).reply.items[0];
    assert.equal(
      person?.groups.some((each) => each.id === own.id),
      false,
    );
  });

  it('takes in only whom its owner may see, and shows only whom they still may', async () => {
    const own = await group('Mixed', { personal: true }, colleague);
    const params = { id: own.id };
    const beyond = await colleague.call(addMembers, { params, body: { ids: [id('Ana Silva')] } });
    assert.equal(beyond.reason, 'member-unknown');
    await colleague.call(addMembers, { params, body: { ids: [id('Dan Fox'), id('Eve Hall')] } });
    await tara.call(removeMember, { params: { id: form9C, memberId: id('Dan Fox') } });
    assert.deepEqual(await members(own.id, colleague), ['Eve Hall']);
    assert.equal((await colleague.call(showGroup, { params })).reply.members, 1);
    await tara.call(addMembers, { params: { id: form9C }, body: { ids: [id('Dan Fox')] } });
    assert.deepEqual(await members(own.id, colleague), ['Dan Fox', 'Eve Hall']);
  });

  it('has no rule, no priority and no settings, and stands only among its owner’s', async () => {
    const own = await group('Plain', { personal: true }, teacher);
    for (const body of [
      { rules: rules('name = *') },
      { priority: 'high' },
      { settings: { remoteView: 'allow' } },
    ]) {
      assert.equal((await teacher.call(changeGroup, { params: { id: own.id }, body })).reason, 'personal');
    }
    const below = { name: 'Below', kind: 'people', parentId: year8, personal: true };
    assert.equal((await teacher.call(addGroup, { body: below })).reason, 'parent-unknown');
    const shared = { name: 'Shared', kind: 'people', parentId: own.id };
    assert.equal((await tara.call(addGroup, { body: shared })).reason, 'parent-unknown');
    await group('Within', { personal: true, parentId: own.id }, teacher);
    // Two people may each have one of a name, and the school a third.
    await group('Plain', { personal: true }, colleague);
    await tara.call(deleteGroup, { params: { id: (await group('Plain')).id } });
  });
});

describe('a membership for a time', () => {
  it('ends by itself at its moment, everywhere, and the audit tells', async () => {
    const { id: detention } = await group('Detention');
    const put = { params: { id: detention }, body: { ids: [id('Ana Silva'), id('Dan Fox')], minutes: 90 } };
    assert.equal((await tara.call(addMembers, put)).reply.members, 2);
    const [first] = (await tara.call(listMembers, { params: { id: detention } })).reply.items;
    assert.equal(first?.via, 'fixed');
    const left = Date.parse(first?.until ?? '') - Date.now();
    assert.ok(left > 88 * 60_000 && left <= 90 * 60_000, String(left));

    await server.server.db.inSchool(schoolId, async (tx) => {
      await sql`update groups_members set until = now() - interval '1 second'
        where group_id = ${detention} and member_id = ${id('Dan Fox')}`.execute(tx.kysely);
    });
    // Whether or not it has been tidied away.
    assert.deepEqual(await members(detention), ['Ana Silva']);
    assert.equal((await tara.call(showGroup, { params: { id: detention } })).reply.members, 1);
    const dan = (await tara.call(listPeople, { query: { search: 'dan' } })).reply.items[0];
    assert.equal(
      dan?.groups.some((each) => each.id === detention),
      false,
    );

    const ended = await until(
      async () => (await tara.call(listAudit, { query: { action: 'groups.ended' } })).reply.items[0],
    );
    assert.equal(ended.summary, 'The time of Dan Fox in the group Detention was over');
    assert.equal(ended.actor, null);
    const [added] = (await tara.call(listAudit, { query: { action: 'groups.members' } })).reply.items;
    assert.match(
      added?.summary ?? '',
      /2 people in the group Detention for 1 hour 30 minutes: Ana Silva and Dan Fox/,
    );
  });

  it('is set anew by another one, and never cuts short one for good', async () => {
    const { id: club } = await group('Chess');
    const put = (minutes: number | null) =>
      tara.call(addMembers, { params: { id: club }, body: { ids: [id('Ana Silva')], minutes } });
    const end = async (): Promise<string | null | undefined> =>
      (await tara.call(listMembers, { params: { id: club } })).reply.items[0]?.until;
    await put(60);
    const once = await end();
    await put(120);
    assert.ok(Date.parse((await end()) ?? '') > Date.parse(once ?? ''));
    await put(null);
    assert.equal(await end(), null);
    await put(60);
    assert.equal(await end(), null);
  });

  it('says who was not in it before, so that an undo takes out nobody else', async () => {
    const { id: club } = await group('Debating');
    const put = async (names: readonly string[]) =>
      (await tara.call(addMembers, { params: { id: club }, body: { ids: names.map(id), minutes: 30 } })).reply
        .added;
    assert.deepEqual(await put(['Ana Silva']), [id('Ana Silva')]);
    assert.deepEqual(await put(['Ana Silva', 'Dan Fox']), [id('Dan Fox')]);
    assert.deepEqual(await put(['Ana Silva', 'Dan Fox']), []);
  });
});

/** Asks again until there is an answer: the sweep comes round by itself. */
async function until<Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a rule', () => {
  let ruled: string;
  before(async () => {
    ruled = (await group('Ruled')).id;
    await person('Fay Stone', '8C');
    await person('100% Percy', '8_');
    await person('Back\\Slash', '8[AB]');
    await person('Émile Zola', 'é9');
  });
  async function fits(...lines: string[]): Promise<string[]> {
    const body = { rules: rules(...lines) };
    const tried = await tara.call(tryRules, { params: { id: ruled }, body });
    assert.equal(tried.status, 200, tried.reason ?? '');
    const saved = await tara.call(changeGroup, { params: { id: ruled }, body });
    assert.equal(saved.status, 200, saved.reason ?? '');
    assert.deepEqual(saved.reply.rules, body.rules);
    const names = await members(ruled);
    // What was tried is what comes of it.
    assert.deepEqual(
      tried.reply.first.map((member) => member.name),
      names,
    );
    assert.equal(tried.reply.total, names.length);
    return names;
  }

  it('brings in who fits a line that includes and none that excludes; the star stands for any text', async () => {
    assert.deepEqual(await fits('form = 8B'), ['Ana Silva', 'Ben Okoro', 'Chi Ng']);
    assert.deepEqual(await fits('form = 8*', '!name = *o*', '!form = 8_', '!form = 8[AB]'), [
      'Ana Silva',
      'Chi Ng',
    ]);
    assert.deepEqual(await fits('name = *FOX', 'username = eve.*'), ['Dan Fox', 'Eve Hall']);
    assert.deepEqual(await fits('!form = 8B'), []);
    assert.deepEqual(await fits(), []);
  });

  it('takes every other character for itself, whatever it means elsewhere', async () => {
    assert.deepEqual(await fits('name = 100%*'), ['100% Percy']);
    assert.deepEqual(await fits('name = %'), []);
    assert.deepEqual(await fits('name = %*'), []);
    assert.deepEqual(await fits('form = 8_'), ['100% Percy']);
    assert.deepEqual(await fits('form = _*'), []);
    assert.deepEqual(await fits('name = back\\*'), ['Back\\Slash']);
    assert.deepEqual(await fits('name = .*'), []);
    assert.deepEqual(await fits('form = 8[AB]*'), ['Back\\Slash']);
    assert.deepEqual(await fits('name = E\u0301MILE*'), ['Émile Zola']);
    assert.deepEqual(await fits("name = ' or true --", 'name = $1', 'name = *";drop'), []);
  });

  it('with a star in every place is answered all the same', async () => {
    const started = performance.now();
    await fits(`name = ${'*a'.repeat(99)}`);
    assert.ok(performance.now() - started < 2000);
  });

  it('looks only at what such members have, and says which line does not', async () => {
    const body = { rules: rules('form = 8B', 'room = B12') };
    for (const call of [tryRules, changeGroup]) {
      const refused = await tara.call(call, { params: { id: ruled }, body });
      assert.deepEqual([refused.status, refused.reason, refused.field], [400, 'rule-field', 'rules']);
    }
    const hidden = { rules: [{ field: 'name', pattern: 'a\u0000b', exclude: false }] };
    assert.equal((await tara.call(changeGroup, { params: { id: ruled }, body: hidden })).status, 400);
  });

  it('does not take out whom somebody put in, and whom it brought in leaves only with it', async () => {
    await tara.call(addMembers, { params: { id: ruled }, body: { ids: [id('Ana Silva')] } });
    await tara.call(changeGroup, {
      params: { id: ruled },
      body: { rules: rules('form = 8B', '!name = Ana*') },
    });
    assert.deepEqual(await members(ruled), ['Ana Silva', 'Ben Okoro', 'Chi Ng']);
    const refused = await tara.call(removeMember, { params: { id: ruled, memberId: id('Ben Okoro') } });
    assert.deepEqual([refused.status, refused.reason], [409, 'by-rule']);
    await tara.call(removeMember, { params: { id: ruled, memberId: id('Ana Silva') } });
    assert.deepEqual(await members(ruled), ['Ben Okoro', 'Chi Ng']);
  });

  it('of devices goes by name, room, system, address and version', async () => {
    const room = (await group('B12', { kind: 'devices' })).id;
    await device('LAPTOP-01', 'B12');
    await device('LAPTOP-02', 'B13', { system: 'Windows', agentVersion: '2.0.0' });
    const found = async (...lines: string[]): Promise<string[]> => {
      await tara.call(changeGroup, { params: { id: room }, body: { rules: rules(...lines) } });
      return members(room);
    };
    assert.deepEqual(await found('room = b12'), ['LAPTOP-01']);
    assert.deepEqual(await found('name = laptop-*', '!system = windows'), ['LAPTOP-01']);
    assert.deepEqual(await found('agent-version = 2.*'), ['LAPTOP-02']);
    // What is not known fits nothing, not even the star.
    assert.deepEqual(await found('address = *'), []);
  });

  it('is run again for a person that changed, and says whether anything came of it', async () => {
    await fits('form = 9D');
    const refreshed = (): Promise<boolean> =>
      server.server.db.inSchool(schoolId, (tx) => refreshRules(tx, { memberIds: [id('Fay Stone')] }));
    await tara.call(changePerson, { params: { id: id('Fay Stone') }, body: { form: '9D' } });
    await refreshed();
    assert.deepEqual(await members(ruled), ['Fay Stone']);
    assert.equal(await refreshed(), false);
    const all = await server.server.db.inSchool(schoolId, (tx) => refreshRules(tx, 'all'));
    assert.equal(all, false);
    assert.deepEqual(await members(ruled), ['Fay Stone']);
  });
});

describe('members', () => {
  it('are listed in pages by name, found by a part of it, with what they are in by', async () => {
    const { id: big } = await group('Big');
    const child = await group('Small', { parentId: big });
    await tara.call(addMembers, { params: { id: big }, body: { ids: [id('Ana Silva'), id('Chi Ng')] } });
    await tara.call(addMembers, {
      params: { id: child.id },
      body: { ids: [id('Ana Silva'), id('Ben Okoro')] },
    });
    const first = (await tara.call(listMembers, { params: { id: big }, query: { limit: '2' } })).reply;
    assert.equal(first.total, 3);
    assert.deepEqual(
      first.items.map(({ name, via, detail }) => [name, via, detail]),
      [
        ['Ana Silva', 'fixed', '8B'],
        ['Ben Okoro', 'subgroup', '8B'],
      ],
    );
    const query = { limit: '2', after: first.next ?? '' };
    const second = (await tara.call(listMembers, { params: { id: big }, query })).reply;
    assert.deepEqual([second.items.map(({ name }) => name), second.next], [['Chi Ng'], null]);
    assert.deepEqual(await members(big, tara, { search: 'CHI' }), ['Chi Ng']);
    assert.deepEqual(await members(big, tara, { search: '%' }), []);
    const below = await tara.call(removeMember, { params: { id: big, memberId: id('Ben Okoro') } });
    assert.equal(below.reason, 'by-subgroup');
    const nobody = await tara.call(removeMember, { params: { id: big, memberId: id('Dan Fox') } });
    assert.equal(nobody.status, 404);
    const [seen] = (await tara.call(listAudit, { query: { action: 'groups.list-members' } })).reply.items;
    assert.match(seen?.summary ?? '', /members of the group Big/);
  });

  it('of another school are nobody', async () => {
    const params = { id: form8B };
    for (const endpoint of [showGroup, listMembers, showPlaces, deleteGroup]) {
      assert.equal((await stranger.call(endpoint, { params })).status, 404);
    }
    const theirs = await group('Theirs', {}, stranger);
    const put = { params: { id: theirs.id }, body: { ids: [id('Ana Silva')] } };
    assert.equal((await stranger.call(addMembers, put)).reason, 'member-unknown');
  });
});

describe('the room plan', () => {
  it('is kept by whoever looks at the screens, for devices of the group that they may see', async () => {
    const { id: room } = await group('C1', { kind: 'devices' });
    const [one, two, other] = [
      await device('C1-1', null),
      await device('C1-2', null),
      await device('C2-1', null),
    ];
    await tara.call(addMembers, { params: { id: room }, body: { ids: [one, two] } });
    const lead = await addStaff(server, tara, {
      name: 'room',
      email: 'room@northfield.example',
      roles: ['teacher'],
      groupIds: [room],
    });
    const places = [
      { deviceId: one, x: 3, y: 0 },
      { deviceId: two, x: 4, y: 0 },
    ];
    const saved = await lead.call(changePlaces, { params: { id: room }, body: { places } });
    assert.deepEqual(saved.reply, { places, may: { change: { allowed: true } } });
    assert.deepEqual((await tara.call(showPlaces, { params: { id: room } })).reply.places, places);
    const save = async (list: unknown[], who: Visitor = lead): Promise<string | null> =>
      (await who.call(changePlaces, { params: { id: room }, body: { places: list } })).reason;
    assert.equal(await save([{ deviceId: other, x: 0, y: 0 }]), 'device-unknown');
    assert.equal(await save([places[0], places[0]]), 'place-twice');
    assert.equal(await save([{ deviceId: one, x: 200, y: 0 }]), 'invalid');
    assert.equal(await save([], colleague), 'not-found');
  });

  it('of a class shows and changes only the devices that one may see; the others stay where they are', async () => {
    const { id: room } = await group('C3', { kind: 'devices' });
    const [theirs, hidden] = [await device('C3-1', null), await device('C4-1', null)];
    await tara.call(addMembers, { params: { id: room }, body: { ids: [theirs] } });
    const both = await addStaff(server, tara, {
      name: 'both',
      email: 'both@northfield.example',
      roles: ['teacher'],
      groupIds: [room, year8],
    });
    const params = { id: year8 };
    const places = [
      { deviceId: theirs, x: 1, y: 1 },
      { deviceId: hidden, x: 2, y: 1 },
    ];
    assert.equal((await tara.call(changePlaces, { params, body: { places } })).status, 200);
    assert.deepEqual((await both.call(showPlaces, { params })).reply.places, [places[0]]);
    assert.equal((await both.call(changePlaces, { params, body: { places } })).reason, 'device-unknown');
    assert.equal((await both.call(changePlaces, { params, body: { places: [] } })).status, 200);
    assert.deepEqual((await tara.call(showPlaces, { params })).reply.places, [places[1]]);
  });
});

describe('what holds for somebody', () => {
  it('is said with the group that it comes from, and to a teacher without naming groups that are not theirs', async () => {
    const watch = await group('Watch list');
    await tara.call(addMembers, { params: { id: watch.id }, body: { ids: [id('Chi Ng')] } });
    const set = (of: string, remoteView: string, priority: string) =>
      tara.call(changeGroup, { params: { id: of }, body: { settings: { remoteView }, priority } });
    assert.equal((await set(watch.id, 'deny', 'high')).status, 200);
    await set(year8, 'ask-allow', 'medium');
    const ask = async (who: Visitor, query: Record<string, string>) => who.call(explainSettings, { query });

    const full = (await ask(tara, { personId: id('Chi Ng') })).reply.settings[0];
    assert.deepEqual([full?.value, full?.from?.name, full?.decidedBy], ['deny', 'Watch list', 'priority']);
    assert.deepEqual(
      full?.overrode.map((each) => each.from?.name),
      ['Year 8', undefined],
    );
    const partly = (await ask(teacher, { personId: id('Chi Ng') })).reply.settings[0];
    assert.deepEqual([partly?.value, partly?.from?.id], ['deny', null]);
    assert.doesNotMatch(JSON.stringify(partly), /Watch list/);
    const ana = (await ask(teacher, { personId: id('Ana Silva') })).reply.settings[0];
    assert.deepEqual([ana?.value, ana?.from?.name], ['ask-allow', 'Year 8']);

    assert.equal((await ask(colleague, { personId: id('Ana Silva') })).status, 404);
    assert.equal((await ask(stranger, { personId: id('Ana Silva') })).status, 404);
    assert.equal((await ask(teacher, { deviceId: randomUUID() })).status, 404);
    assert.equal((await ask(tara, {})).reason, 'nobody-named');

    const form = (await tara.call(showGroup, { params: { id: form8B } })).reply;
    assert.deepEqual(
      form.effective.map((each) => [each.value, each.from?.name]),
      [['ask-allow', 'Year 8']],
    );
    assert.deepEqual(
      form.within.map((each) => each.name),
      ['Year 8', '8B'],
    );
  });
});

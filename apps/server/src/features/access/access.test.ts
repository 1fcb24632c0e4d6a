import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import {
  addAccessPolicy,
  addFavourite,
  changeAccessPolicy,
  changeFavourite,
  deleteAccessPolicy,
  deleteFavourite,
  listAccessPolicies,
  listFavourites,
  orderAccessPolicies,
  readSites,
  saveSearchSettings,
  showSearchSettings,
  tryAddress,
  type AccessPolicy,
} from '@lapwing/protocol/features/access/api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { addGroup, addMembers, listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { endLesson, startLesson } from '@lapwing/protocol/features/lessons/api.ts';
import { liftRestrictions, setRestriction } from '@lapwing/protocol/features/restrictions/api.ts';
import { RestrictionRules } from '@lapwing/protocol/features/restrictions/rules.ts';
import { StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { DEVICE_REQUEST_HEADER } from '@lapwing/protocol/wire.ts';
import { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import { createAccessAt } from './at.ts';
import { openConsoleOf } from '../../../test/control-world.ts';
import { startTestServer, type TestServer, type Visitor } from '../../../test/harness.ts';
import { makeWorld, type World } from '../../../test/world.ts';

let server: TestServer;
let world: World;
let wholeSchool: string;
before(async () => {
  server = await startTestServer();
  world = await makeWorld(server);
  wholeSchool = (await world.tara.call(showSearchSettings)).reply.group.id;
});
after(async () => {
  world.line.socket.close();
  await server.stop();
});

const ALWAYS = { status: 'enabled', hours: null, inHolidays: false } as const;
const EMPTY = { sites: [], titles: [], categories: [], endings: [], words: null, groupIds: [] as string[] };

function draft(more: Record<string, unknown> = {}): Record<string, unknown> {
  return { title: 'No games', kind: 'block', ...EMPTY, sites: ['games.example'], ...ALWAYS, ...more };
}
async function make(more: Record<string, unknown> = {}, who: Visitor = world.tara): Promise<AccessPolicy> {
  const made = await who.call(addAccessPolicy, { body: draft(more) });
  assert.equal(made.status, 200, `${made.reason} ${made.field}`);
  return made.reply;
}
async function clear(): Promise<void> {
  for (const { id } of (await world.tara.call(listAccessPolicies)).reply.policies)
    await world.tara.call(deleteAccessPolicy, { params: { id } });
}
async function newestAudit(): Promise<string> {
  return (
    (await world.tara.call(listAudit)).reply.items.find(({ action }) => action.startsWith('access.'))
      ?.summary ?? ''
  );
}

/** Reads documents of the device until one has rules that are as wanted. */
async function toldRules(wanted: (rules: RestrictionRules) => boolean): Promise<RestrictionRules> {
  for (;;) {
    const frame = ServerFrame.parse(await world.line.next());
    if (frame.type !== 'state/document') continue;
    const { orders } = StateDocument.parse(JSON.parse(frame.payload));
    if (orders.rules === null) continue;
    const path = `/agent/state/packs/${orders.rules.sha256}`;
    const ids = { schoolId: world.ids.school, deviceId: world.ids.device };
    const response = await fetch(`${server.url}${path}`, {
      headers: { [DEVICE_REQUEST_HEADER]: world.device.header(ids, 'GET', path) },
    });
    assert.equal(response.status, 200);
    const rules = RestrictionRules.parse(await response.json());
    if (wanted(rules)) return rules;
  }
}

describe('a policy', () => {
  test('stands in what a device of its group fetches, and is gone with it', async () => {
    const made = await make({ title: 'Block it', groupIds: [world.ids.group8B], categories: ['gambling'] });
    const rules = await toldRules(({ access }) => access.some(({ id }) => id === made.id));
    const rule = rules.access.find(({ id }) => id === made.id);
    assert.equal(rule?.kind, 'block');
    assert.equal(rule.hours, null);
    assert.ok(rule.sites.includes('games.example') && rule.sites.includes('bet365.com'));
    const other = await make({ title: 'Of others', groupIds: [world.ids.group9C] });
    await world.tara.call(changeAccessPolicy, {
      params: { id: made.id },
      body: {
        ...draft({ title: 'Block it', groupIds: [world.ids.group8B], words: 'Not now.' }),
        revision: 0,
      },
    });
    const changed = await toldRules(({ access }) => access.some(({ words }) => words === 'Not now.'));
    assert.ok(!changed.access.some(({ id }) => id === other.id), 'it is for another group');
    await world.tara.call(deleteAccessPolicy, { params: { id: made.id } });
    await toldRules(({ access }) => access.length === 0);
    await clear();
  });

  test('is kept as it was written, and the audit says who changed what, from what to what', async () => {
    const made = await make({
      sites: ['https://www.games.example/', 'games.example', 'play.example'],
      groupIds: [world.ids.group8B],
    });
    assert.deepEqual(made.sites, ['https://www.games.example/', 'play.example'], 'each site once');
    assert.equal(made.activeNow, true);
    assert.match(await newestAudit(), /^Made the access policy “No games”: block, 2 sites; for 8B; always$/);
    const hours = [[{ from: '09:00', to: '12:00' }], [], [], [], [], [], []];
    const changed = await world.tara.call(changeAccessPolicy, {
      params: { id: made.id },
      body: {
        ...draft({
          kind: 'allow',
          sites: ['play.example', 'bbc.co.uk'],
          status: 'scheduled',
          hours,
          words: 'Later.',
        }),
        revision: made.revision,
      },
    });
    assert.equal(changed.reply.revision, made.revision + 1);
    assert.equal(changed.reply.activeNow, false, 'it is for nobody');
    assert.equal(
      await newestAudit(),
      'Changed the access policy “No games”: kind: block -> always allow; when: always -> Mon 09:00-12:00; for: 8B -> nobody; sites: added bbc.co.uk; sites: took out https://www.games.example/; words for pupils: the usual -> “Later.”',
    );
    await clear();
    assert.match(await newestAudit(), /^Deleted the access policy “No games”: always allow, 2 sites/);
  });

  test('is not overwritten by who has not seen the last change', async () => {
    const made = await make();
    const body = { ...draft({ title: 'Mine' }), revision: made.revision };
    const first = await world.dsl.call(changeAccessPolicy, { params: { id: made.id }, body });
    assert.equal(first.status, 200);
    const second = await world.tara.call(changeAccessPolicy, { params: { id: made.id }, body });
    assert.deepEqual([second.status, second.reason], [409, 'changed-meanwhile']);
    await clear();
  });

  test('that closes programs is kept, changed and told in the audit', async () => {
    const made = await world.tara.call(addAccessPolicy, {
      body: draft({ kind: 'applications', sites: [], applications: ['steam', 'steam', '*torrent*'] }),
    });
    assert.deepEqual(made.reply.applications, ['steam', '*torrent*']);
    const { reply } = await world.tara.call(changeAccessPolicy, {
      params: { id: made.reply.id },
      body: {
        ...draft({ kind: 'applications', sites: [], applications: ['steam'] }),
        revision: made.reply.revision,
      },
    });
    assert.deepEqual(reply.applications, ['steam']);
    const lines = (await world.tara.call(listAudit, { query: { limit: '10' } })).reply.items;
    assert.ok(lines.some(({ summary }) => summary.includes('close programs, steam, *torrent*')));
    assert.ok(lines.some(({ summary }) => summary.includes('programs: took out *torrent*')));
    await world.tara.call(deleteAccessPolicy, { params: { id: made.reply.id } });
  });

  test('that says nothing, or what cannot be, is refused by its field', async () => {
    for (const [more, field] of [
      [{ sites: [] }, 'sites'],
      [{ kind: 'allow', sites: [], titles: ['*chess*'] }, 'sites'],
      [{ sites: ['ok.example', 'two words'] }, 'sites.1'],
      [{ sites: ['com'] }, 'sites.0'],
      [{ title: ' ' }, 'title'],
      [{ titles: ['**'] }, 'titles.0'],
      [{ kind: 'downloads', endings: ['tar.gz'] }, 'endings.0'],
      [{ kind: 'applications' }, 'applications'],
      [{ kind: 'applications', applications: ['*'] }, 'applications.0'],
      [{ categories: ['nothing-such'] }, 'categories'],
      [{ groupIds: ['00000000-0000-7000-8000-000000000001'] }, 'groupIds'],
      [{ status: 'scheduled' }, 'hours'],
      [{ status: 'scheduled', hours: [[], [], [], [], [], [], []] }, 'hours'],
      [
        {
          status: 'scheduled',
          hours: [
            [
              { from: '09:00', to: '12:00' },
              { from: '11:00', to: '13:00' },
            ],
            [],
            [],
            [],
            [],
            [],
            [],
          ],
        },
        'hours.0.1.from',
      ],
    ] as const) {
      const refused = await world.tara.call(addAccessPolicy, { body: draft(more) });
      assert.deepEqual([refused.status, refused.field], [400, field], JSON.stringify(more));
    }
    assert.deepEqual((await world.tara.call(listAccessPolicies)).reply.policies, [], 'nothing was half done');
    assert.equal(
      (await world.tara.call(addAccessPolicy, { body: draft({ title: 'a\0b' }) })).reply.title,
      'a\uFFFDb',
    );
    await clear();
  });

  test('has its place, which is given by all ids, and the audit says what was moved', async () => {
    const [a, b, c] = [await make({ title: 'A' }), await make({ title: 'B' }), await make({ title: 'C' })];
    assert.equal(
      (await world.tara.call(orderAccessPolicies, { body: { ids: [c.id, a.id, b.id] } })).status,
      200,
    );
    assert.equal(await newestAudit(), 'Put the access policies in another order: “C” from place 3 to 1');
    const { policies } = (await world.tara.call(listAccessPolicies)).reply;
    assert.deepEqual(
      policies.map(({ title, position }) => [title, position]),
      [
        ['C', 0],
        ['A', 1],
        ['B', 2],
      ],
    );
    for (const ids of [
      [a.id, b.id],
      [a.id, b.id, b.id],
      [a.id, b.id, c.id, world.ids.pupil],
    ]) {
      const refused = await world.tara.call(orderAccessPolicies, { body: { ids } });
      assert.deepEqual([refused.status, refused.reason], [409, 'changed-meanwhile']);
    }
    await clear();
  });

  test('is seen by a teacher where it is for one of their groups, and changed by no teacher', async () => {
    const own = await make({ title: 'Own', groupIds: [world.ids.group8B, world.ids.group9C] });
    await make({ title: 'Others', groupIds: [world.ids.group9C] });
    await make({ title: 'Everybody', groupIds: [wholeSchool] });
    await make({ title: 'Nobody' });
    const { policies, may } = (await world.teacherOf8B.call(listAccessPolicies)).reply;
    assert.deepEqual(
      policies.map(({ title }) => title),
      ['Own', 'Everybody'],
    );
    assert.deepEqual(
      policies[0]?.groups.map(({ name }) => name),
      ['8B'],
      'no other group is named',
    );
    assert.equal(may.manage.allowed, false);
    const body = { ...draft(), revision: 0 };
    for (const status of [
      (await world.teacherOf8B.call(addAccessPolicy, { body: draft() })).status,
      (await world.teacherOf8B.call(changeAccessPolicy, { params: { id: own.id }, body })).status,
      (await world.teacherOf8B.call(deleteAccessPolicy, { params: { id: own.id } })).status,
      (await world.strangersHead.call(changeAccessPolicy, { params: { id: own.id }, body })).status,
      (await world.teacherOf8B.call(listAccessPolicies, { query: { groupId: world.ids.group9C } })).status,
    ])
      assert.equal(status, 404);
    await clear();
  });
});

describe('an address that is tried', () => {
  const tried = async (body: Record<string, unknown>, who: Visitor = world.tara) => {
    const answer = await who.call(tryAddress, { body: { groupId: world.ids.group8B, ...body } });
    assert.equal(answer.status, 200, `${answer.reason} ${answer.field}`);
    return answer.reply;
  };

  test('is judged by the policies of the group, the nearer group first, then their order', async () => {
    const school = await make({ title: 'School', sites: ['chat.example'], groupIds: [wholeSchool] });
    assert.deepEqual(await tried({ url: 'chat.example/x' }), {
      open: false,
      because: '“School” blocks it (chat.example).',
      by: { id: school.id, title: 'School' },
      others: [],
    });
    const form = await make({
      title: 'Form',
      kind: 'allow',
      sites: ['chat.example'],
      groupIds: [world.ids.group8B],
    });
    assert.deepEqual(await tried({ url: 'https://CHAT.example' }), {
      open: true,
      because: '“Form” allows it (chat.example).',
      by: { id: form.id, title: 'Form' },
      others: ['“School” would block it (chat.example).'],
    });
    const only = await make({
      title: 'Only',
      kind: 'allow-only',
      sites: ['bbc.co.uk'],
      groupIds: [world.ids.group8B],
    });
    await world.tara.call(orderAccessPolicies, { body: { ids: [only.id, form.id, school.id] } });
    assert.equal(
      (await tried({ url: 'chat.example' })).because,
      '“Only” allows only the sites of its list, and this is none of them.',
    );
    assert.equal((await tried({ url: 'news.example' })).open, false);
    assert.equal((await tried({ url: 'https://www.childline.org.uk/x' })).open, true);
    assert.equal(
      (await tried({ url: 'news.example', groupId: world.ids.group9C })).because,
      'Nothing says anything against it.',
    );
    await clear();
  });

  test('is judged for a person, at a time on the school’s clock, with holidays', async () => {
    const hours = [[{ from: '09:00', to: '10:00' }], [], [], [], [], [], []];
    await make({
      title: 'Mondays',
      categories: ['games'],
      status: 'scheduled',
      hours,
      groupIds: [world.ids.group8B],
    });
    const of = (at: string, person = world.ids.pupil) =>
      tried({ url: 'poki.com', groupId: undefined, personId: person, at });
    // 8 June 2026 is a Monday; the clocks are an hour ahead of UTC.
    assert.equal(
      (await of('2026-06-08T08:30:00.000Z')).because,
      '“Mondays” blocks it (poki.com, of the list Games).',
    );
    const later = await of('2026-06-08T09:00:00.000Z');
    assert.deepEqual(
      [later.open, later.others],
      [true, ['“Mondays” would block it (poki.com, of the list Games), but holds at other hours.']],
    );
    assert.match(await newestAudit(), /^Tried whether a page is open to Ana Silva$/);
    await clear();
  });

  test('names no policy that may tell which other groups a child is in', async () => {
    const watch = (
      await world.tara.call(addGroup, { body: { name: 'Watch', kind: 'people', parentId: null } })
    ).reply;
    await world.tara.call(addMembers, { params: { id: watch.id }, body: { ids: [world.ids.pupil] } });
    const secret = await make({ title: 'At risk', sites: ['chat.example'], groupIds: [watch.id] });
    const body = { url: 'chat.example', groupId: undefined, personId: world.ids.pupil };
    assert.deepEqual((await tried(body)).by, { id: secret.id, title: 'At risk' });
    const byTeacher = await tried(body, world.teacherOf8B);
    assert.deepEqual(
      [byTeacher.open, byTeacher.because, byTeacher.by],
      [false, '“A policy of a group that is not yours” blocks it (chat.example).', null],
    );
    await clear();
  });

  test('is judged with a policy as it is being written, in place of the stored one', async () => {
    const stored = await make({ sites: ['games.example'], groupIds: [world.ids.group8B] });
    const policy = draft({ sites: ['play.example'], groupIds: [world.ids.group8B] });
    assert.equal((await tried({ url: 'games.example', draft: { id: stored.id, policy } })).open, true);
    assert.equal((await tried({ url: 'games.example', draft: { id: null, policy } })).open, false);
    assert.equal((await tried({ url: 'play.example', draft: { id: null, policy } })).open, false);
    const lock = draft({ title: 'Night', kind: 'lock', groupIds: [world.ids.group8B] });
    const locked = await tried({ url: 'games.example', draft: { id: null, policy: lock } });
    assert.equal(locked.because, 'The device is locked by “Night”: nothing can be used.');
    assert.deepEqual(locked.others, ['“No games” would block it (games.example).']);
    const bad = await world.tara.call(tryAddress, {
      body: { url: 'play.example', draft: { id: null, policy: draft({ sites: [] }) } },
    });
    assert.deepEqual([bad.status, bad.field], [400, 'draft.policy.sites']);
    await clear();
  });

  test('is judged with what was set by hand, which goes before every policy', async () => {
    const policy = await make({
      title: 'Maps',
      kind: 'allow',
      sites: ['maps.example'],
      groupIds: [world.ids.group8B],
    });
    const of = (more: Record<string, unknown> = {}) =>
      tried({ url: 'maps.example', groupId: undefined, personId: world.ids.pupil, ...more });
    assert.equal((await of()).by?.id, policy.id);
    const set = await world.tara.call(setRestriction, {
      body: {
        ids: [randomUUID()],
        targets: [{ kind: 'people', ids: [world.ids.pupil] }],
        effect: { kind: 'block', sites: ['maps.example'], titles: [] },
        minutes: 10,
      },
    });
    assert.equal(set.status, 200, set.reason ?? '');
    const closed = await of();
    assert.equal(closed.open, false);
    assert.match(closed.because, / blocks it \(maps\.example\)\.$/);
    assert.deepEqual(closed.others, ['“Maps” would allow it (maps.example).']);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    assert.equal((await of({ at: later })).open, true, 'it is over by then');
    await clear();
  });

  test('is judged for a group with what was set by hand for it, for one above it and in its lesson', async () => {
    const ids: string[] = [];
    const set = async (target: Record<string, unknown>, site: string): Promise<void> => {
      const id = randomUUID();
      ids.push(id);
      const body = {
        ids: [id],
        targets: [target],
        effect: { kind: 'block', sites: [site], titles: [] },
        minutes: 10,
      };
      const answer = await world.tara.call(setRestriction, { body });
      assert.equal(answer.status, 200, answer.reason ?? '');
    };
    const lesson = { id: randomUUID(), groupId: world.ids.group8B, title: 'Rivers', minutes: 60 };
    await world.tara.call(startLesson, { body: lesson });
    await set({ kind: 'group', id: world.ids.group8B }, 'maps.example');
    await set({ kind: 'group', id: wholeSchool }, 'ships.example');
    await set({ kind: 'lesson', id: lesson.id }, 'trains.example');
    await set({ kind: 'people', ids: [world.ids.pupil] }, 'planes.example');
    const closed = async (groupId: string | undefined): Promise<string[]> => {
      const sites = ['maps.example', 'ships.example', 'trains.example', 'planes.example'];
      const answers = await Promise.all(sites.map((url) => tried({ url, groupId })));
      return sites.filter((_, place) => answers[place]?.open === false);
    };
    assert.deepEqual(await closed(world.ids.group8B), ['maps.example', 'ships.example', 'trains.example']);
    assert.deepEqual(await closed(world.ids.group9C), ['ships.example']);
    assert.deepEqual(await closed(undefined), ['ships.example']);
    const { because } = await tried({ url: 'maps.example' });
    assert.match(because, / blocks it \(maps\.example\)\.$/);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    assert.equal((await tried({ url: 'maps.example', at: later })).open, true, 'it is over by then');
    const { groups } = (await world.tara.call(listGroups)).reply;
    const banned = groups.find(({ builtIn }) => builtIn === 'internet-banned')?.id;
    assert.equal((await tried({ url: 'news.example', groupId: banned })).open, false);
    assert.equal((await world.tara.call(liftRestrictions, { body: { ids } })).status, 200);
    await world.tara.call(endLesson, { params: { id: lesson.id }, body: {} });
    assert.deepEqual(await closed(world.ids.group8B), []);
  });

  test('may be a program: the strongest policy that names it closes it', async () => {
    const games = { kind: 'applications', sites: [], groupIds: [world.ids.group8B] } as const;
    const first = await make({ ...games, title: 'No games', applications: ['steam', '*torrent*'] });
    await make({ ...games, title: 'Shops', applications: ['st*'] });
    await make({ ...games, title: 'Later', applications: ['steam'], status: 'disabled' });
    assert.deepEqual(await tried({ program: 'Steam.EXE' }), {
      open: false,
      because:
        '“No games” closes it (steam), where a desktop agent runs; the browser extension sees no programs.',
      by: { id: first.id, title: 'No games' },
      others: ['“Shops” would close it (st*).', '“Later” would close it (steam), but is switched off.'],
    });
    const writer = await tried({ program: 'LibreOffice Writer' });
    assert.deepEqual([writer.open, writer.because], [true, 'Nothing says anything against it.']);
    const policy = draft({ title: 'Night', kind: 'lock', groupIds: [world.ids.group8B] });
    assert.equal(
      (await tried({ program: 'anything', draft: { id: null, policy } })).because,
      'The device is locked by “Night”: nothing can be used.',
    );
    const both = await world.tara.call(tryAddress, { body: { url: 'a.example', program: 'steam' } });
    assert.deepEqual([both.status, both.field], [400, 'url']);
    await clear();
  });

  test('is refused where it is none, or for whom one may not see', async () => {
    const none = await world.tara.call(tryAddress, { body: { url: 'http://' } });
    assert.deepEqual([none.status, none.field], [400, 'url']);
    for (const whom of [
      { personId: world.ids.pupil },
      { groupId: world.ids.group8B },
      { deviceId: world.ids.device },
    ])
      assert.equal(
        (await world.teacherOf9C.call(tryAddress, { body: { url: 'a.example', ...whom } })).status,
        404,
      );
    assert.equal((await world.teacherOf9C.call(tryAddress, { body: { url: 'a.example' } })).status, 200);
  });
});

test('a pasted list comes to its sites, with what is wrong by line', async () => {
  const text = [
    '\uFEFFWebsite,Note',
    'https://www.bbc.co.uk/,"news, weather"',
    '',
    '# a note',
    '"bbc.co.uk"',
    'two words; x',
    '0.0.0.0 ads.example',
    'com',
    'bbc.co.uk/bitesize',
  ].join('\r\n');
  const { sites, problems, doubled } = (await world.tara.call(readSites, { body: { text } })).reply;
  assert.deepEqual(sites, ['bbc.co.uk', 'ads.example', 'bbc.co.uk/bitesize']);
  assert.equal(doubled, 1);
  assert.deepEqual(
    problems.map(({ line, text: written }) => [line, written]),
    [
      [6, 'two words'],
      [8, 'com'],
    ],
  );
});

describe('a ready list', () => {
  test('of one’s own is nobody else’s; those of the school are kept by who manages access', async () => {
    const fields = {
      title: 'Rivers',
      sites: ['bbc.co.uk/bitesize', 'www.bbc.co.uk/bitesize'],
      personal: true,
    };
    const own = (await world.teacherOf8B.call(addFavourite, { body: fields })).reply;
    assert.deepEqual(own.sites, ['bbc.co.uk/bitesize']);
    const school = (
      await world.tara.call(addFavourite, { body: { ...fields, title: 'Maps', personal: false } })
    ).reply;
    const listed = async (who: Visitor) =>
      (await who.call(listFavourites)).reply.favourites.map(({ title, may }) => [title, may.change.allowed]);
    assert.deepEqual(await listed(world.teacherOf8B), [
      ['Maps', false],
      ['Rivers', true],
    ]);
    assert.deepEqual(await listed(world.teacherOf9C), [['Maps', false]]);
    assert.deepEqual(await listed(world.tara), [['Maps', true]]);
    const change = { ...fields, title: 'Streams', revision: own.revision };
    const byAnother = await world.teacherOf9C.call(changeFavourite, { params: { id: own.id }, body: change });
    assert.equal(byAnother.status, 404);
    for (const [params, body] of [
      [{ id: school.id }, { ...change, revision: school.revision }],
      [{ id: own.id }, { ...change, personal: false }],
    ] as const)
      assert.equal((await world.teacherOf8B.call(changeFavourite, { params, body })).status, 403);
    assert.equal(
      (await world.teacherOf8B.call(addFavourite, { body: { ...fields, personal: false } })).status,
      403,
    );
    assert.equal(
      (await world.teacherOf8B.call(changeFavourite, { params: { id: own.id }, body: change })).reply.title,
      'Streams',
    );
    const stale = await world.teacherOf8B.call(changeFavourite, { params: { id: own.id }, body: change });
    assert.deepEqual([stale.status, stale.reason], [409, 'changed-meanwhile']);
    assert.equal((await world.teacherOf8B.call(deleteFavourite, { params: { id: school.id } })).status, 403);
    assert.equal((await world.teacherOf8B.call(deleteFavourite, { params: { id: own.id } })).status, 200);
    assert.equal((await world.tara.call(deleteFavourite, { params: { id: school.id } })).status, 200);
    assert.match(await newestAudit(), /^Deleted the ready list “Maps” of the school: bbc\.co\.uk\/bitesize$/);
  });
});

test('searching is as the strongest group says, and devices are told', async () => {
  const year = (await world.tara.call(addGroup, { body: { name: 'Year 8', kind: 'people', parentId: null } }))
    .reply.id;
  const form = (await world.tara.call(addGroup, { body: { name: 'Forms', kind: 'people', parentId: year } }))
    .reply.id;
  const someone = (
    await world.tara.call(addPerson, {
      body: { name: 'Someone', username: 'some.one', kind: 'pupil', year: '8', form: '8B', groupIds: [] },
    })
  ).reply.id;
  await world.tara.call(addMembers, {
    params: { id: form },
    body: { ids: [world.ids.pupil, someone] },
  });
  const save = (groupId: string, safe: boolean | null, youtube: string | null) =>
    world.tara.call(saveSearchSettings, { body: { groupId, set: { safe, youtube } } });
  assert.equal((await save(wholeSchool, true, 'strict')).status, 200);
  assert.equal((await save(form, null, 'moderate')).status, 200);
  assert.match(
    await newestAudit(),
    /^Set searching in Forms: safe searching left to others -> left to others; YouTube left to others -> moderate$/,
  );
  const shown = (await world.tara.call(showSearchSettings, { query: { groupId: form } })).reply;
  assert.deepEqual([shown.safe.value, shown.safe.from?.name], [true, 'Whole school']);
  assert.deepEqual([shown.youtube.value, shown.youtube.from?.name], ['moderate', 'Forms']);
  assert.deepEqual(shown.set, { safe: null, youtube: 'moderate' });
  const rules = await toldRules(({ search }) => search.youtube === 'moderate');
  assert.equal(rules.search.safe, true);
  await save(form, null, null);
  await save(wholeSchool, null, null);
  await toldRules(({ search }) => !search.safe && search.youtube === 'off');
  assert.equal(
    (await world.teacherOf8B.call(saveSearchSettings, { body: { groupId: form, set: shown.set } })).status,
    404,
  );
});

test('open consoles are told of each change, of a list of one’s own nobody else', async () => {
  const [tara, eight] = await Promise.all(
    [world.tara, world.teacherOf8B].map((who) => openConsoleOf(server, who)),
  );
  assert.ok(tara !== undefined && eight !== undefined);
  const both = () => Promise.all([tara, eight].map((one) => one.frame('access/changed')));
  const { id } = await make();
  await both();
  await world.tara.call(saveSearchSettings, {
    body: { groupId: wholeSchool, set: { safe: true, youtube: null } },
  });
  await both();
  await world.tara.call(saveSearchSettings, {
    body: { groupId: wholeSchool, set: { safe: null, youtube: null } },
  });
  await both();
  const list = (personal: boolean) => ({ title: 'Rivers', sites: ['rivers.example'], personal });
  const own = (await world.teacherOf8B.call(addFavourite, { body: list(true) })).reply;
  await eight.frame('access/changed');
  const shared = (await world.tara.call(addFavourite, { body: list(false) })).reply;
  await both();
  await world.teacherOf8B.call(deleteFavourite, { params: { id: own.id } });
  await eight.frame('access/changed');
  await world.tara.call(deleteFavourite, { params: { id: shared.id } });
  await both();
  await world.tara.call(deleteAccessPolicy, { params: { id } });
  await both();
  // Had one more been said to her, it would stand here.
  await world.tara.call(addGroup, { body: { name: 'Chess club', kind: 'people', parentId: null } });
  for (;;) {
    const { type } = await tara.line.next();
    assert.notEqual(type, 'access/changed');
    if (type === 'groups/changed') break;
  }
  tara.close();
  eight.close();
});

test('for a thousand devices a few queries say what holds, and those alike share it', async () => {
  const seats = 1000;
  const other = await make({ title: 'Of some', sites: ['other.example'], groupIds: [world.ids.group9C] });
  await make({
    title: 'Of all',
    sites: Array.from({ length: 1000 }, (_, at) => `site${at}.example`),
    groupIds: [wholeSchool],
  });
  await server.server.db.inSchool(world.ids.school, async (tx) => {
    const accessAt = createAccessAt([]);
    const at = Array.from({ length: seats }, (_, place) => ({
      deviceId: randomUUID(),
      personId: place % 2 === 0 ? world.ids.pupil : null,
    }));
    const found = await accessAt(tx, at);
    assert.equal(found.size, seats);
    assert.equal(new Set(found.values()).size, 1, 'the same holds for all of them');
    const began = performance.now();
    const again = await accessAt(tx, at);
    assert.ok(performance.now() - began < 500, `${performance.now() - began} ms`);
    const [one] = again.values();
    assert.deepEqual(
      one?.access.map(({ title }) => title),
      ['Of all'],
    );
    assert.ok(!one.access.some(({ id }) => id === other.id));
  });
  await clear();
});

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { search, type Hit } from '@lapwing/protocol/features/search/api.ts';
import type { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import { startTestServer, type TestServer, type Visitor } from '../../../test/harness.ts';
import { makeWorld, type World } from '../../../test/world.ts';
import { findPolicies } from './policies.ts';

let server: TestServer;
let world: World;
before(async () => {
  server = await startTestServer();
  world = await makeWorld(server);
  const { tara, ids } = world;
  const add = (name: string, username: string, form: string, groupIds: string[] = []): Promise<unknown> =>
    tara.call(addPerson, { body: { name, username, kind: 'pupil', year: '9', form, groupIds } });
  await add('Mohammed Khan', 'mkhan14', '9C', [ids.group9C]);
  await add('Zoë Łukasz', 'zl', '9D');
  await add('عبد الرحمن محمد', 'arm', '9D');
  await add('Anastasia Petrova', 'apetrova', '9D');
});
after(async () => {
  world.line.socket.close();
  await server.stop();
});

async function find(who: Visitor, q: string, kind?: Hit['kind']): Promise<Hit[]> {
  const { status, reply, reason } = await who.call(search, { query: { q } });
  assert.equal(status, 200, reason ?? '');
  return kind === undefined ? reply.hits : reply.hits.filter((hit) => hit.kind === kind);
}
const titles = (hits: readonly Hit[]): string[] => hits.map((hit) => hit.title);

describe('searching', () => {
  test('finds people by beginnings, in any order, with letters wrong, without accents and in any writing', async () => {
    for (const [typed, name] of [
      ['moh', 'Mohammed Khan'],
      ['khan moh', 'Mohammed Khan'],
      ['mohamed kahn', 'Mohammed Khan'],
      ['MKHAN', 'Mohammed Khan'],
      ['zoe', 'Zoë Łukasz'],
      ['الرحمن', 'عبد الرحمن محمد'],
      ['anastsia', 'Anastasia Petrova'],
    ] as const) {
      assert.equal(titles(await find(world.tara, typed, 'person'))[0], name, typed);
    }
    assert.deepEqual(await find(world.tara, 'xqzwv'), []);
    assert.deepEqual(await find(world.tara, '.,;'), []);
    assert.deepEqual(await find(world.tara, '%'), []);
    assert.equal((await find(world.tara, `'; drop table people; --`)).length, 0);
  });

  test('puts who is meant first, and tells namesakes apart', async () => {
    const hits = await find(world.tara, 'ana', 'person');
    assert.deepEqual(titles(hits), ['Ana Silva', 'Anastasia Petrova']);
    assert.equal(hits[0]?.detail, '8B · ana.silva');
  });

  test('says what begins as was typed, and what is only like it', async () => {
    for (const who of [world.tara, world.teacherOf9C]) {
      const likes = async (typed: string, kind: Hit['kind']): Promise<boolean[]> =>
        (await find(who, typed, kind)).map((hit) => hit.like);
      assert.deepEqual(await likes('khan', 'person'), [false]);
      assert.deepEqual(await likes('mohamed kahn', 'person'), [true]);
    }
    const [device] = await find(world.tara, 'desk off ana', 'device');
    const [same] = await find(world.tara, 'desk', 'device');
    assert.deepEqual([device?.like, same?.like], [true, false]);
    const [typo] = await find(world.tara, 'fenwik the cat', 'capture');
    const [right] = await find(world.tara, 'fenwick', 'capture');
    const [theirs] = await find(world.tara, 'ana', 'capture');
    assert.deepEqual([typo?.like, right?.like, theirs?.like], [true, false, false]);
  });

  test('finds devices, groups and captures', async () => {
    assert.deepEqual(titles(await find(world.tara, 'desk of', 'device')), ['Desk of Ana']);
    assert.deepEqual(titles(await find(world.tara, '8b', 'group')), ['8B']);
    for (const typed of [
      'ana',
      'suicide',
      'suicde',
      'ana suicide',
      'fenwick',
      'fenwik the cat',
      'docs.example',
    ]) {
      const [hit] = await find(world.tara, typed, 'capture');
      assert.equal(hit?.id, world.ids.capture, typed);
      assert.equal(hit?.title, 'Ana Silva');
      assert.equal(hit?.severity, 'severe');
    }
    assert.deepEqual(await find(world.tara, 'khan suicide', 'capture'), []);
  });

  test('shows each only what they may see', async () => {
    const all = 'ana';
    assert.deepEqual(titles(await find(world.teacherOf8B, all, 'person')), ['Ana Silva']);
    assert.equal((await find(world.teacherOf8B, 'fenwick', 'capture')).length, 1);
    assert.deepEqual(titles(await find(world.teacherOf9C, 'khan', 'person')), ['Mohammed Khan']);
    for (const typed of ['ana', 'silva', 'anq silva', '8b', 'desk', 'fenwick', 'suicide', 'docs.example']) {
      assert.deepEqual(await find(world.teacherOf9C, typed), [], typed);
      assert.deepEqual(await find(world.strangersHead, typed), [], typed);
      assert.deepEqual(await find(world.networkManager, typed, 'capture'), [], typed);
    }
  });

  test('finds a personal group for its owner alone', async () => {
    const made = await world.teacherOf8B.call(addGroup, {
      body: { name: 'Quiet corner', kind: 'people', parentId: null, personal: true },
    });
    assert.equal(made.status, 200, made.reason ?? '');
    assert.deepEqual(titles(await find(world.teacherOf8B, 'quiet', 'group')), ['Quiet corner']);
    assert.deepEqual(await find(world.tara, 'quiet', 'group'), []);
  });

  test('stands in the audit without what was typed', async () => {
    await find(world.dsl, 'fenwick');
    const { items } = (await world.dsl.call(listAudit, { query: { action: 'search.run', limit: '1' } }))
      .reply;
    assert.equal(items[0]?.summary, 'Searched, 1 result');
    assert.doesNotMatch(JSON.stringify(items), /fenwick/);
  });

  test('looks at no word of a sealed capture', async () => {
    const { db } = server.server;
    const seen = await db.inSchool(world.ids.school, async (tx) => {
      const { sealCapture } = await import('../captures/store.ts');
      await sealCapture(tx, world.ids.capture);
      return true;
    });
    assert.ok(seen);
    for (const typed of ['fenwick', 'docs.example', 'homework'])
      assert.deepEqual(await find(world.dsl, typed, 'capture'), [], typed);
    assert.equal((await find(world.dsl, 'ana', 'capture')).length, 1);
  });
});

test('words name policies by their beginning or with a letter wrong, and leave the rest', () => {
  const titleOf = (key: PolicyKey): string => key.replaceAll('-', ' ');
  assert.deepEqual(findPolicies(['eating', 'dis'], titleOf), { policies: ['eating-disorders'], rest: [] });
  assert.deepEqual(findPolicies(['ana', 'bulying'], titleOf), { policies: ['bullying'], rest: ['ana'] });
  assert.deepEqual(findPolicies(['drugs', 'bullying'], titleOf).policies, []);
  assert.deepEqual(findPolicies(['su'], titleOf), { policies: [], rest: ['su'] });
});

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Endpoint } from '@lapwing/protocol/endpoint.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { search } from '@lapwing/protocol/features/search/api.ts';
import { askSealed, listSealedAsks, openSealed } from '@lapwing/protocol/features/evidence/sealed.api.ts';
import { sql } from 'kysely';
import sharp from 'sharp';
import type { RouteEntry } from '../src/permissions/routes.ts';
import { startTestServer, type TestServer, type Visitor } from './harness.ts';
import { reportSealed, SEALED, SEALED_MARKS, SEALED_REASON } from './sealed-world.ts';
import { makeWorld, type World } from './world.ts';

/**
 * Walks every route that gives something out, as those who hold the right, those who do not, and those who do and have
 * not opened it: what is sealed leaves by one path alone. A route that is added later is walked too.
 */
let testServer: TestServer;
let world: World;
let sealed: { captureId: string; evidenceId: string };
let original: Buffer;

before(async () => {
  testServer = await startTestServer();
  world = await makeWorld(testServer);
  // Noise, so that any part of it is found again wherever it turns up.
  original = await sharp(randomBytes(480 * 270 * 3), { raw: { width: 480, height: 270, channels: 3 } })
    .jpeg({ quality: 60 })
    .toBuffer();
  sealed = await reportSealed(testServer, world, original);
});
after(async () => {
  world.line.socket.close();
  await testServer.stop();
});

const nameOf = ({ method, path }: Endpoint): string => `${method} ${path}`;
const readable = (): RouteEntry[] =>
  testServer.server.routes.filter(({ endpoint, access }) => endpoint.method === 'GET' && access !== 'device');

/** All that the route could be asked for that has to do with the sealed capture. */
function* addressesOf(entry: RouteEntry): Generator<string> {
  const { ids } = world;
  const about = [sealed.captureId, sealed.evidenceId, ids.pupil, ids.device, ids.group8B, ids.school];
  const queries = [
    '',
    '?limit=200',
    `?personId=${ids.pupil}`,
    `?deviceId=${ids.device}`,
    `?groupId=${ids.group8B}`,
    `?captureId=${sealed.captureId}`,
    `?ids=${sealed.captureId}`,
    `?q=${SEALED_MARKS[0] ?? ''}`,
    '?policy=illegal-content',
    '?together=true',
    '?original=1',
  ];
  const names = entry.endpoint.path.match(/:[A-Za-z0-9]+/g) ?? [];
  const values = names.length === 0 ? [''] : about;
  for (const value of values) {
    const path = entry.endpoint.path.replaceAll(/:[A-Za-z0-9]+/g, value);
    for (const query of names.length === 0 ? queries : queries.slice(0, 1)) yield `${path}${query}`;
  }
}

interface Given {
  readonly by: string;
  readonly route: string;
  readonly status: number;
  readonly bytes: Buffer;
}
/** Asked for so many at a time: each is slow by its audit, not by its work. */
const AT_ONCE = 8;

async function walk(who: Visitor, by: string): Promise<Given[]> {
  const given: Given[] = [];
  const wanted = readable().flatMap((entry) =>
    Array.from(addressesOf(entry), (address) => ({ address, route: nameOf(entry.endpoint) })),
  );
  async function ask(): Promise<void> {
    for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) {
      const { address, route } = next;
      const response = await fetch(`${testServer.url}${address}`, { headers: { cookie: who.cookie() } });
      const bytes = Buffer.from(await response.arrayBuffer());
      given.push({ by, route, status: response.status, bytes });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return given;
}
/** A few dozen bytes out of the middle: an image that is handed on whole or within another file has them. */
const sliceOf = (image: Buffer): Buffer => image.subarray(image.length >> 1, (image.length >> 1) + 48);
const holdsWords = ({ bytes }: Given): boolean => SEALED_MARKS.some((mark) => bytes.includes(mark));

test('what is sealed leaves by no route until it is opened, and then by one alone', async () => {
  const before = [
    ...(await walk(world.dsl, 'lead')),
    ...(await walk(world.networkManager, 'administrator')),
    ...(await walk(world.teacherOf8B, 'teacher')),
  ];
  assert.ok(before.filter(({ status }) => status === 200).length > 100, 'the walk sees something');
  assert.ok(
    before.some(({ route, bytes }) => route === 'GET /api/captures' && bytes.includes(sealed.captureId)),
    'the sealed capture itself is listed',
  );
  for (const given of before) {
    assert.ok(!holdsWords(given), `${given.route} gives sealed words to the ${given.by}`);
    assert.ok(!given.bytes.includes(sliceOf(original)), `${given.route} gives the image to the ${given.by}`);
  }

  const { captureId } = sealed;
  const early = await world.dsl.call(openSealed, { params: { captureId } });
  assert.equal(early.reason, 'not-open');
  await world.dsl.call(askSealed, { params: { captureId }, body: { reason: SEALED_REASON } });
  const opened = await world.dsl.call(openSealed, { params: { captureId } });
  assert.equal(opened.reply.wordings[0]?.sentence, SEALED.sentence);
  const image = await fetch(`${testServer.url}/api/evidence/${sealed.evidenceId}`, {
    headers: { cookie: world.dsl.cookie() },
  });
  assert.equal(image.status, 200);
  const shown = sliceOf(Buffer.from(await image.arrayBuffer()));
  for (const given of before) {
    assert.ok(!given.bytes.includes(shown), `${given.route} gave the watermarked image to the ${given.by}`);
  }

  const afterwards = await walk(world.dsl, 'lead');
  const another = { headers: { cookie: world.tara.cookie() } };
  const notTheirs = await fetch(`${testServer.url}/api/evidence/${sealed.evidenceId}`, another);
  assert.equal(notTheirs.status, 404, 'it is open to who asked alone');
  assert.ok(!afterwards.some(holdsWords), 'the words are given by the opening alone');
  const ways = afterwards.filter(({ bytes }) => bytes.includes(shown) || bytes.includes(sliceOf(original)));
  assert.deepEqual(Array.from(new Set(ways.map(({ route, by }) => `${route} to the ${by}`))), [
    'GET /api/evidence/:id to the lead',
  ]);
  for (const action of ['evidence.sealed-ask', 'evidence.sealed-open', 'evidence.view']) {
    const { items } = (await world.tara.call(listAudit, { query: { action } })).reply;
    assert.ok(
      items.some((item) => item.subject?.id === captureId),
      `${action} stands in the audit`,
    );
  }
});

test('what is sealed is found by no search, and stands in no log and no table but its own', async () => {
  for (const mark of SEALED_MARKS) {
    const found = await world.dsl.call(search, { query: { q: mark } });
    assert.equal(found.status, 200);
    assert.ok(!JSON.stringify(found.reply).includes(sealed.captureId), mark);
  }
  assert.deepEqual((await world.dsl.call(listSealedAsks)).reply.asks, []);
  const log = testServer.logged();
  for (const mark of SEALED_MARKS) assert.ok(!log.includes(mark), `the log holds ${mark}`);

  // All that the application can read, payloads of jobs and mail that waits among it.
  await testServer.server.db.inSchool(world.ids.school, async (tx) => {
    const tables = await sql<{ name: string; readable: boolean }>`
      select c.relname as name, has_table_privilege(c.oid, 'select') as readable
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p')`.execute(tx.kysely);
    const unreadable = tables.rows.filter((table) => !table.readable).map((table) => table.name);
    assert.ok(unreadable.includes('captures_sealed'));
    for (const { name, readable: mayRead } of tables.rows) {
      if (!mayRead) continue;
      for (const mark of SEALED_MARKS) {
        const rows = await sql`select 1 from ${sql.table(name)} t where t::text ilike ${`%${mark}%`}`.execute(
          tx.kysely,
        );
        assert.equal(rows.rows.length, 0, `the table ${name} holds ${mark}`);
      }
    }
  });
});

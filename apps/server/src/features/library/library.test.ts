import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readShippedLibrary } from '@lapwing/library/read.ts';
import { signIn } from '@lapwing/protocol/features/accounts/api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import {
  addLibrary,
  MAX_LIBRARY_BYTES,
  previewLibrary,
  showLibrary,
} from '@lapwing/protocol/features/library/api.ts';
import { z } from 'zod';
import {
  addStaff,
  PASSWORD,
  setUpSchool,
  startTestServer,
  visitor,
  type TestServer,
  type Visitor,
} from '../../../test/harness.ts';
import {
  MADE_UP_NOTE,
  MADE_UP_TERM,
  makeLibraryMaker,
  type LibraryMaker,
} from '../../../test/library-maker.ts';

const stranger = generateKeyPairSync('ed25519');
const shipped = await readShippedLibrary();

let maker: LibraryMaker;
let test: TestServer;
let lead: Visitor;
let teacher: Visitor;
const start = (): Promise<TestServer> =>
  startTestServer({
    folder: path.join(maker.folder, 'data'),
    environment: { LAPWING_LIBRARY_KEYS: maker.keysFile, LAPWING_LIBRARY_FROM: maker.folder },
  });
before(async () => {
  maker = await makeLibraryMaker();
  test = await start();
  lead = await setUpSchool(test);
  teacher = await addStaff(test, lead, {
    name: 'Tom',
    email: 'tom@northfield.example',
    roles: ['teacher'],
    groupIds: [],
  });
});
after(async () => {
  await test?.stop();
  rmSync(maker.folder, { recursive: true, force: true });
});

const refusal = z.object({ error: z.object({ reason: z.string(), message: z.string() }) });
async function send(file: Uint8Array, who = lead): Promise<{ status: number; reason: string | null }> {
  const response = await fetch(`${test.url}${addLibrary.path}`, {
    method: 'POST',
    headers: { cookie: who.cookie(), 'content-type': 'application/octet-stream' },
    body: new Uint8Array(file),
  });
  const body: unknown = await response.json();
  return { status: response.status, reason: response.ok ? null : refusal.parse(body).error.reason };
}
const versions = async (): Promise<string[]> =>
  (await lead.call(showLibrary)).reply.versions.map(({ version }) => version);

describe('an update of the library', () => {
  it('that is wrong in any way changes nothing, and why is said', async () => {
    const good = maker.release('2027.1.1');
    const damaged = Uint8Array.from(good, (byte, place) => (place === 2000 ? byte ^ 1 : byte));
    assert.deepEqual(await send(maker.release('2027.1.1', stranger.privateKey)), {
      status: 400,
      reason: 'bad-signature',
    });
    assert.deepEqual(await send(damaged), { status: 400, reason: 'bad-signature' });
    assert.deepEqual(await send(maker.release('2020.1.1')), { status: 400, reason: 'older-version' });
    assert.deepEqual(await send(maker.release(shipped.version)), { status: 400, reason: 'same-version' });
    assert.deepEqual(await send(Buffer.from('Name,Form\n')), { status: 400, reason: 'not-a-library' });
    assert.equal((await send(new Uint8Array(MAX_LIBRARY_BYTES + 1))).status, 413);
    assert.equal((await send(good, teacher)).status, 404);
    assert.deepEqual(await versions(), [shipped.version]);
  });

  it('is brought, shows what it would change with the note of each term, and is not in force by itself', async () => {
    assert.deepEqual(await send(maker.release('2027.1.1')), { status: 200, reason: null });
    const { reply } = await lead.call(showLibrary);
    assert.deepEqual(
      reply.versions.map(({ version, from, by, inForce }) => ({ version, from, by, inForce })),
      [
        { version: '2027.1.1', from: 'uploaded', by: 'Tara Khan', inForce: false },
        { version: shipped.version, from: 'shipped', by: null, inForce: true },
      ],
    );
    const preview = (await lead.call(previewLibrary, { params: { version: '2027.1.1' } })).reply;
    assert.deepEqual(preview.differences, [
      {
        term: MADE_UP_TERM,
        policy: 'drugs',
        change: 'new',
        note: MADE_UP_NOTE,
        severity: { before: null, after: 'severe' },
        kept: null,
      },
    ]);
    const [entry] = (await lead.call(listAudit, { query: { action: 'library.add' } })).reply.items;
    assert.match(entry?.summary ?? '', /Brought version 2027\.1\.1 of the library/);
    assert.equal((await lead.call(previewLibrary, { params: { version: '2027.9.9' } })).status, 404);
    assert.deepEqual(await send(maker.release('2026.12.1')), { status: 400, reason: 'older-version' });
  });

  it('is found where the server looks for updates, and what is wrong there is told', async () => {
    writeFileSync(path.join(maker.folder, '2027.2.1.lwlib'), maker.release('2027.2.1'));
    writeFileSync(path.join(maker.folder, 'wrong.lwlib'), 'nothing');
    await test.stop();
    test = await start();
    lead = visitor(test.url);
    await lead.call(signIn, { body: { email: 'tara.khan@northfield.example', password: PASSWORD } });
    const found = async (): Promise<{ problem: string | null } | null> =>
      (await lead.call(showLibrary)).reply.watched;
    while ((await found())?.problem === null) await new Promise((resolve) => setTimeout(resolve, 50));
    const { watched, versions: here } = (await lead.call(showLibrary)).reply;
    assert.equal(watched?.place, maker.folder);
    assert.match(watched?.problem ?? '', /wrong\.lwlib: This is not a file of Lapwing’s library\./);
    assert.deepEqual(
      here.map(({ version, from }) => [version, from]),
      [
        ['2027.2.1', 'found'],
        ['2027.1.1', 'uploaded'],
        [shipped.version, 'shipped'],
      ],
    );
  });
});

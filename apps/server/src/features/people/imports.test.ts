import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { listPeople } from '@lapwing/protocol/features/people/api.ts';
import {
  applyImport,
  cancelImport,
  ImportFile,
  MAX_IMPORT_BYTES,
  previewImport,
  showImport,
  type ImportChoices,
  type ImportPreview,
} from '@lapwing/protocol/features/people/imports.api.ts';
import {
  addStaff,
  setUpSchool,
  startTestServer,
  type TestServer,
  type Visitor,
  visitor,
} from '../../../test/harness.ts';

let server: TestServer;
let tara: Visitor;
before(async () => {
  server = await startTestServer();
  tara = await setUpSchool(server);
});
after(() => server.stop());

const FULL = 'Preferred Forename,Preferred Surname,Work email,NC Year,Reg,UPN';

/** Sends bytes as the console does. */
function send(
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
  who: Visitor = tara,
): Promise<Response> {
  return fetch(`${server.url}/api/people/imports`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', cookie: who.cookie() },
    body,
    // Node wants this of a body that streams.
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  });
}
async function read(text: string, who: Visitor = tara): Promise<ImportFile> {
  const response = await send(text, who);
  assert.equal(response.status, 200, await response.clone().text());
  return ImportFile.parse(await response.json());
}
function choicesOf(file: ImportFile, more: Partial<ImportChoices> = {}): ImportChoices {
  return {
    columns: file.guessed,
    key: 'username',
    kind: 'pupil',
    leavers: false,
    groups: false,
    edits: [],
    skip: [],
    skipErrors: false,
    ...more,
  };
}
async function preview(file: ImportFile, choices: ImportChoices): Promise<ImportPreview> {
  const answer = await tara.call(previewImport, { params: { id: file.id }, body: choices });
  assert.equal(answer.status, 200, answer.reason ?? '');
  return answer.reply;
}
function expected(shown: ImportPreview): { added: number; changed: number; leavers: number } {
  return { added: shown.added.total, changed: shown.changed.total, leavers: shown.leavers.total };
}
async function apply(
  file: ImportFile,
  choices: ImportChoices,
  more: { manyLeaversMeant?: boolean; expected?: object } = {},
): ReturnType<typeof tara.call<typeof applyImport>> {
  const shown = await preview(file, choices);
  return tara.call(applyImport, {
    params: { id: file.id },
    body: { choices, expected: expected(shown), manyLeaversMeant: false, ...more },
  });
}
async function roster(query: Record<string, string> = {}): Promise<string[]> {
  const { reply } = await tara.call(listPeople, { query: { limit: '200', ...query } });
  return reply.items.map((person) => person.name);
}
const total = async (): Promise<number> => (await tara.call(listPeople)).reply.total;
async function imports(): Promise<string[]> {
  const { items } = (await tara.call(listAudit, { query: { action: 'people.import', limit: '50' } })).reply;
  return items.map((entry) => entry.summary);
}
/** A roster of so many people whom nobody else has. */
function many(count: number, prefix: string): string {
  const rows = Array.from(
    { length: count },
    (_, at) => `${prefix} ${at},Person,${prefix}${at}@school.example,${7 + (at % 5)},${7 + (at % 5)}A,`,
  );
  return `${FULL}\n${rows.join('\n')}\n`;
}

describe('an import', () => {
  test('previews, is put right on screen, makes groups, and changes nothing before that', async () => {
    const file = await read(
      `${FULL}\nAna,Silva,ana@school.example,9,9B,\n=Ben,Okoro,ben@school.example,9,9C,\nCleo,Moss,ana@school.example,Year 10,10A,\nDov,Levi,,9,9B,\n`,
    );
    assert.deepEqual([file.rows, file.separator, file.encoding], [4, ',', 'utf-8']);
    let choices = choicesOf(file, { groups: true });
    const first = await preview(file, choices);
    assert.deepEqual(
      first.errors.first.map(({ line, field, reason }) => [line, field, reason]),
      [
        [3, 'forename', 'formula'],
        [4, 'username', 'username-twice'],
        [5, 'username', 'username-missing'],
      ],
    );
    const refused = await apply(file, choices);
    assert.deepEqual([refused.status, refused.reason], [400, 'rows-with-errors']);
    assert.equal(await total(), 0);
    choices = {
      ...choices,
      edits: [
        { line: 3, field: 'forename', value: 'Ben' },
        { line: 4, field: 'username', value: 'cleo@school.example' },
      ],
      skip: [5],
    };
    const second = await preview(file, choices);
    assert.deepEqual(
      [second.errors.total, second.added.total, second.skipped, second.newGroups],
      [0, 3, 1, 5],
    );
    assert.deepEqual(await roster(), []);
    const done = await apply(file, choices);
    assert.deepEqual(done.reply, { added: 3, changed: 0, leavers: 0, groups: 5 });
    assert.deepEqual(await roster(), ['Ana Silva', 'Ben Okoro', 'Cleo Moss']);
    const { groups } = (await tara.call(listGroups)).reply;
    const count = (name: string): number | undefined => groups.find((group) => group.name === name)?.members;
    assert.deepEqual([count('Year 9'), count('9B'), count('Year 10'), count('10A')], [2, 1, 1, 1]);
    assert.deepEqual(await imports(), [
      'Imported a roster: 3 added, 0 changed, 0 marked as having left, 5 groups made',
    ]);
    assert.equal(
      (await tara.call(showImport, { params: { id: file.id } })).status,
      404,
      'the file is forgotten',
    );
  });

  test('of the same people changes, moves them between forms, and marks who is missing only when told to', async () => {
    const file = await read(
      `${FULL}\nAna,Silva,ana@school.example,9,9C,\nBen,Okoro,ben@school.example,9,9C,\n`,
    );
    const left = await preview(file, choicesOf(file, { leavers: true }));
    assert.deepEqual(
      left.leavers.first.map(({ name }) => name),
      ['Cleo Moss'],
    );
    assert.deepEqual([left.leavers.total, left.present, left.manyLeavers], [1, 3, true]);
    assert.deepEqual(left.changed.first[0]?.before, { form: '9B' });
    assert.equal((await preview(file, choicesOf(file))).leavers.total, 0);
    const choices = choicesOf(file, { leavers: true, groups: true });
    const unsure = await apply(file, choices);
    assert.deepEqual([unsure.status, unsure.reason, unsure.field], [400, 'many-leavers', 'manyLeaversMeant']);
    assert.equal(await total(), 3);
    const done = await apply(file, choices, { manyLeaversMeant: true });
    assert.deepEqual(done.reply, { added: 0, changed: 1, leavers: 1, groups: 0 });
    assert.deepEqual(await roster(), ['Ana Silva', 'Ben Okoro']);
    assert.deepEqual(await roster({ leavers: 'only' }), ['Cleo Moss']);
    const { groups } = (await tara.call(listGroups)).reply;
    const count = (name: string): number | undefined => groups.find((group) => group.name === name)?.members;
    assert.deepEqual([count('9B'), count('9C'), count('10A')], [0, 2, 0]);
  });

  test('that is not what was previewed is refused', async () => {
    const file = await read(`${FULL}\nEve,New,eve@school.example,9,9C,\n`);
    const answer = await apply(file, choicesOf(file), { expected: { added: 2, changed: 0, leavers: 0 } });
    assert.deepEqual([answer.status, answer.reason], [409, 'changed-meanwhile']);
    assert.deepEqual(await roster(), ['Ana Silva', 'Ben Okoro']);
  });

  test('is nobody else’s to see or to start', async () => {
    const file = await read(`${FULL}\nEve,New,eve@school.example,9,9C,\n`);
    const lead = await addStaff(server, tara, {
      name: 'Lead',
      email: 'lead@northfield.example',
      roles: ['dsl'],
    });
    const body = choicesOf(file);
    assert.equal((await lead.call(previewImport, { params: { id: file.id }, body })).status, 404);
    assert.equal((await lead.call(cancelImport, { params: { id: file.id } })).status, 404);
  });
});

describe('a large import', () => {
  let file: ImportFile;
  let choices: ImportChoices;
  let people: number;
  let done: string[];
  beforeEach(async () => {
    file = await read(many(8000, 'Big'));
    choices = choicesOf(file, { groups: true });
    people = await total();
    done = await imports();
  });
  const progress = async (): Promise<{ state: string; done: number; total: number }> =>
    (await tara.call(showImport, { params: { id: file.id } })).reply;
  /** Resolves when some rows are written and not yet all. */
  async function underWay(): Promise<void> {
    for (;;) {
      const now = await progress();
      if (now.done > 0) return assert.ok(now.done < now.total, 'it was done before anybody looked');
    }
  }
  async function untouched(): Promise<void> {
    for (;;) if ((await progress()).state === 'read') break;
    assert.equal(await total(), people);
    assert.deepEqual(await imports(), done);
    const { groups } = (await tara.call(listGroups)).reply;
    assert.ok(groups.every((group) => group.name !== '11A'));
  }

  test('that is cancelled leaves no trace, and may be started anew', async () => {
    const running = apply(file, choices);
    await underWay();
    assert.equal((await tara.call(cancelImport, { params: { id: file.id } })).status, 200);
    const answer = await running;
    assert.deepEqual([answer.status, answer.reason], [409, 'cancelled']);
    await untouched();
  });

  test('whose browser is closed leaves no trace', async () => {
    const shown = await preview(file, choices);
    const closing = new AbortController();
    const running = fetch(`${server.url}/api/people/imports/${file.id}/apply`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: tara.cookie() },
      body: JSON.stringify({ choices, expected: expected(shown), manyLeaversMeant: false }),
      signal: closing.signal,
    });
    await underWay();
    closing.abort();
    await assert.rejects(running);
    await untouched();
  });

  test('moves its progress and is done whole', async () => {
    const seen = new Set<number>();
    const running = apply(file, choices);
    let over = false;
    void running.finally(() => (over = true));
    while (!over) {
      const answer = await tara.call(showImport, { params: { id: file.id } });
      if (answer.status === 200) seen.add(answer.reply.done);
    }
    const answer = await running;
    assert.equal(answer.status, 200, answer.reason ?? '');
    assert.equal(answer.reply.added, 8000);
    assert.ok(seen.size > 3, `${seen.size} steps were seen`);
    assert.equal(await total(), people + 8000);
  });
});

describe('a file', () => {
  test('that cannot be read is refused with what to do instead', async () => {
    for (const [bytes, reason] of [
      ['PK\u0003\u0004', 'workbook'],
      ['Name,Username\n', 'only-headings'],
      ['Name\0', 'binary'],
    ] as const) {
      const response = await send(bytes);
      assert.equal(response.status, 400);
      assert.match(await response.text(), new RegExp(`"reason":"${reason}".*"field":"file".*"remedy":`));
    }
  });

  test('of somebody who is not signed in is not read at all', async () => {
    const response = await send(new Uint8Array(MAX_IMPORT_BYTES + 1), visitor(server.url));
    assert.equal(response.status, 401);
    assert.match(await response.text(), /"not-signed-in"/);
  });

  test('that is too large is refused by its length, and cut off where it does not tell it', async () => {
    const long = await send(new Uint8Array(MAX_IMPORT_BYTES + 1));
    assert.equal(long.status, 413);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        const chunk = new Uint8Array(1024 * 1024).fill(65);
        sent += chunk.length;
        controller.enqueue(chunk);
        if (sent > 1024 * 1024 * 1024) controller.close();
      },
    });
    const status = await send(endless).then(
      (response) => response.status,
      () => 'cut off',
    );
    assert.ok(status === 413 || status === 'cut off', String(status));
    assert.ok(sent < 10 * MAX_IMPORT_BYTES, `${sent} bytes were taken`);
  });
});

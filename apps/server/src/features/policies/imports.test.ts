import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { applyChange, listChanges, tryChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import {
  addSealedList,
  listSealedLists,
  MAX_TERM_FILE_BYTES,
  MAX_TERM_ROWS,
  readTermFile,
} from '@lapwing/protocol/features/policies/imports.api.ts';
import * as fc from 'fast-check';
import {
  addStaff,
  setUpSchool,
  startTestServer,
  type TestServer,
  type Visitor,
} from '../../../test/harness.ts';
import type { z } from 'zod';
import { importTerms, type ReadTerm } from './import-terms.ts';
import { readTerms, type TermFile } from './read-terms.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string, little: boolean): Uint8Array => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return little ? bytes : bytes.swap16();
};
async function file(bytes: Uint8Array | string): Promise<TermFile> {
  const outcome = await readTerms(typeof bytes === 'string' ? utf8(bytes) : bytes);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.problem.reason);
  return outcome.file;
}
async function refused(bytes: Uint8Array | string): Promise<string> {
  const outcome = await readTerms(typeof bytes === 'string' ? utf8(bytes) : bytes);
  assert.ok(!outcome.ok, 'it was taken');
  assert.ok(outcome.problem.message !== '' && outcome.problem.remedy !== '');
  return outcome.problem.reason;
}
const FACTS = {
  policy: 'bullying',
  policyNames: new Set(['bullying']),
  known: new Map([['old one', 'Local']]),
};
const terms = async (bytes: Uint8Array | string): Promise<ReadTerm[]> =>
  importTerms(await file(bytes), FACTS);

describe('a file of terms', () => {
  it('gives the same letters in the usual encodings', async () => {
    const text = 'flîmmer\r\nglômmer dust\r\n';
    for (const bytes of [utf8(text), utf8(`\uFEFF${text}`), utf16(text, true), utf16(text, false)]) {
      const read = await terms(bytes);
      assert.deepEqual(
        read.map(({ term }) => term?.wordings[0]),
        ['flîmmer', 'glômmer dust'],
      );
    }
    const old = await file(Buffer.from('fl\xeemmer\x92s\n', 'latin1'));
    assert.deepEqual([old.encoding, old.rows[0]?.cells.wording], ['windows-1252', 'flîmmer’s']);
  });

  it('is a table by its headings, however they are spelt and parted', async () => {
    for (const [separator, wording] of [
      [',', 'Term'],
      [';', 'PHRASE'],
      ['\t', 'Keyword'],
    ] as const) {
      const rows = [
        [wording, 'Severity', 'Meaning', 'Source', 'Category', 'Variants', 'Whole word', 'Nonsense'],
        [
          'flimmer',
          'High',
          'A "made-up" gang',
          'typed / searches',
          'Bullying',
          'flimmers|the flimmer',
          'no',
          'x',
        ],
        ['glommer', '', '', '', '', '', '', ''],
      ];
      const text = rows
        .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(separator))
        .join('\n');
      const read = await file(text);
      assert.equal(read.shape, 'table');
      assert.deepEqual(
        read.columns.map(({ field }) => field),
        ['wording', 'severity', 'definition', 'sources', 'policy', 'variants', 'match', null],
      );
      const [first, second] = importTerms(read, FACTS);
      assert.deepEqual(
        [
          first?.term?.wordings,
          first?.term?.severity,
          first?.term?.definition,
          first?.term?.sources,
          first?.term?.boundary,
        ],
        [['flimmer', 'flimmers', 'the flimmer'], 'severe', 'A "made-up" gang', ['typed', 'search'], 'inside'],
      );
      assert.deepEqual([first?.warnings, first?.line], [[], 2]);
      assert.deepEqual([second?.term?.severity, second?.warnings.length], ['moderate', 1]);
    }
    assert.equal((await file('sep=;\nTerm;Severity\nflimmer;low\n')).rows[0]?.line, 3);
  });

  it('tells of each row what is wrong with it, and takes the others', async () => {
    const read = await terms(
      [
        'Term,Severity,Sources,Match',
        'flimmer,terrible,,',
        ',severe,,',
        'glommer,minor,telepathy,',
        'florble,minor,,sometimes',
        '!!!,minor,,',
        `${'x'.repeat(501)},minor,,`,
        'right one,minor,,',
        'Right  ONE,severe,,',
        'old one,severe,,',
        '=cmd flam,minor,,',
        "'@flum,minor,,",
      ].join('\n'),
    );
    assert.deepEqual(
      read.map(({ line, term, problems }) => [line, term === null ? problems[0]?.column : 'right']),
      [
        [2, 'Severity'],
        [3, 'Term'],
        [4, 'Sources'],
        [5, 'Match'],
        [6, 'Term'],
        [7, 'Term'],
        [8, 'right'],
        [9, null],
        [10, null],
        [11, 'right'],
        [12, 'right'],
      ],
    );
    assert.match(read[7]?.problems[0]?.message ?? '', /^Line 8 has it already/);
    assert.match(read[8]?.problems[0]?.message ?? '', /already, in Local/);
    for (const row of read.slice(9)) assert.match(row.warnings.join(' '), /formula/);
    assert.deepEqual(
      read.slice(9).map(({ term }) => term?.wordings[0]),
      ['=cmd flam', '@flum'],
    );
  });

  it('is refused as a whole where it is no file of terms', async () => {
    assert.equal(await refused(new Uint8Array(0)), 'empty');
    assert.equal(await refused(' \n\n'), 'empty');
    assert.equal(await refused('sep=,\n'), 'empty');
    assert.equal(await refused('Term,Severity\n'), 'only-headings');
    assert.equal(await refused('flimmer,severe\nglommer,minor\n'), 'no-headings');
    assert.equal(await refused('Term,Severity\n"flimmer,severe\n'), 'quote-not-closed');
    assert.equal(await refused(Buffer.from('PK\x03\x04rest', 'latin1')), 'workbook');
    assert.equal(await refused(Buffer.from('%PDF-1.7', 'latin1')), 'binary');
    assert.equal(await refused(Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')), 'binary');
    assert.equal(await refused('flimmer\n'.repeat(MAX_TERM_ROWS + 1)), 'too-many-rows');
    assert.equal(await refused(`Term\n${'flimmer\n'.repeat(MAX_TERM_ROWS + 1)}`), 'too-many-rows');
    assert.equal(await refused(`Term${',x'.repeat(60)}\nflimmer\n`), 'too-many-columns');
  });

  it('never ends in anything but rows or a reason, whatever its bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.string({ unit: 'binary', maxLength: 200 }).map(utf8),
          fc.string({ maxLength: 100 }).map((text) => utf8(`Term,Severity\n${text}`)),
        ),
        async (bytes) => {
          const outcome = await readTerms(bytes);
          if (!outcome.ok) return;
          for (const row of importTerms(outcome.file, FACTS))
            assert.equal(row.term === null, row.problems.length > 0, 'a row is a term or says why not');
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('files over the network', () => {
  let server: TestServer;
  let lead: Visitor;
  let manager: Visitor;
  before(async () => {
    server = await startTestServer();
    lead = await setUpSchool(server);
    manager = await addStaff(server, lead, {
      name: 'Network',
      email: 'network@northfield.example',
      roles: ['administrator'],
    });
  });
  after(() => server.stop());

  const send = (path: string, body: NonNullable<RequestInit['body']>, who = lead): Promise<Response> =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { cookie: who.cookie(), 'content-type': 'application/octet-stream' },
      body,
      // A stream has no length that could be told before.
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
    });
  async function read(text: string): Promise<z.output<typeof readTermFile.reply>> {
    const response = await send('/api/policies/imports?policy=bullying', Buffer.from(text));
    assert.equal(response.status, 200, await response.clone().text());
    return readTermFile.reply.parse(await response.json());
  }

  it('come back as terms and warnings, and change nothing', async () => {
    const { rows, right, wrong, encoding, shape } = await read('flimmer crew\nat\nflimmer crew\n');
    assert.deepEqual([right, wrong, encoding, shape], [2, 1, 'utf-8', 'lines']);
    assert.equal(rows[0]?.term?.policy, 'bullying');
    assert.match(rows[1]?.warnings.join(' ') ?? '', /fewer than 4 letters/);
    const { base } = (await lead.call(listPolicies)).reply;
    assert.equal(base, 0);
    const edits = rows.flatMap(({ term }) =>
      term === null ? [] : [{ kind: 'term', id: `own.${randomUUID()}`, value: term }],
    );
    const applied = await lead.call(applyChange, { body: { base, reason: 'From the youth club.', edits } });
    assert.equal(applied.status, 200, applied.reason ?? '');
    assert.match(
      (await read('Flimmer CREW\n')).rows[0]?.problems[0]?.message ?? '',
      /among your terms already, in Bullying/,
    );
  });

  it('are refused with a reason that names the file, and those that are too long with the limit', async () => {
    const pdf = await send('/api/policies/imports?policy=bullying', Buffer.from('%PDF-1.7'));
    assert.deepEqual([pdf.status, (await pdf.text()).includes('"field":"file"')], [400, true]);
    const nowhere = await send(`/api/policies/imports?policy=${randomUUID()}`, Buffer.from('flimmer'));
    assert.equal(nowhere.status, 400);
    const long = await send('/api/policies/imports?policy=bullying', new Uint8Array(MAX_TERM_FILE_BYTES + 1));
    assert.equal(long.status, 413);
    assert.match(await long.text(), /4 MB at most/);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        const chunk = new Uint8Array(1024 * 1024).fill(65);
        sent += chunk.length;
        controller.enqueue(chunk);
        if (sent > 1024 * 1024 * 1024) controller.close();
      },
    });
    const status = await send('/api/policies/imports?policy=bullying', endless).then(
      (response) => response.status,
      () => 'cut off',
    );
    assert.ok(status === 413 || status === 'cut off', String(status));
    assert.ok(sent < 16 * MAX_TERM_FILE_BYTES, `${sent} bytes were taken`);
  });

  it('of sealed words are found by devices, and read by nobody again', async () => {
    const words = ['florble kvetch', 'zimmer flun'];
    const response = await send(
      '/api/policies/sealed-lists?name=Members%20list',
      Buffer.from(`${words.join('\n')}\n${words[0]}\n`),
    );
    assert.equal(response.status, 200, await response.clone().text());
    const added = addSealedList.reply.parse(await response.json());
    assert.deepEqual([added.name, added.entries], ['Members list', 2]);
    assert.deepEqual(added.change.did, ['Added the sealed list “Members list” of 2 entries.']);
    const listed = (await lead.call(listSealedLists)).reply;
    assert.deepEqual(listed.lists, [{ id: added.id, name: 'Members list', entries: 2 }]);
    assert.equal((await manager.call(listSealedLists)).status, 404);
    assert.equal((await send('/api/policies/sealed-lists?name=x', Buffer.from('x'), manager)).status, 404);

    const sample = { text: `he wrote ${words[1]} to her`, source: 'typed', groupId: null };
    const edits = [{ kind: 'private-sites', value: { hosts: ['help.example'] } }];
    const tried = (await lead.call(tryChange, { body: { edits, sample, past: null } })).reply;
    assert.deepEqual(
      tried.sample?.before.map(({ term, policy }) => [term, policy.id]),
      [[{ id: 'sealed', definition: 'A sealed term' }, 'illegal-content']],
    );

    const told = JSON.stringify([
      (await lead.call(listChanges)).reply,
      (await lead.call(listAudit, { query: { limit: '50' } })).reply,
      listed,
      server.logged(),
    ]);
    for (const word of words) assert.ok(!told.includes(word), 'an answer has a sealed word');
    const gone = await lead.call(applyChange, {
      body: {
        base: listed.base,
        reason: 'No member any more.',
        edits: [{ kind: 'sealed-list', id: added.id, value: null }],
      },
    });
    assert.equal(gone.status, 200, gone.reason ?? '');
    const byManager = await manager.call(applyChange, {
      body: {
        base: gone.reply.number,
        reason: 'Again.',
        edits: [{ kind: 'sealed-list', id: added.id, value: null }],
      },
    });
    assert.equal(byManager.reason, 'not-allowed');
  });

  it('of sealed words that cannot be sealed are refused by the line, which is not repeated', async () => {
    const response = await send(
      '/api/policies/sealed-lists?name=x',
      Buffer.from(`florble\n${'florble '.repeat(40)}\n`),
    );
    const text = await response.text();
    assert.equal(response.status, 400);
    assert.match(text, /line 2/);
    assert.ok(!text.includes('florble'));
  });
});

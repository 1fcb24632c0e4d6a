import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_IMPORT_ROWS } from '@lapwing/protocol/features/people/imports.api.ts';
import * as fc from 'fast-check';
import { guessColumns } from './columns.ts';
import { readRosterFile, type RosterFile } from './read-file.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string, little: boolean): Uint8Array => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return little ? bytes : bytes.swap16();
};
async function read(bytes: Uint8Array | string): Promise<RosterFile> {
  const outcome = await readRosterFile(typeof bytes === 'string' ? utf8(bytes) : bytes);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.problem.reason);
  return outcome.file;
}
async function refused(bytes: Uint8Array | string): Promise<string> {
  const outcome = await readRosterFile(typeof bytes === 'string' ? utf8(bytes) : bytes);
  assert.ok(!outcome.ok, 'it was taken');
  assert.ok(outcome.problem.message !== '' && outcome.problem.remedy !== '');
  return outcome.problem.reason;
}
const rowsOf = (file: RosterFile): string[][] => file.rows.map((row) => [...row.cells]);

test('the usual encodings give the same letters', async () => {
  const text = 'Name,Username\r\nZoë Łukasz,zoe\r\n';
  for (const bytes of [utf8(text), utf8(`\uFEFF${text}`), utf16(text, true), utf16(text, false)]) {
    const file = await read(bytes);
    assert.deepEqual(file.headings, ['Name', 'Username']);
    assert.deepEqual(rowsOf(file), [['Zoë Łukasz', 'zoe']]);
  }
  const old = await read(Buffer.from('Name,Username\nZo\xeb O\x92Brien,zoe\n', 'latin1'));
  assert.equal(old.encoding, 'windows-1252');
  assert.deepEqual(rowsOf(old), [['Zoë O’Brien', 'zoe']]);
});

test('commas, semicolons and tabs are told apart, and what the first line says of it counts', async () => {
  for (const separator of [',', ';', '\t'] as const) {
    const file = await read(['Name', 'Username'].join(separator) + `\nAna${separator}ana\n`);
    assert.equal(file.separator, separator);
    assert.deepEqual(rowsOf(file), [['Ana', 'ana']]);
  }
  const said = await read('sep=;\r\nName, full;Username\r\nSilva, Ana;ana\r\n');
  assert.deepEqual(rowsOf(said), [['Silva, Ana', 'ana']]);
  assert.equal(said.rows[0]?.line, 3);
  assert.equal((await read('"Name, full";Username\nAna;ana')).separator, ';');
});

test('quotation marks hold separators, line breaks and marks; each row has the line that it begins on', async () => {
  const file = await read('Name,Username\n"Silva,\nAna","ana"\n\n"Ben ""B"" O",ben\nCleo "C" Moss,cleo\n');
  assert.deepEqual(rowsOf(file), [
    ['Silva,\nAna', 'ana'],
    ['Ben "B" O', 'ben'],
    ['Cleo "C" Moss', 'cleo'],
  ]);
  assert.deepEqual(
    file.rows.map((row) => row.line),
    [2, 5, 6],
  );
  assert.equal(await refused('Name,Username\n"Ana,ana\nBen,ben\n'), 'quote-not-closed');
});

test('what is no roster is named for what it is', async () => {
  assert.equal(await refused(new Uint8Array()), 'empty');
  assert.equal(await refused(' \r\n\r\n'), 'empty');
  assert.equal(await refused('Name,Username\n'), 'only-headings');
  assert.equal(await refused('Ana Silva,ana@school.example,9\nBen,ben@school.example,9'), 'no-headings');
  assert.equal(await refused(Buffer.from('PK\x03\x04 anything')), 'workbook');
  assert.equal(await refused(Buffer.from('d0cf11e0a1b11ae1', 'hex')), 'workbook');
  assert.equal(await refused(Buffer.from('%PDF-1.7')), 'binary');
  assert.equal(await refused(Buffer.from('Name\0,Username\nAna,ana')), 'binary');
  assert.equal(await refused(Buffer.from('89504e470d0a1a0a0000', 'hex')), 'binary');
  assert.equal(await refused(`Name,Username\n${'a,b\n'.repeat(MAX_IMPORT_ROWS + 1)}`), 'too-many-rows');
  assert.equal(await refused(`Name,Username\n${','.repeat(200)}x\n`), 'too-many-columns');
});

test('columns are told by the headings that school systems write', () => {
  const guessed = (headings: string): Record<string, string | null> => {
    const names = headings.split(',');
    return Object.fromEntries(
      Object.entries(guessColumns(names)).map(([field, at]) => [
        field,
        at === null ? null : (names[at] ?? ''),
      ]),
    );
  };
  assert.deepEqual(guessed('Adno,Legal Surname,Preferred Surname,Forename,Reg,NC Year,UPN,Work email'), {
    name: null,
    forename: 'Forename',
    surname: 'Preferred Surname',
    username: 'Work email',
    kind: null,
    year: 'NC Year',
    form: 'Reg',
    upn: 'UPN',
  });
  assert.equal(guessed('Full name,Username,Registration form,Year group')['form'], 'Registration form');
  assert.equal(guessed('Student,Email Address,Tutor Group')['name'], 'Student');
  assert.equal(guessed('Colour,Shape')['name'], null);
});

test('any bytes are either read or refused with words, never thrown at', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc.string({ unit: 'binary', maxLength: 400 }).map((text) => utf8(text)),
        fc
          .array(fc.constantFrom('"', ',', ';', '\t', '\n', '\r', 'Name', 'a', '=', 'é', '\u202e'), {
            maxLength: 80,
          })
          .map((parts) => utf8(parts.join(''))),
      ),
      async (bytes) => {
        const outcome = await readRosterFile(bytes);
        if (outcome.ok) assert.ok(outcome.file.rows.length > 0);
        else assert.match(outcome.problem.reason, /^[a-z-]+$/);
      },
    ),
    { numRuns: 400 },
  );
});

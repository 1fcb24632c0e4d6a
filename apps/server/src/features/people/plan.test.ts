import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImportChoices } from '@lapwing/protocol/features/people/imports.api.ts';
import { upnCheckLetter } from '@lapwing/protocol/features/people/upn.ts';
import * as fc from 'fast-check';
import { countNewGroups } from './group-plan.ts';
import { planImport, type ImportPlan } from './plan.ts';
import type { RosterFile } from './read-file.ts';
import type { RosterEntry } from './store-import.ts';

const HEADINGS = ['Name', 'Username', 'Kind', 'Year', 'Form', 'UPN'];
const CHOICES: ImportChoices = {
  columns: { name: 0, forename: null, surname: null, username: 1, kind: 2, year: 3, form: 4, upn: 5 },
  key: 'username',
  kind: 'pupil',
  leavers: false,
  groups: false,
  edits: [],
  skip: [],
  skipErrors: false,
};
const upn = (number: number): string => {
  const rest = String(number).padStart(12, '0');
  return upnCheckLetter(rest) + rest;
};

function fileOf(...rows: string[][]): RosterFile {
  return {
    encoding: 'utf-8',
    separator: ',',
    headings: HEADINGS,
    rows: rows.map((cells, at) => ({
      line: at + 2,
      cells: [...cells, ...HEADINGS.slice(cells.length).map(() => '')],
    })),
  };
}
function person(id: string, more: Partial<RosterEntry> = {}): RosterEntry {
  return {
    id,
    name: id,
    username: id,
    kind: 'pupil',
    year: '9',
    form: '9B',
    upn: null,
    left: false,
    ...more,
  };
}
const names = (
  plan: ImportPlan,
): Record<'added' | 'changed' | 'unchanged' | 'leavers' | 'errors', string[]> => ({
  added: plan.added.map(({ after }) => after.username),
  changed: plan.changed.map(({ after }) => after.username),
  unchanged: plan.unchanged.map(({ after }) => after.username),
  leavers: plan.leavers.map(({ username }) => username),
  errors: plan.errors.map(({ line, reason }) => `${line} ${reason}`),
});

test('who is new, changed, the same and gone', () => {
  const roster = [person('ana'), person('ben'), person('cleo'), person('tutor', { kind: 'staff' })];
  const file = fileOf(['ana', 'ana', '', '9', '9B'], ['Ben O', 'BEN', '', 'Year 10', '10A'], ['dov', 'dov']);
  assert.deepEqual(names(planImport(file, { ...CHOICES, leavers: true }, roster)), {
    added: ['dov'],
    changed: ['ben'],
    unchanged: ['ana'],
    // The tutor is of a kind that the file does not speak of.
    leavers: ['cleo'],
    errors: [],
  });
  assert.deepEqual(planImport(file, CHOICES, roster).leavers, []);
  assert.equal(planImport(file, CHOICES, roster).changed[0]?.after.year, '10');
});

test('a leaver in the file comes back; what the file does not say stays', () => {
  const roster = [person('ana', { left: true, upn: upn(1), kind: 'staff' })];
  const plan = planImport(fileOf(['ana', 'ana', '', '9', '9B']), CHOICES, roster);
  assert.equal(plan.changed.length, 1);
  assert.equal(plan.changed[0]?.after.upn, upn(1));
  assert.equal(plan.changed[0]?.after.kind, 'staff');
  const without = { ...CHOICES, columns: { ...CHOICES.columns, year: null, form: null } };
  assert.equal(planImport(fileOf(['ana', 'ana']), without, roster).changed[0]?.after.form, '9B');
});

test('each thing that is wrong with a row is said at its cell', () => {
  const roster = [person('taken', { upn: upn(7) })];
  const file = fileOf(
    ['=cmd()', 'a'],
    ['Ana', '@ana'],
    ['', 'b'],
    ['Ana', ''],
    ['Ana', 'ana silva'],
    ['x'.repeat(201), 'c'],
    ['Ana', 'd', 'visitor'],
    ['Ana', 'e', '', '', '', 'A801200005001'],
    ['Ana', 'f', '', '', '', upn(7)],
    ['Ana', 'g'],
    ['Ana', 'G'],
    ['Ana', 'h', '', '', '', '', 'one too many'],
  );
  assert.deepEqual(names(planImport(file, CHOICES, roster)).errors, [
    '2 formula',
    '3 formula',
    '4 name-missing',
    '5 username-missing',
    '6 username-space',
    '7 too-long',
    '8 kind-unknown',
    '9 upn-wrong',
    '10 upn-taken',
    '12 username-twice',
    '13 cells',
  ]);
  const skipped = planImport(file, { ...CHOICES, skipErrors: true }, roster);
  assert.deepEqual([skipped.errors.length, skipped.skipped, skipped.added.length], [0, 11, 1]);
});

test('a cell put right on screen counts, a row left out does not; a mark in front of a formula is taken off', () => {
  const file = fileOf(['=Ana', 'ana'], ["'Ben", 'ben'], ['Cleo', 'cleo', '', '', '', '', 'x'], ['', '']);
  const edits = [
    { line: 2, field: 'name' as const, value: 'Ana' },
    { line: 4, field: 'name' as const, value: 'Cleo' },
  ];
  const plan = planImport(file, { ...CHOICES, edits, skip: [5] }, []);
  assert.deepEqual(
    plan.added.map(({ after }) => after.name),
    ['Ana', 'Ben', 'Cleo'],
  );
  assert.deepEqual([plan.errors.length, plan.skipped], [0, 1]);
});

test('forename and surname are joined', () => {
  const columns = { ...CHOICES.columns, name: null, forename: 0, surname: 2, kind: null };
  const plan = planImport(fileOf(['Ana', 'ana', 'da Silva']), { ...CHOICES, columns }, []);
  assert.equal(plan.added[0]?.after.name, 'Ana da Silva');
});

test('by pupil number a new user name is a change; two may swap theirs, and a chain that ends nowhere may not', () => {
  const roster = [
    person('ana', { upn: upn(1) }),
    person('ben', { upn: upn(2) }),
    person('cleo', { upn: upn(3) }),
    person('none'),
  ];
  const byUpn = { ...CHOICES, key: 'upn' as const };
  const swap = planImport(
    fileOf(['ana', 'ben', '', '', '', upn(1)], ['ben', 'ana', '', '', '', upn(2)]),
    byUpn,
    roster,
  );
  assert.deepEqual(names(swap).changed, ['ben', 'ana']);
  const chain = planImport(
    fileOf(['ana', 'ben', '', '', '', upn(1)], ['ben', 'cleo', '', '', '', upn(2)]),
    byUpn,
    roster,
  );
  assert.deepEqual(names(chain).errors, ['2 username-taken', '3 username-taken']);
  const given = planImport(fileOf(['none', 'none', '', '9', '9B', upn(4)]), byUpn, roster);
  assert.equal(given.changed[0]?.after.upn, upn(4));
});

test('a row that cannot be taken still says that its person is there', () => {
  const roster = [person('ana'), person('ben'), person('cleo')];
  const file = fileOf(['=Ana', 'ana'], ['Ben', 'ben']);
  const plan = planImport(file, { ...CHOICES, leavers: true, skipErrors: true }, roster);
  assert.deepEqual(names(plan).leavers, ['cleo']);
  assert.equal(plan.present, 3);
});

test('groups of years and forms are counted once, and those that are there are not', () => {
  const file = fileOf(
    ['a', 'a', '', '9', '9B'],
    ['b', 'b', '', 'Year 9', '9B'],
    ['c', 'c', '', '9', ''],
    ['d', 'd', 'staff', '9', '9X'],
  );
  const plan = planImport(file, CHOICES, []);
  assert.equal(countNewGroups(plan, []), 2);
  assert.equal(countNewGroups(plan, [{ id: 'y', parentId: null, name: 'YEAR 9' }]), 1);
});

const cell = fc.oneof(
  fc.constantFrom(
    '',
    'ana',
    'ben',
    'cleo',
    '=x',
    '-',
    '9',
    'Year 9',
    '9B',
    'pupil',
    'staff',
    upn(1),
    upn(2),
    upn(3),
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const rows = fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 12 });
const entries = fc
  .uniqueArray(fc.constantFrom('ana', 'ben', 'cleo', 'dov'), { maxLength: 4 })
  .chain((usernames) =>
    fc.tuple(
      ...usernames.map((username, at) =>
        fc
          .record({ left: fc.boolean(), has: fc.boolean() })
          .map(({ left, has }) => person(username, { left, upn: has ? upn(at + 1) : null })),
      ),
    ),
  );

test('whatever the file holds, the plan leaves user names and numbers each to one person', () => {
  fc.assert(
    fc.property(
      rows,
      entries,
      fc.constantFrom('username' as const, 'upn' as const),
      fc.boolean(),
      (cells, roster, key, skipErrors) => {
        const file = { ...fileOf(), rows: cells.map((row, at) => ({ line: at + 2, cells: row })) };
        const plan = planImport(file, { ...CHOICES, key, skipErrors, leavers: true }, roster);
        const after = new Map(
          roster.map((entry) => [entry.id, { username: entry.username, upn: entry.upn }]),
        );
        for (const { person: one, after: fields } of plan.changed) after.set(one.id, fields);
        for (const { line, after: fields } of plan.added) after.set(`line ${line}`, fields);
        const usernames = [...after.values()].map((one) => one.username);
        const upns = [...after.values()].flatMap((one) => one.upn ?? []);
        assert.equal(new Set(usernames).size, usernames.length);
        assert.equal(new Set(upns).size, upns.length);
        const touched = [...plan.changed, ...plan.unchanged].map((row) => row.person.id);
        assert.equal(
          new Set([...touched, ...plan.leavers.map((one) => one.id)]).size,
          touched.length + plan.leavers.length,
        );
        const rowsIn = plan.added.length + touched.length + (skipErrors ? plan.skipped : plan.errors.length);
        assert.equal(rowsIn, cells.length);
      },
    ),
    { numRuns: 1000 },
  );
});

/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImportColumns } from '@lapwing/protocol/features/people/imports.api.ts';
import { columnsProblem, fileProblem, firstChoices, withColumn, withEdits } from './import-words.ts';

const NONE: ImportColumns = {
  name: null,
  forename: null,
  surname: null,
  username: null,
  kind: null,
  year: null,
  form: null,
  upn: null,
};

test('a file too large or empty is not even sent', () => {
  assert.match(fileProblem({ name: 'a.csv', size: 2 ** 30 }) ?? '', /1,074 MB/);
  assert.match(fileProblem({ name: 'a.csv', size: 0 }) ?? '', /empty/);
  assert.equal(fileProblem({ name: 'a.csv', size: 3_000_000 }), null);
});

test('a name and an account are needed', () => {
  assert.match(columnsProblem(NONE) ?? '', /name/);
  assert.match(columnsProblem({ ...NONE, surname: 0 }) ?? '', /account/);
  assert.equal(columnsProblem({ ...NONE, name: 0, username: 1 }), null);
});

test('a column is one thing, and the whole name stands against its parts', () => {
  const joined = { ...NONE, forename: 0, surname: 1, username: 2 };
  assert.deepEqual(withColumn(joined, 'name', 2), { ...NONE, name: 2 });
  assert.deepEqual(withColumn({ ...NONE, name: 0 }, 'surname', 1), { ...NONE, surname: 1 });
  assert.deepEqual(withColumn(joined, 'username', null), { ...joined, username: null });
});

test('a row put right twice counts as it is now', () => {
  const file = {
    id: '',
    encoding: 'utf-8',
    separator: ',',
    headings: [],
    sample: [],
    rows: 1,
    guessed: NONE,
  } as const;
  const once = withEdits(firstChoices({ ...file, headings: [], sample: [] }), 3, {
    name: 'A',
    username: 'b',
  });
  const twice = withEdits(once, 3, { name: 'C' });
  assert.deepEqual(twice.edits, [{ line: 3, field: 'name', value: 'C' }]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellsOf } from './import-cells.ts';

const TABLE = {
  shape: 'table',
  columns: [{ field: 'severity' }, { field: null }, { field: 'wording' }, { field: 'definition' }],
} as const;

test('the cells of a row come back into their fields, whatever the order of the columns', () => {
  assert.deepEqual(cellsOf({ text: 'Severe | red | flimmer | A group of our town.' }, TABLE), {
    wording: 'flimmer',
    definition: 'A group of our town.',
    severity: 'severe',
  });
});

test('a severity that was not understood and a cell that was cut off are left to be chosen and written', () => {
  assert.deepEqual(cellsOf({ text: 'Awful | red | flimmer | A group of our to…' }, TABLE), {
    wording: 'flimmer',
    definition: '',
    severity: 'moderate',
  });
});

test('of a list of lines the line is the term', () => {
  const lines = { shape: 'lines', columns: [] } as const;
  assert.deepEqual(cellsOf({ text: ' a | b ' }, lines), {
    wording: 'a | b',
    definition: '',
    severity: 'moderate',
  });
});

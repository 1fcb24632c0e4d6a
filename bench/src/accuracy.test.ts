import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accuracyOf, percent } from './accuracy.ts';
import { csvRows } from './csv.ts';
import { judgeCases } from './hatecheck.ts';

test('balanced accuracy is the mean of what is rightly flagged and rightly left, however many there are of each', () => {
  assert.deepEqual(accuracyOf({ hateful: 200, hatefulFlagged: 50, harmless: 10, harmlessFlagged: 2 }), {
    recall: 25,
    falsePositiveRate: 20,
    balancedAccuracy: 52.5,
  });
  // Flagging all or nothing is worth the same as a coin.
  assert.equal(
    accuracyOf({ hateful: 7, hatefulFlagged: 7, harmless: 3, harmlessFlagged: 3 }).balancedAccuracy,
    50,
  );
  assert.equal(percent(0, 0), 0);
});

test('cases are counted by functionality', () => {
  const cases = [
    { functionality: 'insult', text: 'bad one', hateful: true },
    { functionality: 'insult', text: 'other', hateful: true },
    { functionality: 'object', text: 'bad chair', hateful: false },
  ];
  const result = judgeCases(cases, (text) => text.includes('bad'));
  assert.deepEqual(result.rows, [
    { functionality: 'insult', hateful: true, cases: 2, flagged: 1 },
    { functionality: 'object', hateful: false, cases: 1, flagged: 1 },
  ]);
  assert.equal(result.accuracy.balancedAccuracy, 25);
});

test('quoted fields hold commas, quotation marks and line ends', () => {
  assert.deepEqual(csvRows('a,b\r\n"x, ""y""\nz",2\n,\n'), [
    ['a', 'b'],
    ['x, "y"\nz', '2'],
    ['', ''],
  ]);
  assert.deepEqual(csvRows('one\ntwo'), [['one'], ['two']]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { toCsv } from './csv.ts';

test('a name that is a formula stays a name', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r']) {
    const [line] = toCsv([[`${start}HYPERLINK(1)`]])
      .slice(1)
      .split('\r\n');
    assert.match(line ?? '', /^"?'/);
  }
});

test('quotes, commas and lines stay within their cell, and the file says that it is UTF-8', () => {
  assert.equal(toCsv([['a"b', 'c,d', 'e\nf', 'عبد']]), '\uFEFF"a""b","c,d","e\nf",عبد\r\n');
});

test('every cell can be read back, whatever is in it', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), { minLength: 1 }), (rows) => {
      const back = readBack(toCsv(rows).slice(1));
      assert.deepEqual(
        back,
        rows.map((row) => row.map((value) => (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value))),
      );
    }),
  );
});

function readBack(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let value = '';
    if (text[at] === '"') {
      at += 1;
      while (text[at] !== '"' || text[at + 1] === '"') {
        if (text[at] === '"') at += 1;
        value += text[at];
        at += 1;
      }
      at += 1;
    } else {
      while (text[at] !== ',' && text[at] !== '\r') {
        value += text[at];
        at += 1;
      }
    }
    row.push(value);
    if (text[at] === ',') at += 1;
    else {
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

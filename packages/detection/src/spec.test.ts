/// <reference types="node" />
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { engineOf, term } from './test/engine-of.ts';

const spec = readFileSync(new URL('../SPEC.md', import.meta.url), 'utf8');

test('every rule of SPEC.md is quoted by a test', () => {
  const folder = new URL('./', import.meta.url);
  const tests = readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .join('\n');
  const ids = [...spec.matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gmu)].map((match) => match[1] ?? '');
  assert.ok(ids.length > 40, 'the ids were found');
  assert.equal(new Set(ids).size, ids.length, 'no id stands twice');
  const missing = ids.filter((id) => !new RegExp(`test\\([^)]*\\b${id}\\b`, 'u').test(tests));
  assert.deepEqual(missing, []);
});

test('FOLD-1 FOLD-2 FOLD-3 FOLD-4 UNMASK-1 UNMASK-3: every row of the normalisation table is right', () => {
  const engine = engineOf(
    term('suicide', { id: 'a', unmask: true }),
    term(['badword', 'bad word'], { id: 'b', unmask: true }),
    term('اقتلوا الكفار', { id: 'c', unmask: true, language: 'ar' }),
    term('الكراهية على الحائط', { id: 'd', unmask: true, language: 'ar' }),
    term('خودکشی', { id: 'e', unmask: true, language: 'ur' }),
    term('nie chcę żyć', { id: 'f', unmask: true, language: 'pl' }),
    term('lladd fy hun', { id: 'g', unmask: true, language: 'cy' }),
  );
  const rows = [...spec.matchAll(/^\| ([^|]+) \| ([^|]+) \| (yes|no) \|$/gmu)];
  assert.ok(rows.length > 30, 'the table was found');
  for (const [, what = '', written = '', found] of rows) {
    const text = written.replace(/\\u\{([0-9a-f]+)\}/gu, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    );
    const findings = engine.scan(text, { source: 'typed' });
    assert.equal(findings.length > 0, found === 'yes', `${what}: ${written}`);
    for (const { start, end, matched } of findings) assert.equal(text.slice(start, end), matched, what);
  }
});

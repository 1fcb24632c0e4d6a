/// <reference types="node" />
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

test('every rule of SPEC.md has a test that quotes its id, and no test quotes another', () => {
  const spec = readFileSync(path.join(import.meta.dirname, '..', 'SPEC.md'), 'utf8');
  const rules = [...spec.matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gmu)].map((match) => match[1] ?? '');
  assert.ok(rules.length > 30);
  assert.equal(new Set(rules).size, rules.length, 'an id stands twice');
  const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(path.join(import.meta.dirname, name), 'utf8'));
  const quoted = new Set(
    tests.flatMap((text) =>
      [...text.matchAll(/\btest\(\s*['"`]([^'"`]*)/gu)].flatMap((match) =>
        [
          ...(match[1] ?? '').matchAll(
            /\b(?:ENR|CONN|STATE|OUT|CAP|ACT|UPD|DET|SESS|SCREEN|RING|REC|CTRL|SANC|MSG|ASK|AGR)-\d+\b/gu,
          ),
        ].map(String),
      ),
    ),
  );
  assert.deepEqual(
    rules.filter((rule) => !quoted.has(rule)),
    [],
    'rules without a test',
  );
  assert.deepEqual(
    [...quoted].filter((id) => !rules.includes(id)),
    [],
    'ids that SPEC.md does not have',
  );
});

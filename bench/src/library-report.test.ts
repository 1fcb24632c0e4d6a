import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { compilePack } from '@lapwing/detection/compile.ts';
import { compileOptions } from '@lapwing/library/compile-options.ts';
import type { Library } from '@lapwing/library/load.ts';
import { readShippedLibrary } from '@lapwing/library/read.ts';
import { engineOf } from './engines.ts';
import { contentsLines, contentsOf, jsonOf, markdownOf, reportOn } from './library-report.ts';

const made = {
  severity: 'severe',
  definition: 'A made-up word for a test, which means nothing.',
  counterExample: 'He said glimmer to her.',
  sources: ['typed'],
} as const;
const library: Library = {
  ...(await readShippedLibrary()),
  version: '2026.1.1',
  classes: {},
  terms: [
    { ...made, id: 'drugs.flimmer', policy: 'drugs', wordings: ['flimmer'], example: 'He said flimmer.' },
    {
      ...made,
      id: 'drugs.pl-glommer',
      policy: 'drugs',
      language: 'pl',
      severity: 'minor',
      wordings: ['glommer', 'a glommer'],
      example: 'He said nothing.',
    },
  ],
};

test('the report counts entries, alarms and what each term does', () => {
  const engine = engineOf(compilePack(library.terms, compileOptions(library)));
  const report = reportOn(library, engine, ['a flimmer', 'a glimmer', 'a glommer', 'nothing'], undefined);
  assert.equal(
    jsonOf(report),
    '{"entries":{"en":1,"pl":1},"policies":1,"withoutDefinition":0,"cleanSevere":25000,"cleanOther":25000}',
  );
  assert.deepEqual(report.league, [
    { term: 'drugs.flimmer', example: true, clean: 1, hateful: 0, harmless: 0 },
    { term: 'drugs.pl-glommer', example: false, clean: 1, hateful: 0, harmless: 0 },
  ]);
  assert.match(markdownOf(report), /\| drugs \| 1 \| 1 \| 1 \| 0 \| 1 \|/);
  assert.doesNotMatch(markdownOf(report), /He said/, 'no words of a term');
});

test('docs/library.md shows the library as it is', async () => {
  const file = path.join(import.meta.dirname, '..', '..', 'docs', 'library.md');
  const shipped = await readShippedLibrary();
  assert.ok(
    readFileSync(file, 'utf8').startsWith(contentsLines(contentsOf(shipped)).join('\n')),
    'print it anew with npm run library:report -- --write',
  );
});

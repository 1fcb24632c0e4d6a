import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { readShippedLibrary } from '@lapwing/library/read.ts';
import { loadProse } from './prose/load.ts';
import { reportLines } from './report.ts';
import { PARTS, QUICK, runDetectionBench } from './run.ts';
import { median } from './stopwatch.ts';
import { tableLines } from './table.ts';

const KEYS = [
  'speed5k',
  'speed20k',
  'ratioVectorscan5k',
  'ratioObscenity',
  'tablesBytes20k',
  'loadMs',
  'keyMicros',
  'hatecheckBalancedAccuracy',
  'hatecheckFalsePositiveRate',
  'disguiseCaught',
  'cleanSevere',
  'cleanOther',
];

test('a run without apt and without Vectorscan measures the rest, and its figures have the keys promised', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-bench-'));
  const lines: string[] = [];
  try {
    const prose = await loadProse({
      cache: path.join(folder, 'nothing'),
      spare: folder,
      fallback: path.join(import.meta.dirname, '..', '..', 'packages', 'library', 'test-data', 'clean.txt'),
      quick: true,
      fetch: false,
      fetchMs: 0,
      say: () => undefined,
    });
    assert.ok(prose.missing.length > 0);
    const report = runDetectionBench({
      amount: {
        ...QUICK,
        textBytes: 20_000,
        fewTerms: 50,
        manyTerms: 100,
        runs: 1,
        peerMs: 1,
        loads: 1,
        cleanSentences: 20,
        keySentences: 5,
      },
      parts: new Set(PARTS),
      prose,
      library: await readShippedLibrary(),
      cases: [
        { functionality: 'harmless', text: 'I like chairs.', hateful: false },
        { functionality: 'harmless', text: 'I like tables.', hateful: false },
      ],
      disguises: {
        kinds: [
          { kind: 'none', examples: [{ term: 'badword', text: 'that badword' }] },
          { kind: 'not there', examples: [{ term: 'badword', text: 'that good word' }] },
        ],
        clean: ['nothing here'],
      },
      minSeverity: 'moderate',
      showWrong: false,
      fuzzMillions: 0.01,
      vectorscanSource: undefined,
      folder,
      say: () => undefined,
      print: (line) => lines.push(line),
    });
    assert.deepEqual(Object.keys(report), KEYS);
    for (const [key, value] of Object.entries(report)) {
      if (key === 'ratioVectorscan5k') assert.equal(value, null);
      else assert.ok(Number.isFinite(value), `${key} is ${String(value)}`);
    }
    assert.equal(report.hatecheckBalancedAccuracy, 50);
    assert.equal(report.disguiseCaught, 1);
    assert.equal(reportLines(report).length, KEYS.length + 2);
    assert.ok(
      lines.some((line) => line.includes('libvectorscan-dev')),
      'it says how to have Vectorscan',
    );
    assert.ok(
      !lines.some((line) => line.includes('failed:')),
      lines.find((line) => line.includes('failed:')),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what is left out stays null, and the table says so', async () => {
  const report = runDetectionBench({
    amount: QUICK,
    parts: new Set(['disguises']),
    prose: { parts: [{ name: 'none', ordinary: true, paragraphs: [] }], missing: [] },
    library: await readShippedLibrary(),
    cases: undefined,
    disguises: undefined,
    minSeverity: 'moderate',
    showWrong: false,
    fuzzMillions: 0,
    vectorscanSource: undefined,
    folder: tmpdir(),
    say: () => undefined,
    print: () => undefined,
  });
  assert.deepEqual(
    Object.values(report),
    KEYS.map(() => null),
  );
  assert.ok(
    reportLines(report)
      .slice(2)
      .every((line) => line.endsWith('not measured')),
  );
});

test('a table has a column for each title, numbers to the right', () => {
  assert.deepEqual(
    tableLines(
      ['name', 'n'],
      [
        ['a', 12.345],
        ['long one', null],
        ['b', 3],
      ],
    ),
    ['name         n', '--------  ----', 'a         12.3', 'long one     -', 'b            3'],
  );
});

test('the median is the middle one, or the lower of the two in the middle', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 3, 2]), 2);
});

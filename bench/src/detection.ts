// `npm run bench:detection`: measures the engine beside its peers, prints a table of each thing and one of all, and
// as the last line one JSON object (report.ts says what its keys mean). docs/benchmarks.md is the manual.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SEVERITIES } from '@lapwing/detection/term.ts';
import { readShippedLibrary } from '@lapwing/library/read.ts';
import { z } from 'zod';
import { readDisguises } from './disguises.ts';
import { readHateCheck } from './hatecheck.ts';
import { loadProse } from './prose/load.ts';
import { reportLines } from './report.ts';
import { FULL, PARTS, QUICK, runDetectionBench } from './run.ts';

const optionsSchema = z.object({
  quick: z.boolean(),
  hatecheck: z.string(),
  minSeverity: z.enum(SEVERITIES, { error: `Severities are: ${SEVERITIES.join(', ')}.` }),
  only: z.array(z.enum(PARTS, { error: `Parts are: ${PARTS.join(', ')}.` })),
  fuzz: z.coerce.number().min(0).max(1000),
  wrong: z.boolean(),
  offline: z.boolean(),
});

/** What fetching may take, so that `--quick` ends within its 40 seconds also the first time. */
const FETCH_MS = { quick: 10_000, full: 120_000 };

const bench = path.join(import.meta.dirname, '..');
const packages = path.join(bench, '..', 'packages');

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      hatecheck: { type: 'string', default: process.env['LAPWING_HATECHECK'] ?? '' },
      'min-severity': { type: 'string', default: 'moderate' },
      only: { type: 'string', default: '' },
      fuzz: { type: 'string', default: '0' },
      wrong: { type: 'boolean', default: false },
      offline: { type: 'boolean', default: false },
    },
  });
  const options = optionsSchema.safeParse({
    ...values,
    minSeverity: values['min-severity'],
    only: values.only.split(',').filter((part) => part !== ''),
  });
  if (!options.success) {
    process.stderr.write(`${z.prettifyError(options.error)}\n`);
    return 2;
  }
  const { quick, hatecheck, minSeverity, only, fuzz, wrong, offline } = options.data;
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-bench-'));
  try {
    const prose = await loadProse({
      cache: path.join(bench, '.cache'),
      spare: folder,
      fallback: path.join(packages, 'library', 'test-data', 'clean.txt'),
      quick,
      fetch: !offline,
      fetchMs: quick ? FETCH_MS.quick : FETCH_MS.full,
      say,
    });
    if (prose.missing.length > 0) {
      print('Not all of the text is here, so figures of speed and clean text rest on less:');
      for (const line of prose.missing) print(`  ${line}`);
    }
    const report = runDetectionBench({
      amount: quick ? QUICK : FULL,
      parts: new Set(only.length > 0 ? only : PARTS),
      prose,
      library: await readShippedLibrary(),
      cases: readHateCheck(hatecheck === '' ? path.join(bench, 'data', 'hatecheck') : hatecheck),
      disguises: readDisguises(path.join(packages, 'detection', 'test-data', 'disguises.json')),
      minSeverity,
      showWrong: wrong,
      fuzzMillions: fuzz,
      vectorscanSource: path.join(bench, 'vectorscan', 'scan.c'),
      folder,
      say,
      print,
    });
    print('');
    for (const line of reportLines(report)) print(line);
    print('');
    print(JSON.stringify(report));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  return 0;
}

process.exitCode = await main();

// `npm run library:report`: what the managed library holds and how it does on clean text and on HateCheck. Prints the
// document that `--write` keeps as docs/library.md, with `--terms` how each term does, and as the last line one JSON object.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readShippedLibrary } from '@lapwing/library/read.ts';
import { engineOf, packOfLibrary } from './engines.ts';
import { readHateCheck } from './hatecheck.ts';
import { jsonOf, markdownOf, reportOn } from './library-report.ts';
import { loadProse } from './prose/load.ts';
import { pickSentences } from './prose/sentences.ts';
import { tableLines } from './table.ts';

const SENTENCES = 100_000;
const FETCH_MS = 120_000;
const bench = path.join(import.meta.dirname, '..');
const root = path.join(bench, '..');

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      terms: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      offline: { type: 'boolean', default: false },
    },
  });
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-bench-'));
  try {
    const prose = await loadProse({
      cache: path.join(bench, '.cache'),
      spare: folder,
      fallback: path.join(root, 'packages', 'library', 'test-data', 'clean.txt'),
      quick: false,
      fetch: !values.offline,
      fetchMs: FETCH_MS,
      say: (line) => void process.stderr.write(`${line}\n`),
    });
    for (const line of prose.missing) print(`Text that is not here: ${line}`);
    const paragraphs = (ordinary: boolean): (readonly string[])[] =>
      prose.parts.filter((part) => part.ordinary === ordinary).map((part) => part.paragraphs);
    const slang = pickSentences(paragraphs(false), SENTENCES);
    const library = await readShippedLibrary();
    const report = reportOn(
      library,
      engineOf(packOfLibrary(library)),
      pickSentences(paragraphs(true), SENTENCES, slang),
      readHateCheck(path.join(bench, 'data', 'hatecheck')),
    );
    const document = markdownOf(report);
    print(document);
    if (values.terms) {
      const rows = report.league.map(({ term, example, clean, harmless, hateful }) => [
        term,
        example ? 'yes' : 'NO',
        clean,
        harmless,
        hateful,
      ]);
      for (const line of tableLines(['term', 'example', 'clean', 'harmless', 'hateful'], rows)) print(line);
    }
    if (values.write) writeFileSync(path.join(root, 'docs', 'library.md'), document);
    print(jsonOf(report));
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();

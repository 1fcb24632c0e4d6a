// `npm run bench:console`: how heavy the console is on a cold first visit and how soon it answers on a slow laptop.
// Prints a table of each page and of its script, and as the last line one JSON object. docs/benchmarks.md is the manual.
import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser } from './browser.ts';
import { print, say } from './out.ts';
import { rounded, tableLines } from './table.ts';
import { type ConsolePage, type FirstLoad, firstLoad, medianLoad } from './console-load.ts';
import { seedSchool, startPlainServer } from './console-school.ts';

/** What the bars ask for: compressed script of the first load, and when the page answers. */
const BARS = Object.freeze({ scriptKb: 250, interactiveMs: 1500 });
/** The throttled laptop: a quarter of this machine's speed. */
const CPU_RATE = 4;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      cpu: { type: 'string', default: String(CPU_RATE) },
      files: { type: 'boolean', default: false },
    },
  });
  const rate = Number(values.cpu);
  if (!(rate >= 1 && rate <= 20)) {
    say('--cpu is how many times slower the page runs, from 1 to 20.');
    return 2;
  }
  const runs = values.quick ? 3 : 9;
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-bench-console-'));
  try {
    say('Making the school ...');
    const accounts = await seedSchool(folder);
    const server = await startPlainServer(folder);
    try {
      const browser = await openBrowser();
      try {
        const pages: ConsolePage[] = [
          { who: 'safeguarding lead', main: '.capture-row', ...accounts.lead },
          { who: 'teacher', main: '[role="gridcell"][tabindex="0"]', ...accounts.teacher },
        ];
        const loads: FirstLoad[] = [];
        for (const page of pages) {
          say(`Loading the start page of the ${page.who}, ${runs} times ...`);
          const seen: FirstLoad[] = [];
          for (let run = 0; run < runs; run += 1) seen.push(await firstLoad(browser, server.url, page, rate));
          loads.push(medianLoad(seen));
        }
        report(pages, loads, runs, rate, values.files);
      } finally {
        await browser.close();
      }
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return 0;
}

function report(
  pages: readonly ConsolePage[],
  loads: readonly FirstLoad[],
  runs: number,
  rate: number,
  files: boolean,
): void {
  print(
    `Cold first visit, median of ${runs}; the page's processor ${rate} times slower, the network as it is`,
  );
  print('');
  const rows = loads.map((load, index) => [
    pages[index]?.who ?? '',
    load.address,
    rounded(load.scriptBytes / 1000, 1),
    load.scripts,
    load.encodings.join(' '),
    rounded(load.otherBytes / 1000, 1),
    Math.round(load.paintedMs),
    Math.round(load.presentMs),
    Math.round(load.interactiveMs),
  ]);
  for (const line of tableLines(
    [
      'start page of',
      'address',
      'script kB',
      'files',
      'sent as',
      'other kB',
      'painted ms',
      'control ms',
      'interactive ms',
    ],
    rows,
  ))
    print(line);
  if (files) {
    for (const [index, load] of loads.entries()) {
      print('');
      print(`Script of the ${pages[index]?.who ?? ''}`);
      for (const line of tableLines(
        ['file', 'kB'],
        load.files.map((file) => [file.name, rounded(file.bytes / 1000, 1)]),
      ))
        print(line);
    }
  }
  const scriptKb = rounded(Math.max(...loads.map((load) => load.scriptBytes)) / 1000, 1);
  const interactiveMs = Math.round(Math.max(...loads.map((load) => load.interactiveMs)));
  print('');
  for (const line of tableLines(
    ['figure, the worse page', 'is', 'at most'],
    [
      ['scriptKb', scriptKb, BARS.scriptKb],
      ['interactiveMs', interactiveMs, BARS.interactiveMs],
    ],
  ))
    print(line);
  print(JSON.stringify({ scriptKb, interactiveMs }));
}

process.exitCode = await main();

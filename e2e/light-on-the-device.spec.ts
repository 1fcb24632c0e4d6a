import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { compilePack } from '@lapwing/detection/compile.ts';
import { compileOptions } from '@lapwing/library/compile-options.ts';
import { readShippedLibrary } from '@lapwing/library/read.ts';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { z } from 'zod';
import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { badgeOf, enrolByHand, openPupilBrowser, type PupilBrowser, removeProfile } from './src/chromium.ts';
import { heapOfWorker, WITH_DEVTOOLS } from './src/devtools.ts';
import { makeSchool, type SchoolUnderTest } from './src/school.ts';
import {
  CHECKOUT,
  makeDataFolder,
  removeDataFolder,
  type ServerUnderTest,
  startServer,
} from './src/server.ts';
import { page as html, type Site, startSite } from './src/site.ts';
import { report } from './src/timing.ts';
import { startWatching } from './src/watching.ts';

/** The whole library, as shipped, in a real browser: what it weighs and what a key costs. */
test.describe.configure({ mode: 'serial' });

/** Of the extension's worker. The pack of 3,100 terms is 14 MB of it; 15 MB in all was enough for 230. */
const MOST_BYTES = 22_000_000;
/** The bar for a key. A slow machine is no failure of the engine, so the test allows a multiple. */
const KEY_MICROSECONDS = 1;
const SLOWER_MACHINE = 8;

const DETECTION = path.join(CHECKOUT, 'packages/detection/src');
/** Sentences full of names and words that look like terms. */
const HARD = path.join(CHECKOUT, 'packages/library/test-data/clean.txt');

let server: ServerUnderTest;
let school: SchoolUnderTest;
let site: Site;
let pupil: PupilBrowser;

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  const ordinary = readFileSync(HARD, 'utf8').replace(/[<>&]/gu, ' ').replaceAll('\n', '</p><p>');
  site = await startSite({
    '/essay': html('My essay', '<label>Essay <textarea></textarea></label>'),
    '/read': html('Much to read', `<p>${ordinary}</p>`.repeat(20)),
  });
  pupil = await openPupilBrowser({ args: [WITH_DEVTOOLS] });
  await enrolByHand(pupil, server.url, await school.newCode());
});

test.afterAll(async () => {
  await pupil?.close();
  await site?.stop();
  await server?.stop();
  removeProfile(pupil.profile);
  removeDataFolder(server.folder);
});

test('the worker stays under 22 MB with the whole library, idle and at work', async () => {
  test.setTimeout(90_000);
  const page = await pupil.context.newPage();
  await page.goto(`${site.url}/essay`);
  await page.getByLabel('Essay').click();
  const sentence = 'honestly everyone would be better off without me. ';
  await page.keyboard.type(sentence);
  // Found, so the terms are loaded.
  await expect
    .poll(async () => (await school.lead.ask(listCaptures, { query: { limit: '200' } })).items.length)
    .toBeGreaterThan(0);
  await measure('idle');
  for (let n = 0; n < 100; n += 1) await page.keyboard.insertText(`${n} times ${sentence}`);
  for (let visit = 0; visit < 3; visit += 1) {
    await page.goto(`${site.url}/read?visit=${visit}`);
    await page.waitForLoadState('networkidle');
  }
  await page.close();
  await measure('after a hundred sentences written and three long pages read');
});

test('a look at the screen leaves nothing behind in the worker', async () => {
  const page = await pupil.context.newPage();
  await page.goto(`${site.url}/essay`);
  await page.bringToFront();
  const before = await measure('before anybody looks');
  const { devices } = await school.lead.ask(listDevices);
  const watching = await startWatching(server.url, school.lead.cookie());
  watching.watch([{ deviceId: devices[0]?.id ?? '', purpose: 'look', width: 1280, everyMs: 400 }]);
  for (let picture = 1; picture <= 10; picture += 1) {
    await page.getByLabel('Essay').fill(`Rivers, part ${picture}`);
    await expect.poll(() => watching.pictures.length).toBeGreaterThanOrEqual(picture);
  }
  await measure('while somebody looks, after ten pictures');
  watching.watch([]);
  await expect.poll(async () => (await badgeOf(pupil)).title).toContain('Connected to the school');
  const after = await measure('when nobody looks any more');
  watching.close();
  await page.close();
  expect(after - before).toBeLessThan(1_000_000);
});

/** @returns bytes */
async function measure(when: string): Promise<number> {
  const heap = await heapOfWorker(pupil.profile, pupil.extensionId);
  const mega = (bytes: number): string => (bytes / 1_000_000).toFixed(2);
  report(
    `worker's memory, ${when}`,
    `${mega(heap.total)} MB (objects ${mega(heap.objects)}, browser's own ${mega(heap.embedder)}, arrays ${mega(heap.arrays)})`,
  );
  expect(heap.total).toBeLessThan(MOST_BYTES);
  return heap.total;
}

const KeyTimes = z.object({
  probe: z.number(),
  ordinary: z.number(),
  hard: z.number(),
  long: z.number(),
  keys: z.number(),
});

test('a key costs less than a microsecond of the engine', async () => {
  const engine = await serveEngine();
  const page = await pupil.context.newPage();
  await page.goto(`http://127.0.0.1:${(engine.address() as AddressInfo).port}/`);
  const times = KeyTimes.parse(await page.evaluate(TYPE_ALL));
  engine.closeAllConnections();
  engine.close();
  const { probe, ordinary, hard, long, keys } = times;
  const micro = (figure: number): string => `${figure.toFixed(3)} us`;
  report(
    `a key in the browser, fastest of 24 rounds of ${keys} keys`,
    `probe ${micro(probe)}, field ${micro(ordinary)}, with hard sentences ${micro(hard)}, field of 50,000 characters ${micro(long)}`,
  );
  expect(probe).toBeLessThan(KEY_MICROSECONDS * SLOWER_MACHINE);
  expect(ordinary).toBeLessThan(KEY_MICROSECONDS * SLOWER_MACHINE);
  expect(long).toBeLessThan(100 * SLOWER_MACHINE);
});

/** What the project says of itself in plain sentences: nobody wrote it for this. */
function ordinaryProse(): string {
  const files = globSync(['*.md', 'docs/**/*.md'], { cwd: CHECKOUT });
  const lines = files
    .sort()
    .flatMap((file) => readFileSync(path.join(CHECKOUT, file), 'utf8').match(/^[A-Z][^|`\n]{80,}$/gmu) ?? []);
  return lines.join('\n');
}

/** The engine's own modules, without their types, as a browser takes them; the pack; ordinary sentences. */
async function serveEngine(): Promise<Server> {
  const library = await readShippedLibrary();
  const pack = compilePack(library.terms, compileOptions(library));
  const served = createServer((request, response) => {
    const name = (request.url ?? '/').slice(1);
    if (name === 'pack') response.end(pack);
    else if (name === 'hard') response.end(readFileSync(HARD));
    else if (name === 'ordinary') response.end(ordinaryProse());
    else if (/^[a-z0-9-]+\.ts$/u.test(name)) {
      response.setHeader('content-type', 'text/javascript');
      response.end(stripTypeScriptTypes(readFileSync(path.join(DETECTION, name), 'utf8')));
    } else {
      response.setHeader('content-type', 'text/html');
      response.end(html('Engine', ''));
    }
  });
  served.listen(0, '127.0.0.1');
  await once(served, 'listening');
  return served;
}

/** Runs in the page. As text, since what it imports is there and not here. */
const TYPE_ALL = `(async () => {
  const [{ loadPack }, { createEngine }, { createTypedText }] = await Promise.all(
    ['pack', 'engine', 'typed'].map((name) => import('/' + name + '.ts')),
  );
  const bytes = new Uint8Array(await (await fetch('/pack')).arrayBuffer());
  const engine = createEngine(loadPack(bytes).pack);
  const linesOf = async (name) =>
    (await (await fetch('/' + name)).text()).split('\\n').filter((line) => line.length > 20);
  // Fields as people fill them: a few sentences in each, some 500 characters.
  const fieldsOf = (lines) => {
    const fields = [''];
    for (const line of lines) {
      if (fields.at(-1).length > 400) fields.push('');
      fields.push(fields.pop() + line + ' ');
    }
    return fields.map((field) => field.slice(0, 600));
  };
  const [ordinary, hard] = [fieldsOf(await linesOf('ordinary')), fieldsOf(await linesOf('hard'))];
  const keysOf = (fields) => fields.reduce((sum, { length }) => sum + length, 0);
  let id = 0;
  // The fastest round: the others tell how busy the machine was.
  const time = (run) => {
    let fastest = Infinity;
    for (let round = 0; round < 24; round += 1) {
      const began = performance.now();
      run();
      fastest = Math.min(fastest, performance.now() - began);
    }
    return fastest * 1000;
  };
  const typing = (fields) => () => {
    const typed = createTypedText(engine, { newId: () => String((id += 1)) });
    let at = 0;
    for (const text of fields) {
      for (let caret = 1; caret <= text.length; caret += 1)
        typed.input({ field: 'field', text: text.slice(0, caret), caret, at: (at += 100) });
      typed.forget('field');
    }
  };
  const probing = () => {
    const probe = engine.probe();
    for (const text of ordinary) {
      for (let at = 0; at < text.length; at += 1) probe.push(text[at]);
      probe.reset();
    }
  };
  const before = ordinary.join(' ').repeat(20).slice(0, 49_000) + '. ';
  const after = ordinary[0].slice(0, 500);
  const texts = Array.from(after, (_, at) => before + after.slice(0, at + 1));
  const inLong = () => {
    const typed = createTypedText(engine, { newId: () => String((id += 1)) });
    for (const [at, text] of texts.entries()) typed.input({ field: 'field', text, caret: text.length, at });
  };
  return {
    probe: time(probing) / keysOf(ordinary),
    ordinary: time(typing(ordinary)) / keysOf(ordinary),
    hard: time(typing(hard)) / keysOf(hard),
    long: time(inLong) / texts.length,
    keys: keysOf(ordinary),
  };
})()`;

import assert from 'node:assert/strict';
import { execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';

import type { Film } from '../src/platform/contract/pictures.ts';
import { createFilms } from '../src/platform/pictures/films.ts';
import { createPictures } from '../src/platform/pictures/pictures.ts';
import { createTiler } from '../src/platform/pictures/tiles.ts';
import { createEasel } from '../src/ui/easel.ts';
import { lacking, startScreen } from './xvfb.ts';

// The agent as devices get it, made for real and started out of the checkout, where no package can be found.

const VERSION = '9.8.7';
const DEVANAGARI = '/usr/share/fonts/truetype/lohit-devanagari';
let out = '';
let linux = '';

before(async () => {
  out = mkdtempSync(path.join(tmpdir(), 'lapwing-bundle-'));
  linux = path.join(out, 'linux');
  const build = path.join(import.meta.dirname, '../bundle/build.ts');
  await promisify(execFile)(process.execPath, [build, '--outDir', out, '--version', VERSION]);
});
after(() => rmSync(out, { recursive: true, force: true }));

test('both systems have their programs, what these read, and what others made of it said', () => {
  const shared = ['DejaVuSans-Bold.ttf', 'DejaVuSans.ttf', 'LICENSE', 'NOTICES.txt', 'version.json'];
  const programs = ['easel-program.mjs', 'film-program.mjs', 'pictures-thread.mjs', 'harfbuzz.wasm'];
  for (const [system, more] of [
    ['linux', ['main.mjs', 'browser-host.mjs', 'environment']],
    [
      'windows',
      ['ui-thread.mjs', 'browser-host.mjs', 'node_modules/@koromix/koffi-win32-x64/win32_x64/koffi.node'],
    ],
  ] as const)
    for (const file of [...shared, ...programs, 'jpeg.wasm', 'resvg.wasm', ...more])
      assert.ok(existsSync(path.join(out, system, file)), `${system}/${file}`);
  assert.deepEqual(
    readdirSync(linux).filter((file) => file.endsWith('.map')),
    [],
  );
  const parts = ['@resvg/resvg-wasm', 'bidi-js', 'dejavu-fonts-ttf', 'harfbuzzjs', 'h264-mp4-encoder', 'zod'];
  for (const [system, more] of [
    ['linux', ['ws', 'x11']],
    ['windows', ['@koromix/koffi-win32-x64', 'koffi']],
  ] as const) {
    const notices = readFileSync(path.join(out, system, 'NOTICES.txt'), 'utf8');
    const named = new Set([...notices.matchAll(/^ {2}(\S+) \d/gmu)].map(([, name]) => name));
    for (const part of [...parts, ...more]) assert.ok(named.has(part), `${system}: ${part}`);
    assert.ok(!/\bA?GPL-\d/u.test(notices));
  }
});

test('pictures, films and drawings are made by the programs as they lie there', async () => {
  const pixels = { width: 64, height: 48, pixels: new Uint8Array(64 * 48 * 4).fill(200) };
  const pictures = createPictures(() => new Worker(path.join(linux, 'pictures-thread.mjs')));
  const jpeg = await pictures.jpeg(structuredClone(pixels), 0.7);
  assert.deepEqual([...jpeg.subarray(0, 2)], [0xff, 0xd8]);
  await pictures.rest();
  const films = createFilms(() =>
    fork(path.join(linux, 'film-program.mjs'), { serialization: 'advanced', execArgv: [], silent: true }),
  );
  const film: Film = await films.make({
    pictures: [createTiler().cut(pixels), { bytes: jpeg }],
    stretches: [0, 1].map((picture) => ({ picture, seconds: 1, over: [] })),
    width: 64,
    height: 48,
    maxBytes: 100_000,
  });
  assert.ok(film.ok && Buffer.from(film.bytes).includes('moov'));
  const easel = createEasel({
    command: [process.execPath, path.join(linux, 'easel-program.mjs')],
    program: path.join(linux, 'resvg.wasm'),
    fonts: [path.join(linux, 'DejaVuSans.ttf')],
  });
  const face = await easel.draw(
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="18" font-size="20">M</text></svg>',
  );
  assert.ok(face?.pixels.some((value) => value > 0));
  easel.close();
});

test(
  'letters that the font in the package lacks are drawn as it lies there',
  { skip: existsSync(path.join(DEVANAGARI, 'Lohit-Devanagari.ttf')) ? false : `needs ${DEVANAGARI}` },
  async () => {
    const files = {
      command: [process.execPath, path.join(linux, 'easel-program.mjs')] as const,
      program: path.join(linux, 'resvg.wasm'),
      fonts: [path.join(linux, 'DejaVuSans.ttf')],
    };
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="18" font-size="20">शिक्षा</text></svg>';
    const drawn = await Promise.all(
      [[DEVANAGARI], []].map(async (folders) => {
        const easel = createEasel({ ...files, folders });
        const face = await easel.draw(svg);
        const gaps = easel.gaps().length;
        easel.close();
        return { pixels: face?.pixels, gaps };
      }),
    );
    assert.deepEqual(
      drawn.map(({ gaps }) => gaps),
      [0, 1],
    );
    assert.ok(drawn[0]?.pixels?.some((value) => value > 0));
    assert.notDeepEqual(drawn[0]?.pixels, drawn[1]?.pixels);
  },
);

test(
  'the agent starts on a screen as it lies there, enrols nowhere, says its version, and ends when asked to',
  { skip: lacking('Xvfb', 'openbox') },
  async () => {
    const screen = await startScreen();
    try {
      const agent = spawn(
        process.execPath,
        [
          path.join(linux, 'main.mjs'),
          '--data',
          path.join(out, 'data'),
          '--display',
          screen.display,
          '--authority',
          path.join(screen.home, '.Xauthority'),
        ],
        { cwd: out, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      let said = '';
      let wrong = '';
      agent.stderr.on('data', (chunk: Buffer) => (wrong += chunk.toString()));
      agent.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        agent.emit('said');
      });
      const gone = once(agent, 'exit');
      const told = async (event: string): Promise<void> => {
        while (!said.includes(`"event":"${event}"`)) {
          assert.equal(agent.exitCode, null, `${said}${wrong}`);
          await Promise.race([once(agent, 'said'), gone]);
        }
      };
      await told('agent.started');
      assert.match(said, new RegExp(`"event":"agent.started".*"version":"${VERSION}"`, 'u'));
      agent.kill('SIGTERM');
      await gone;
      assert.equal(agent.exitCode, 0, `${said}${wrong}`);
      assert.match(said, /agent\.stopped/u);
      assert.equal(wrong, '');
    } finally {
      await screen.stop();
    }
  },
);

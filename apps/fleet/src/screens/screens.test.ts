import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createManualClock } from '@lapwing/agent-core/contracts/fakes/manual-clock.ts';
import type { PictureMark } from '@lapwing/agent-core/contracts/live-screen.ts';
import sharp from 'sharp';
import { PAGE_KINDS } from '../activities.ts';
import type { View } from '../view.ts';
import { escapeXml, wrap } from './drawing.ts';
import { createPictureSequence, createViewScreen, type ReadyPicture } from './live.ts';
import { createPainter, drawScreen } from './paint.ts';

const wanted = (): boolean => true;
const VIEW: View = {
  kind: 'document',
  title: 'My essay - Documents',
  url: 'https://documents.northfield.example/edit/essay',
  text: ['Write about a journey.'],
  account: '26fllewelyn',
  written: ['We left before it was light.'],
  typing: 'The road went uphill',
  shownAt: 1_700_000_000_000,
};

test('every kind of page is drawn as a JPEG that shows what is being typed', async () => {
  const paint = await createPainter('Europe/London');
  for (const kind of PAGE_KINDS) {
    const wanted = { maxWidth: 1280, quality: 0.7 };
    const one = await paint({ ...VIEW, kind }, wanted);
    const other = await paint({ ...VIEW, kind, typing: 'Somewhere else, quite another sentence' }, wanted);
    const about = await sharp(one.bytes).metadata();
    assert.deepEqual([about.format, about.width, about.height], ['jpeg', 1280, 720]);
    assert.notDeepEqual(one.bytes, other.bytes, kind);
  }
});

test('a screen is no wider than the school asks for', async () => {
  const paint = await createPainter('Europe/London');
  const small = await paint(VIEW, { maxWidth: 640, quality: 0.5 });
  assert.deepEqual([small.width, small.height], [640, 360]);
});

test('a text can hold anything without breaking the drawing', async () => {
  const paint = await createPainter('Europe/London');
  for (const typing of ['<b> & "quotes" \u0000\u0007', '\ud800 half', 'ليلى الحداد', 'x'.repeat(3000), '👩‍🚀'])
    await paint({ ...VIEW, typing }, { maxWidth: 320, quality: 0.3 });
  assert.equal(escapeXml('<a & "b">\u0001'), '&lt;a &amp; &quot;b&quot;&gt;');
});

test('lines are broken at spaces, and within a word that is longer than a line', () => {
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('abcdefgh', 3), ['abc', 'def', 'gh']);
  assert.deepEqual(wrap('', 5), ['']);
});

test('letters are drawn on a machine that has no fonts of its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lapwing-no-fonts-'));
  try {
    const config = join(folder, 'fonts.conf');
    await writeFile(config, `<fontconfig><dir>${folder}</dir><cachedir>${folder}</cachedir></fontconfig>`);
    const code = `
      const { loadFonts, SANS, SERIF, MONO } = await import(process.argv[1]);
      const { default: sharp } = await import('sharp');
      await loadFonts();
      const ink = async (font, text) => {
        const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"><rect width="300" height="40" fill="#fff"/><text x="5" y="30" font-size="24" font-family="' + font + '">' + text + '</text></svg>';
        return (await sharp(Buffer.from(svg)).greyscale().raw().toBuffer()).toString('base64');
      };
      for (const font of [SANS, SERIF, MONO])
        if ((await ink(font, 'abc')) === (await ink(font, 'xyz'))) throw new Error(font + ' draws no letters');
      if ((await ink(SANS, 'iiiWWW')) === (await ink(MONO, 'iiiWWW'))) throw new Error('all fonts look the same');`;
    const fonts = new URL('fonts.ts', import.meta.url).href;
    const where = { cwd: import.meta.dirname, env: { ...process.env, FONTCONFIG_FILE: config } };
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code, fonts], where);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a small picture is drawn small, shows no clock, and is drawn once for all who show the same', async () => {
  const paint = await createPainter('Europe/London');
  const wanted = { maxWidth: 320, quality: 0.6 };
  const thumbnail: View = { ...VIEW, shownAt: 0, account: '' };
  const [one, other] = await Promise.all([paint(thumbnail, wanted), paint({ ...thumbnail }, wanted)]);
  assert.equal(one, other);
  assert.equal(await paint({ ...thumbnail }, wanted), one);
  assert.deepEqual([one.width, one.height], [320, 180]);
  assert.ok(one.bytes.length < 12_000, `${String(one.bytes.length)} bytes`);
  assert.notEqual(await paint({ ...thumbnail, typing: 'More' }, wanted), one);
  assert.doesNotMatch(drawScreen(thumbnail, 'Europe/London', 320), /\d\d:\d\d/u);
  assert.match(drawScreen(VIEW, 'Europe/London'), /22:13/u);
});

test('the clock on the task bar is a change only where it can be read', async () => {
  const clock = createManualClock();
  const screen = createViewScreen({
    application: 'Chromium 156',
    view: () => VIEW,
    paint: await createPainter('Europe/London'),
    clock,
  });
  const again = async (width: number): Promise<string> => {
    const first = await screen.look({ width, quality: 0.6, last: null, wanted });
    assert.ok(first.ok);
    await clock.advance(61_000);
    const second = await screen.look({ width, quality: 0.6, last: first.mark, wanted });
    return second.ok ? 'changed' : second.why;
  };
  assert.equal(await again(320), 'unchanged');
  assert.equal(await again(1280), 'changed');
});

test('given pictures are shown one after the other and nothing is drawn', async () => {
  let now = 0;
  const picture = (width: number, shade: number): ReadyPicture => ({
    bytes: Uint8Array.of(shade),
    width,
    height: Math.round((width * 9) / 16),
    mediaType: 'image/jpeg',
  });
  const screen = createPictureSequence({
    pictures: (width) => [picture(width, 1), picture(width, 2)],
    everyMs: 1000,
    front: { application: 'Bench', title: 'Bench', url: null },
    now: () => now,
  });
  const seen: (number | string)[] = [];
  let last: PictureMark | null = null;
  for (now = 0; now < 4000; now += 500) {
    const look = await screen.look({ width: 320, quality: 0.6, last, wanted });
    seen.push(look.ok ? (look.bytes[0] ?? 0) : look.why);
    if (look.ok) last = look.mark;
  }
  assert.deepEqual(seen, [1, 'unchanged', 2, 'unchanged', 1, 'unchanged', 2, 'unchanged']);
});

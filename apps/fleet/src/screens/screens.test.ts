import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { PAGE_KINDS } from '../activities.ts';
import type { View } from '../device.ts';
import { escapeXml, wrap } from './drawing.ts';
import { createPainter } from './paint.ts';

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

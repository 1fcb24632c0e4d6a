import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import * as fc from 'fast-check';

import type { Face } from '../src/platform/contract/surfaces.ts';
import { createEasel, type Easel } from '../src/ui/easel.ts';
import { readFont } from '../src/ui/font.ts';
import { findFonts, SEARCH_BOUNDS } from '../src/ui/fonts/find.ts';
import { openOutlines } from '../src/ui/fonts/outlines.ts';
import { DRAWN, fontFileOf, type FontFace, readFaces } from '../src/ui/fonts/sfnt.ts';
import { createSupply } from '../src/ui/fonts/supply.ts';
import { layOutPanel, type Page } from '../src/ui/page.ts';
import { wrap } from '../src/ui/text.ts';
import { EASEL_FILES, LOOK } from './stage.ts';

// Fonts of Debian are real; a folder of them stands for the device's own.

const DEVANAGARI = '/usr/share/fonts/truetype/lohit-devanagari/Lohit-Devanagari.ttf';
const THAI = '/usr/share/fonts/truetype/tlwg/Loma.ttf';
const EAST_ASIAN = '/usr/share/fonts/truetype/wqy/wqy-microhei.ttc';
const missing = [DEVANAGARI, THAI, EAST_ASIAN].filter((file) => !existsSync(file));
const skip = missing.length === 0 ? false : `needs ${missing.join(', ')}`;
const DEJAVU = new Uint8Array(
  readFileSync(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
);
const HINDI = 'कृपया शिक्षक की ओर देखें';

let folder = '';
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lapwing-fonts-'));
  if (skip !== false) return;
  mkdirSync(path.join(folder, 'truetype/more'), { recursive: true });
  copyFileSync(DEVANAGARI, path.join(folder, 'truetype/deva.ttf'));
  copyFileSync(THAI, path.join(folder, 'truetype/more/thai.TTF'));
  copyFileSync(EAST_ASIAN, path.join(folder, 'east.ttc'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function ask(face: FontFace, signs: Iterable<string>): void {
  for (const sign of signs) {
    const glyph = face.glyph(sign.codePointAt(0) ?? 0);
    assert.ok(Number.isInteger(glyph) && glyph >= 0 && glyph <= 0xffff);
    assert.ok(face.width(glyph) >= 0 && face.width(glyph) <= 4);
    face.outlined(glyph);
  }
  assert.ok(face.style().name.length <= 126);
  assert.ok((face.alone(DRAWN)?.length ?? 0) <= 41_000_000);
}

test('whatever stands in a font file, reading it ends and stays within it', () => {
  const fonts = [DEJAVU, ...(skip === false ? [readFileSync(DEVANAGARI), readFileSync(THAI)] : [])].map(
    (bytes) => new Uint8Array(bytes),
  );
  const changed = fc
    .record({
      font: fc.constantFrom(...fonts),
      // What says where all else is stands at the beginning; the tables follow.
      early: fc.array(fc.record({ at: fc.nat(700), value: fc.nat(255) }), { maxLength: 12 }),
      late: fc.array(fc.record({ at: fc.nat(200_000), value: fc.nat(255) }), { maxLength: 30 }),
      length: fc.option(fc.nat(60_000)),
    })
    .map(({ font, early, late, length }) => {
      const bytes = font.slice(0, length ?? font.length);
      for (const { at, value } of [...early, ...late]) if (at < bytes.length) bytes[at] = value;
      return bytes;
    });
  const read: boolean[] = [];
  fc.assert(
    fc.property(
      fc.oneof(changed, fc.uint8Array({ maxLength: 4000 })),
      fc.string({ unit: 'binary', maxLength: 40 }),
      (bytes, text) => {
        const reads: number[] = [];
        const file = fontFileOf(bytes);
        const faces = readFaces({
          size: file.size,
          read: (at, length) => {
            reads.push(length);
            return file.read(at, length);
          },
        });
        for (const face of faces) ask(face, `${text}${HINDI}Aก\u{10ffff}\u{ffff}`);
        assert.ok(reads.length < 400 && Math.max(0, ...reads) <= 41_000_000);
        read.push(faces.length > 0);
      },
    ),
    { numRuns: 400 },
  );
  assert.ok(read.includes(true) && read.includes(false), 'some were read in spite of it, and some were not');
});

test('a font is read as it is: its signs, their widths, and its style', { skip }, () => {
  const [dejavu] = readFaces(fontFileOf(DEJAVU));
  assert.ok(dejavu !== undefined);
  assert.equal(dejavu.glyph(0x0915), 0);
  assert.notEqual(dejavu.glyph(0x1f600), 0, 'beyond the basic plane');
  assert.equal(dejavu.width(dejavu.glyph(0x4d)), 1767 / 2048, 'M of DejaVu Sans has 1767 units');
  assert.deepEqual(
    { ...dejavu.style(), codePages: 0 },
    { name: 'DejaVuSans', weight: 400, leaning: false, plain: true, codePages: 0 },
  );
  const east = readFaces(fontFileOf(readFileSync(EAST_ASIAN)));
  assert.equal(east.length, 2, 'a collection of two');
  for (const face of east) assert.equal(face.width(face.glyph('校'.codePointAt(0) ?? 0)), 1);
  const alone = east[1]?.alone(DRAWN);
  assert.ok(alone !== undefined && alone !== null);
  const [again] = readFaces(fontFileOf(alone));
  assert.equal(again?.glyph(0x6821), east[1]?.glyph(0x6821));
  assert.ok(again?.outlined(again.glyph(0x6821)));
});

test(
  'fonts are found below folders, for each script one, and what is no font is passed over',
  { skip },
  () => {
    const other = mkdtempSync(path.join(tmpdir(), 'lapwing-fonts-'));
    try {
      writeFileSync(path.join(other, 'none.ttf'), 'no font');
      writeFileSync(path.join(other, 'short.otf'), readFileSync(DEVANAGARI).subarray(0, 3000));
      symlinkSync('/nowhere', path.join(other, 'gone.ttf'));
      symlinkSync(other, path.join(other, 'round'));
      execFileSync('mkfifo', [path.join(other, 'pipe.ttf')]);
      symlinkSync(folder, path.join(other, 'linked'));
      const fonts = findFonts(['क', 'ก', '校', '한', '\u{10330}'], [other, '/nowhere']);
      const found = fonts.map(({ signs }) => [...signs.keys()].join(''));
      assert.deepEqual(found.toSorted(), ['क', 'ก', '校한'].toSorted());
    } finally {
      rmSync(other, { recursive: true });
    }
  },
);

test('looking for fonts ends at its bounds', { skip }, () => {
  const signs = ['क', 'ก', '校'];
  const count = (bounds: Partial<typeof SEARCH_BOUNDS>, now?: () => number): number =>
    findFonts(signs, [folder], { ...SEARCH_BOUNDS, ...bounds }, now).length;
  assert.equal(count({}), 3);
  assert.equal(count({ files: 1 }), 1);
  assert.equal(count({ depth: 0 }), 1);
  assert.equal(count({ fonts: 2 }), 2);
  assert.equal(count({ bytes: 1000 }), 0);
  let passed = 0;
  assert.equal(
    count({}, () => (passed += 2000)),
    1,
    'the time is over after the first',
  );
});

test('fonts of the device are looked for once, and only for what our own have not', () => {
  const asked: string[] = [];
  const supply = createSupply(readFaces(fontFileOf(DEJAVU)), ['/fonts'], (signs) => {
    asked.push(signs.join(''));
    return [{ bytes: new Uint8Array(1), signs: new Map([['क', 0.5]]) }];
  });
  assert.equal(supply.for('Ysgol Ŵŷ · школа · σχολείο · مدرسة · בית ספר · 😀\u{fe0f}\u200d'), null);
  const needed = supply.for('<text>कก</text>');
  assert.deepEqual(needed?.note, {
    widths: [
      ['क', 0.5],
      ['ก', 0.6],
    ],
    lacking: ['Thai'],
  });
  assert.deepEqual(supply.for('ก')?.note.lacking, ['Thai']);
  supply.for('校');
  assert.deepEqual(asked, ['कก', '校']);
});

test('a width that is not known is guessed on the wide side, and taken once it is known', { skip }, () => {
  const others = new Map<string, number>();
  const font = readFont(DEJAVU, others);
  assert.equal(font.width('校'), 1);
  const guessed = font.width(HINDI);
  const [face] = readFaces(fontFileOf(readFileSync(DEVANAGARI)));
  for (const sign of HINDI) {
    const glyph = face?.glyph(sign.codePointAt(0) ?? 0) ?? 0;
    if (glyph !== 0) others.set(sign, face?.width(glyph) ?? 0);
  }
  assert.ok(font.width(HINDI) < guessed);
  assert.equal(font.width('कक'), (others.get('क') ?? 0) * 2);
});

test('Chinese and Japanese break at any sign but before a comma or a closing bracket and after an opening one', () => {
  const text = '请大家现在保存好自己的作业，然后看着老师的屏幕（谢谢）。';
  for (let width = 60; width < 400; width += 7) {
    const lines = wrap(text, LOOK.fonts.plain, 20, width, 100);
    assert.equal(lines.join(''), text);
    for (const line of lines) {
      assert.doesNotMatch(line, /^[，。）]/u, `${String(width)}: ${line}`);
      assert.doesNotMatch(line, /（$/u);
      assert.ok(LOOK.fonts.plain.width(line) * 20 <= width);
    }
  }
  assert.deepEqual(wrap('Hello 世界 again', LOOK.fonts.plain, 10, 60, 9), ['Hello 世界', 'again']);
});

test('Thai breaks between its words, which nothing stands between', () => {
  const words = ['กรุณา', 'บันทึก', 'งาน', 'ของ', 'คุณ', 'ตอน', 'นี้'];
  const lines = wrap(words.join(''), LOOK.fonts.plain, 20, 90, 100);
  assert.equal(lines.join(''), words.join(''));
  assert.ok(lines.length > 1);
  let rest = words.join('');
  const ends = new Set(words.map((word) => (rest = rest.slice(word.length)).length));
  rest = words.join('');
  for (const line of lines) assert.ok(ends.has((rest = rest.slice(line.length)).length), line);
});

function panel(text: string): Page {
  const body = [{ kind: 'paragraph' as const, text }];
  return { title: 'Panel', direction: 'ltr', head: [], body, foot: [], middle: false };
}

function svgOf(text: string): string {
  return layOutPanel(panel(text), { scale: 1, focused: null }, 0, LOOK).svg;
}

/** From the first column with something in it to the last. */
function inkOf(face: Face | null): number {
  assert.ok(face !== null);
  const columns = Array.from({ length: face.width }, (_, x) => x).filter((x) =>
    Array.from({ length: face.height }, (_, y) => (y * face.width + x) * 4).some(
      (at) => (face.pixels[at] ?? 255) < 128,
    ),
  );
  return (columns.at(-1) ?? 0) - (columns[0] ?? 0);
}

test('what our own fonts have not is drawn with the device’s, shaped as it is read', { skip }, async () => {
  const widths = new Map<string, number>();
  const lacks: string[] = [];
  const easel = createEasel({
    ...EASEL_FILES,
    folders: [folder],
    learned: (learned) => {
      for (const [sign, width] of learned) widths.set(sign, width);
    },
    lacks: (script) => lacks.push(script),
  });
  const bare = createEasel(EASEL_FILES);
  try {
    const [drawn, boxes] = await Promise.all([easel.draw(svgOf(HINDI)), bare.draw(svgOf(HINDI))]);
    assert.notDeepEqual(drawn?.pixels, boxes?.pixels);
    assert.deepEqual(bare.gaps(), [
      'No font of this device has some letters, which show as boxes in windows of the agent: Devanagari.',
    ]);
    assert.deepEqual([easel.gaps(), lacks], [[], []]);
    assert.ok((widths.get('क') ?? 0) > 0.3);
    // A syllable of a letter and a vowel beside it takes the room of both.
    const [one, four] = await Promise.all([easel.draw(svgOf('का')), easel.draw(svgOf('काकाकाका'))]);
    const letters = ((widths.get('क') ?? 0) + (widths.get('ा') ?? 0)) * 18;
    assert.ok(
      Math.abs(inkOf(four) - inkOf(one) - letters * 3) < 4,
      `${String(inkOf(one))} ${String(inkOf(four))}`,
    );
    // The first vowel sign is written after its letter and drawn before it; क्ष is one letter.
    const [whole, parts] = await Promise.all([easel.draw(svgOf('क्ष')), easel.draw(svgOf('क ष'))]);
    assert.ok(inkOf(whole) < inkOf(parts) * 0.75);
    for (const text of ['学校です', '학교', 'โรงเรียน', 'Read 三国 (चीनी) قصة 12 <b> & "q"'])
      assert.ok(inkOf(await easel.draw(svgOf(text))) > 30, text);
    assert.deepEqual(easel.gaps(), []);
    await easel.draw(svgOf('ጥያቄ'));
    await easel.draw(svgOf('ጥያ'));
    assert.deepEqual(lacks, ['Ethiopic']);
    assert.match(easel.gaps()[0] ?? '', /Ethiopic/u);
  } finally {
    easel.close();
    bare.close();
  }
});

test('letters that join are drawn in one font as soon as ours lacks one of them', async () => {
  // One that DejaVu Sans has not, taken from a font that has all of Arabic: DejaVu itself under another name.
  const [dejavu] = readFaces(fontFileOf(DEJAVU));
  const bytes = dejavu?.alone(DRAWN) ?? new Uint8Array();
  const outlines = await openOutlines(DEJAVU, DEJAVU);
  const line = (text: string): string => `<text x="0" y="20" font-size="20" fill="#000">${text}</text>`;
  const fonts = new Map([['ہ', { bytes, signs: new Map([['ہ', 0.5]]) }]]);
  const drawn = outlines.of(`${line('پہلے')}${line('School')}${line('مدرسة')}`, fonts);
  assert.equal(drawn.match(/<text/gu)?.length, 1, 'what is in Latin letters stays as it is');
  assert.match(drawn, /<text[^>]*>School</u);
  assert.equal(drawn.match(/<g /gu)?.length, 2);
});

test('a drawing process that ends over fonts of the device goes on without them', async () => {
  let failed = 0;
  const program =
    'if (process.argv.at(-1) !== "--") process.exit(1);' +
    'process.stdin.once("data", (line) => process.stdout.write(Buffer.concat([' +
    'Buffer.from(new Uint32Array([JSON.parse(line).id, 1, 1, 0]).buffer), Buffer.alloc(4)])));';
  const easel: Easel = createEasel({
    command: [process.execPath, '-e', program],
    program: 'none',
    fonts: [],
    folders: ['/fonts'],
    failed: () => {
      failed += 1;
    },
  });
  assert.equal(await easel.draw('<svg/>'), null);
  assert.equal(failed, 1);
  assert.deepEqual(await easel.draw('<svg/>'), { width: 1, height: 1, pixels: new Uint8Array(4) });
  easel.close();
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { createFonts } from './fonts.ts';
import { breakLines } from './lines.ts';
import { createPaper, MOST_PAGES, type Paper, type Picture } from './paper.ts';
import { readPdf, type ReadPdf } from './read-pdf.fixture.ts';
import { MOST_CHARACTERS, visible } from './visible.ts';
import { bold, marked, mono, theirs, type Words } from './words.ts';

const fonts = createFonts();
const MADE_AT = new Date('2026-11-22T13:40:00Z');

function blank(title = 'A document'): Paper {
  return createPaper(fonts, {
    title,
    madeAt: MADE_AT,
    header: 'Northfield School',
    logo: null,
    footer: 'Made by Tara Khan on 22 November 2026; handle as confidential',
  });
}
async function written(write: (paper: Paper) => void, title?: string): Promise<ReadPdf> {
  const paper = blank(title);
  write(paper);
  return readPdf(await paper.finish());
}
function turnsOrHides(letter: string): boolean {
  return letter !== '\n' && /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u.test(letter);
}
/** As it stands on the line from left to right, what is read from the right in its order of reading. */
function laid(words: Words, width = 60): string[] {
  return breakLines(words, width, fonts).map((line) => line.pieces.map((piece) => piece.said).join('|'));
}
async function picture(format: 'jpeg' | 'png'): Promise<Picture> {
  const bytes = await sharp({ create: { width: 640, height: 360, channels: 3, background: '#8ac' } })
    .toFormat(format)
    .toBuffer();
  return { bytes, width: 640, height: 360 };
}

describe('a document', () => {
  it('has its structure, title, page numbers and footer, and says what its pictures show', async () => {
    const shown = await picture('jpeg');
    const read = await written((paper) => {
      paper.heading(1, 'A capture');
      paper.facts([
        ['Who', theirs('Ana Silva')],
        ['SHA-256', mono('ab'.repeat(32))],
      ]);
      paper.heading(2, 'History');
      paper.table(
        [
          { head: 'When', part: 1 },
          { head: 'What', part: 3 },
        ],
        Array.from({ length: 90 }, (_row, index) => ['14 November', theirs(`line ${index}`)]),
      );
      paper.list(['one', ['two ', bold('strong')]]);
      paper.picture(shown, 'The screen of Ana');
      paper.paragraph('The end.');
    }, 'Über Ana');
    assert.equal(read.title, 'Über Ana');
    assert.equal(read.roles.get('Document'), 1);
    assert.equal(read.roles.get('H1'), 1);
    assert.equal(read.roles.get('Table'), 2);
    assert.equal(read.roles.get('TH'), 2 + 2);
    assert.equal(read.roles.get('TD'), 2 + 180);
    assert.equal(read.roles.get('LI'), 2);
    assert.deepEqual(read.alternatives, ['The screen of Ana']);
    assert.equal(read.images, 1);
    assert.equal(read.pages.length, 4);
    for (const [index, page] of read.pages.entries()) {
      assert.match(page.text, new RegExp(`Page ${index + 1} of 4`));
      assert.match(page.text, /handle as confidential/);
      assert.doesNotMatch(page.content, /handle as confidential/);
    }
    // The head stands on each page of the table, and is told once.
    assert.match(read.pages[1]?.text ?? '', /When\n/);
    assert.doesNotMatch(read.pages[1]?.content ?? '', /When\n/);
    const all = read.pages.map((page) => page.content).join('\n');
    for (let index = 0; index < 90; index += 1) assert.ok(all.includes(`line ${index}\n`));
    assert.equal(all.replaceAll('\n', '').includes('ab'.repeat(32)), true, 'the hash is whole');
  });

  it('carries a logo on each page, and a row that is longer than a page over several', async () => {
    const paper = createPaper(fonts, {
      title: 'Long',
      madeAt: MADE_AT,
      header: 'School',
      logo: await picture('png'),
      footer: 'f',
    });
    const words = Array.from({ length: 900 }, (_word, index) => `word${index}`).join(' ');
    paper.table(
      [
        { head: 'a', part: 1 },
        { head: 'b', part: 1 },
      ],
      [['x', theirs(words)]],
    );
    const read = readPdf(await paper.finish());
    assert.ok(read.pages.length >= 3);
    assert.equal(read.images, read.pages.length);
    const all = read.pages.map((page) => page.content).join(' ');
    assert.deepEqual(all.match(/word\d+/g), words.split(' '));
  });

  it('ends at a number of pages and says so', async () => {
    const read = await written((paper) => {
      for (let page = 0; page < MOST_PAGES * 2; page += 1) {
        for (let line = 0; line < 14; line += 1) paper.heading(1, `${page}`);
      }
    });
    assert.equal(read.pages.length, MOST_PAGES + 1);
    assert.match(read.pages.at(-1)?.content ?? '', /cut here/);
  });

  it('can be read whatever is written in it, and shows no letter that no font has', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.array(
        fc.constantFrom('سلام', 'שלום', 'x', ' ', '(', ')', '1', '\u202E', '\u2067', '\n', '👩‍👧', '́', '中'),
        {
          maxLength: 120,
        },
      ),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.nat(60), fc.nat(60), async (given, start, end) => {
        const hostile = Array.isArray(given) ? given.join('') : given;
        const read = await written((paper) => {
          paper.heading(1, theirs(hostile));
          paper.facts([[hostile, marked(hostile, start, end)]]);
          paper.table([{ head: hostile, part: 1 }], [[[theirs(hostile), ' and ', mono(hostile)]]]);
          paper.list([theirs(hostile)]);
        }, hostile);
        assert.ok(read.pages.length >= 1);
        for (const page of read.pages) {
          // No control, and nothing that turns text around, reaches the paper.
          assert.deepEqual(
            Array.from(page.text).filter((letter) => turnsOrHides(letter)),
            [],
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has a title that breaks nothing, whatever it is', async () => {
    const read = await written((paper) => paper.paragraph('x'), 'A </dc:title><evil> & \u202E\u0000');
    assert.equal(read.title.replaceAll(/\s+/g, ' '), 'A /dc:title evil ');
    assert.ok(!read.everything.includes('<evil'));
  });

  it('takes little time for texts of megabytes', async () => {
    const started = performance.now();
    const read = await written((paper) => {
      for (const unit of ['word ', 'x', '\u0301', '中', '\u202E', '👩‍', 'سلام(']) {
        paper.paragraph(theirs(unit.repeat(10_000_000 / unit.length)));
      }
    });
    const said = read.pages.map((page) => page.content.replaceAll('\n', '')).join('');
    assert.ok((said.match(/\[cut: [\d,]+ more characters\]/g) ?? []).length >= 5);
    assert.ok(performance.now() - started < 15_000);
  });
});

describe('lines', () => {
  it('put words of the other direction where they belong, and brackets the right way round', () => {
    assert.deepEqual(laid(['Name: ', theirs('סוף (x)'), ' end']), ['Name: |)|x|סוף (| end']);
    assert.deepEqual(laid(theirs('שלום abc 12')), ['abc 12|שלום ']);
    const [line] = breakLines(theirs('(שלום)'), 60, fonts);
    assert.equal(line?.rightToLeft, true);
    assert.equal(line?.pieces[0]?.text, ')שלום(');
  });

  it('join Arabic letters, also beside a marked part', () => {
    const [plain, apart] = [laid(theirs('سلام')), breakLines(theirs('سلام'), 60, fonts)[0]?.width ?? 0];
    assert.deepEqual(plain, ['سلام']);
    const single = Array.from('سلام', (letter) => breakLines(theirs(letter), 60, fonts)[0]?.width ?? 0);
    assert.ok(apart < single.reduce((sum, width) => sum + width, 0) * 0.9, 'joined letters are narrower');
  });

  it('show an override instead of following it, and keep the names beside it in order', () => {
    assert.deepEqual(laid(['from ', theirs('\u202Egpj.exe'), ' to ', theirs('b')]), [
      'from |[U+202E]gpj.exe| to |b',
    ]);
  });

  it('never cut within a letter, and break what is longer than a line', () => {
    const family = '👩‍👩‍👧‍👦';
    const lines = laid(theirs(family.repeat(30)), 8);
    assert.ok(lines.length > 3);
    for (const line of lines) assert.equal(line.replaceAll(family, ''), '');
    const accented = laid(theirs('e\u0301'.repeat(200)), 8);
    for (const line of accented) assert.match(line, /^(?:e\u0301)+$/);
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 12, max: 50 }),
        (text, width) => {
          for (const line of breakLines(theirs(text), width, fonts))
            assert.ok(line.width <= width * 1.02 + 0.1);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('mark a part by brackets and a line under it', () => {
    const [line] = breakLines(marked('i am not here', 2, 8), 60, fonts);
    assert.deepEqual(
      line?.pieces.map((piece) => [piece.said, piece.underlined]),
      [
        ['i ', false],
        ['⟦am not⟧', true],
        [' here', false],
      ],
    );
  });
});

describe('visible text', () => {
  const any = (codePoint: number): boolean => codePoint < 0x4e00;

  it('names what cannot be seen or drawn by its number', () => {
    assert.equal(visible('a\u0000b', any), 'a[U+0000]b');
    assert.equal(visible('\u202Eabc\u2066', any), '[U+202E]abc[U+2066]');
    assert.equal(visible('中文 ok', any), '[U+4E2D U+6587] ok');
    assert.equal(visible('a\r\nb\u2028c\td', any), 'a\nb\nc d');
    assert.equal(visible('\uD800', any), '[U+FFFD]');
    assert.equal(visible(`a${'\u0301'.repeat(40)}b`, any), `a${'\u0301'.repeat(4)}[36 more marks]b`);
    assert.equal(visible('نمی\u200Cخواهم', any), 'نمی\u200Cخواهم');
  });

  it('cuts a long text at the end of a letter and says how much is left out', () => {
    const text = visible(`${'x'.repeat(MOST_CHARACTERS - 1)}e\u0301${'y'.repeat(99)}`, any);
    assert.match(text, /x \[cut: 101 more characters\]$/);
  });
});

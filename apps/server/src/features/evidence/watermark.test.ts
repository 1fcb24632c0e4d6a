import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { decodeImage, type DecodedImage } from './image.ts';
import { formatMoment, neutral, watermark, watermarkLines, type WatermarkFacts } from './watermark.ts';

const FACTS: WatermarkFacts = {
  person: { name: 'Ana Silva', username: 'asilva24' },
  accountName: 'asilva24@school.example',
  what: 'Suicide, severe',
  happenedAt: new Date('2026-11-14T10:42:07Z'),
  device: 'ICT2-07',
  room: 'ICT 2',
  site: 'docs.school.example',
};
const LONDON = 'Europe/London';

function plain(width: number, height: number, shade: number): DecodedImage {
  return { pixels: Buffer.alloc(width * height * 3, shade), width, height };
}

/** Lightest and darkest of a part of an image. */
async function tones(
  bytes: Uint8Array,
  part: { left: number; top: number; width: number; height: number },
): Promise<{ darkest: number; lightest: number }> {
  const pixels = await sharp(bytes).extract(part).greyscale().raw().toBuffer();
  let [darkest, lightest] = [255, 0];
  for (const tone of pixels) {
    darkest = Math.min(darkest, tone);
    lightest = Math.max(lightest, tone);
  }
  return { darkest, lightest };
}

describe('the watermark', () => {
  test('says who, what, when and where, and nothing else', () => {
    const lines = watermarkLines(FACTS, LONDON).map((line) => line.replaceAll(/[\u2068\u2069]/g, ''));
    assert.deepEqual(lines, [
      'Ana Silva (asilva24)',
      'Suicide, severe',
      '14 Nov 2026, 10:42:07',
      'ICT2-07 · ICT 2 · docs.school.example',
    ]);
  });

  test('names the account while it is matched to nobody, and leaves out what is not known', () => {
    const lines = watermarkLines({ ...FACTS, person: null, room: null, site: null }, LONDON);
    assert.match(lines[0] ?? '', /asilva24@school\.example/);
    assert.equal((lines[3] ?? '').includes('·'), false);
    assert.match(
      watermarkLines({ ...FACTS, person: null, accountName: null }, LONDON)[0] ?? '',
      /Unknown account/,
    );
  });

  test('writes the moment of the school, in summer too', () => {
    assert.equal(formatMoment(new Date('2026-07-01T23:59:59Z'), LONDON), '2 Jul 2026, 00:59:59');
  });

  test('stands at the top right, readable on a light screen and on a dark one', async () => {
    for (const shade of [255, 0, 128]) {
      const marked = await watermark(plain(1280, 720, shade), FACTS, LONDON);
      const about = await sharp(marked.bytes).metadata();
      assert.deepEqual([about.format, about.width, about.height], ['jpeg', 1280, 720]);
      const corner = await tones(marked.bytes, { left: 1080, top: 0, width: 190, height: 60 });
      assert.ok(corner.lightest > 225, `light text on ${shade}`);
      assert.ok(corner.darkest < 80, `dark panel on ${shade}`);
      const rest = await tones(marked.bytes, { left: 0, top: 0, width: 600, height: 720 });
      assert.ok(rest.lightest - rest.darkest < 8, 'the rest of the screen is as it was');
    }
  });

  test('is drawn on a machine without any font or font configuration', async () => {
    const script = `
      const { watermark } = await import(process.argv[1]);
      const facts = { ...JSON.parse(process.argv[2]), happenedAt: new Date(0) };
      const image = { pixels: Buffer.alloc(1280 * 720 * 3), width: 1280, height: 720 };
      process.stdout.write(Buffer.from((await watermark(image, facts, 'Europe/London')).bytes));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        script,
        fileURLToPath(new URL('watermark.ts', import.meta.url)),
        JSON.stringify({ ...FACTS, person: { name: 'عبد الرحمن Żółć Ελένη', username: 'x' } }),
      ],
      {
        encoding: 'buffer',
        maxBuffer: 10_000_000,
        env: { FONTCONFIG_FILE: '/nowhere/fonts.conf', FONTCONFIG_PATH: '/nowhere', HOME: '/nowhere' },
      },
    );
    const corner = await tones(stdout, { left: 1060, top: 0, width: 210, height: 60 });
    assert.ok(corner.lightest > 225, 'there is text');
  });

  test('fits every image and every text, however long or hostile', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        '</span><b>&amp;<![CDATA[',
        '\u202Egnol\u202C',
        'عبد الرحمن بن محمد '.repeat(20),
        `Z${'\u0351'.repeat(200)}`,
        'x'.repeat(5000),
        '\0\u001b[31m\n\n\n\n\n\n\n\n\n\n',
        '\ud800',
        '',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        hostile,
        hostile,
        fc.integer({ min: 48, max: 900 }),
        fc.integer({ min: 48, max: 500 }),
        async (name, device, width, height) => {
          const facts = { ...FACTS, person: { name, username: name }, device, room: device, site: device };
          const marked = await watermark(plain(width, height, 200), facts, LONDON);
          const about = await sharp(marked.bytes).metadata();
          assert.deepEqual([about.width, about.height], [width, height]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('a neutral text holds no control, no direction and no tower of accents', () => {
  assert.equal(neutral('a\u202Eb\u0000c\nd\u2066e', 40), 'a b c d e');
  assert.equal(neutral(`Z${'\u0351'.repeat(9)}a`, 40), `Z${'\u0351'.repeat(3)}a`);
  assert.equal(neutral('abcdef', 4), 'abc…');
  assert.equal(neutral('می\u200Cخواهم', 40), 'می\u200Cخواهم');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, longest) => {
      const cleaned = neutral(text, longest);
      assert.ok(Array.from(cleaned).length <= longest);
      assert.doesNotMatch(cleaned, /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

describe('an image from a device', () => {
  const picture = (width = 320, height = 200): ReturnType<typeof sharp> =>
    sharp({ create: { width, height, channels: 3, background: '#268' } });

  test('is taken as JPEG, PNG or WebP, if it is what it says', async () => {
    for (const [mediaType, bytes] of [
      ['image/jpeg', await picture().jpeg().toBuffer()],
      ['image/png', await picture().png().toBuffer()],
      ['image/webp', await picture().webp().toBuffer()],
    ] as const) {
      const decoded = await decodeImage(bytes, mediaType);
      assert.ok(decoded.ok);
      assert.deepEqual([decoded.image.width, decoded.image.height], [320, 200]);
      assert.equal(decoded.image.pixels.length, 320 * 200 * 3);
      for (const other of ['image/jpeg', 'image/png', 'image/webp'] as const) {
        if (other === mediaType) continue;
        assert.deepEqual(await decodeImage(bytes, other), { ok: false, problem: 'other-type' });
      }
    }
  });

  test('is taken with few colours, in grey, transparent, turned, or in sixteen bits', async () => {
    for (const [mediaType, bytes] of [
      ['image/png', await picture().png({ palette: true }).toBuffer()],
      ['image/png', await picture().greyscale().png().toBuffer()],
      ['image/png', await picture().ensureAlpha(0.5).png().toBuffer()],
      ['image/png', await picture().toColourspace('rgb16').png().toBuffer()],
      ['image/jpeg', await picture().greyscale().jpeg().toBuffer()],
      ['image/jpeg', await picture().toColourspace('cmyk').jpeg().toBuffer()],
      ['image/jpeg', await picture(200, 320).withMetadata({ orientation: 6 }).jpeg().toBuffer()],
    ] as const) {
      const decoded = await decodeImage(bytes, mediaType);
      assert.ok(decoded.ok);
      assert.deepEqual([decoded.image.width, decoded.image.height], [320, 200]);
    }
  });

  test('carries no metadata into what staff see', async () => {
    const bytes = await picture()
      .withExif({ IFD0: { Copyright: 'secret-of-the-device' } })
      .jpeg()
      .toBuffer();
    assert.ok(bytes.includes('secret-of-the-device'));
    const decoded = await decodeImage(bytes, 'image/jpeg');
    assert.ok(decoded.ok);
    const marked = await watermark(decoded.image, FACTS, LONDON);
    assert.equal(Buffer.from(marked.bytes).includes('secret-of-the-device'), false);
    const about = await sharp(marked.bytes).metadata();
    assert.equal(about.exif, undefined);
  });

  test('is refused when it is none, half of one, a bomb, or a dot', async () => {
    const jpeg = await picture().jpeg().toBuffer();
    const bomb = await picture(11_000, 11_000).png({ compressionLevel: 9 }).toBuffer();
    assert.ok(bomb.length < 1_000_000);
    const refused = async (bytes: Uint8Array, mediaType: 'image/jpeg' | 'image/png' | 'image/webp') => {
      const decoded = await decodeImage(bytes, mediaType);
      return decoded.ok ? 'taken' : decoded.problem;
    };
    assert.equal(await refused(new Uint8Array(0), 'image/jpeg'), 'not-an-image');
    assert.equal(
      await refused(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/png'),
      'not-an-image',
    );
    assert.equal(await refused(jpeg.subarray(0, jpeg.length / 2), 'image/jpeg'), 'not-an-image');
    assert.equal(await refused(jpeg.subarray(0, 3), 'image/jpeg'), 'not-an-image');
    assert.equal(await refused(bomb, 'image/png'), 'too-large');
    assert.equal(await refused(await picture(20, 20).png().toBuffer(), 'image/png'), 'too-small');
    assert.equal(await refused(await picture(40_000, 50).png().toBuffer(), 'image/png'), 'too-large');
    const frames = await sharp(
      [await picture().png().toBuffer(), await picture().negate().png().toBuffer()],
      {
        join: { animated: true },
      },
    )
      .webp()
      .toBuffer();
    assert.equal(await refused(frames, 'image/webp'), 'other-type');
  });

  test('of any bytes behind the right beginning ends in an outcome', async () => {
    const heads = {
      'image/jpeg': [0xff, 0xd8, 0xff],
      'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
      'image/webp': Array.from(Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1')),
    } as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('image/jpeg', 'image/png', 'image/webp'),
        fc.uint8Array({ maxLength: 200 }),
        async (mediaType, rest) => {
          const decoded = await decodeImage(Uint8Array.from([...heads[mediaType], ...rest]), mediaType);
          assert.equal(decoded.ok, false);
        },
      ),
    );
  });
});

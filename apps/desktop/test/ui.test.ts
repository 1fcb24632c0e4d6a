import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as fc from 'fast-check';

import { createManualClock } from '@lapwing/agent-core/contracts/fakes/manual-clock.ts';
import { createFakeSurfaces } from '../src/platform/fake/surfaces.ts';
import type { Block } from '../src/ui/blocks.ts';
import { createCovers } from '../src/ui/covers.ts';
import type { Easel } from '../src/ui/easel.ts';
import { layOutCover, layOutPanel, type Page, PAGE_ON } from '../src/ui/page.ts';
import { createPanels } from '../src/ui/panels.ts';
import { directionOf, drawable, escaped, wrap, wrapEvenly } from '../src/ui/text.ts';
import { LOOK, readable, realEasel, testStage } from './stage.ts';

const HOSTILE = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(fc.constantFrom('<', '&', '"', '\u202e', '\u2068', '\u2069', '\0', '\n', 'a', 'ب', '\u0301', ' '))
    .map((letters) => letters.join('')),
);

function page(body: readonly Block[], more: Partial<Page> = {}): Page {
  return { title: 'Page', direction: 'ltr', head: [], body, foot: [], middle: false, ...more };
}

test('no text turns, hides or leaves what stands around it', () => {
  fc.assert(
    fc.property(HOSTILE, fc.integer({ min: 40, max: 900 }), (text, width) => {
      const lines = wrap(text, LOOK.fonts.plain, 18, width, 20);
      assert.ok(lines.length <= 20);
      for (const line of lines) {
        assert.doesNotMatch(line, /[\u202a-\u202e\p{Cc}]/u);
        const opened = Array.from(line).filter((letter) => /[\u2066-\u2068]/u.test(letter)).length;
        assert.equal(Array.from(line).filter((letter) => letter === '\u2069').length, opened);
        const bare = line.replaceAll(/[\u2066-\u2069]/gu, '');
        assert.ok(
          Array.from(bare).length <= 2 || LOOK.fonts.plain.width(bare) * 18 <= width + 18 * 1.3,
          `${bare} in ${String(width)}`,
        );
      }
      assert.doesNotMatch(escaped(text), /[<>"']/u);
    }),
  );
});

test('all of an ordinary text is there, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/u), { minLength: 1, maxLength: 60 }), (words) => {
      const lines = wrap(words.join(' '), LOOK.fonts.plain, 18, 300, 100);
      assert.deepEqual(lines.join(' ').split(' '), words);
    }),
  );
});

test('a heading has lines of about one length, as many as it needs, and no word on its own', () => {
  const { bold } = LOOK.fonts;
  for (const text of ['Ms Okafor has locked your screen', 'You are being logged off in half a minute']) {
    for (let width = 300; width < 900; width += 40) {
      const even = wrapEvenly(text, bold, 38, width, 4);
      const plain = wrap(text, bold, 38, width, 4);
      assert.equal(even.length, plain.length);
      assert.equal(even.join(' '), plain.join(' '));
      const widest = (lines: readonly string[]): number => Math.max(...lines.map((line) => bold.width(line)));
      assert.ok(widest(even) <= widest(plain));
    }
  }
  assert.deepEqual(wrapEvenly('Ms Okafor has locked your screen', bold, 38, 640, 4), [
    'Ms Okafor has',
    'locked your screen',
  ]);
});

test('ten thousand letters without a space are laid out at once, and cut', () => {
  const began = performance.now();
  const sheet = layOutCover(
    page([{ kind: 'said', text: 'W'.repeat(10_000) }]),
    { width: 1280, height: 800, primary: true },
    0,
    LOOK,
  );
  assert.ok(performance.now() - began < 500);
  assert.ok(sheet.pages > 1);
  assert.ok(drawable('W'.repeat(10_000)).endsWith('…'));
  for (const { y, height } of sheet.spots) assert.ok(y + height <= 800);
});

test('a paragraph is read the way of its first letter that is not a name in it', () => {
  assert.equal(directionOf('\u2068أمينة\u2069 has locked your screen'), 'ltr');
  assert.equal(directionOf('قال \u2068Ms Khan\u2069 نعم'), 'rtl');
  assert.equal(directionOf('12:30 ?'), 'ltr');
  assert.equal(directionOf('\u200eأمينة asks to look at your screen'), 'ltr');
  assert.equal(directionOf('\u200f12:30 Ms Khan'), 'rtl');
});

test('whatever is written, everything that can be pressed is on the screen and whole', () => {
  const answers: Block = {
    kind: 'buttons',
    buttons: [
      { id: 'yes', label: 'I agree', main: true },
      { id: 'no', label: 'I do not agree', main: false },
    ],
  };
  const block = HOSTILE.chain((text) =>
    fc.constantFrom<Block>(
      { kind: 'said', text },
      { kind: 'paragraph', text },
      { kind: 'heading', text },
      { kind: 'bullets', items: [text, text] },
      { kind: 'picture', data: text, alt: text },
    ),
  );
  fc.assert(
    fc.property(
      fc.array(block, { maxLength: 40 }),
      fc.constantFrom(
        { width: 1024, height: 600 },
        { width: 1366, height: 768 },
        { width: 3840, height: 2160 },
      ),
      fc.nat(5),
      (body, size, at) => {
        const wanted = page(body, { foot: [answers] });
        const sheet = layOutCover(wanted, { ...size, primary: true }, at, LOOK);
        const panel = layOutPanel(wanted, { scale: 2, focused: 'no' }, at, LOOK);
        for (const { spots, width, height, svg } of [sheet, panel]) {
          assert.ok(spots.some(({ id }) => id === 'yes') && spots.some(({ id }) => id === 'no'));
          for (const spot of spots) {
            assert.ok(spot.x >= 0 && spot.y >= 0, JSON.stringify(spot));
            assert.ok(spot.x + spot.width <= width && spot.y + spot.height <= height, JSON.stringify(spot));
          }
          assert.doesNotMatch(svg, /<(?!\/?(?:svg|rect|text|circle|image)\b)/u);
        }
        assert.equal(layOutCover(wanted, { ...size, primary: false }, at, LOOK).spots.length, 0);
      },
    ),
    { numRuns: 60 },
  );
});

test('of several that want to cover everything the strongest stands, and the next when it is gone', async () => {
  const clock = createManualClock();
  const fake = createFakeSurfaces();
  const stage = testStage(fake.surfaces, clock);
  const covers = createCovers(stage);
  const said: string[] = [];
  const one = (words: string, strength: number): Parameters<typeof covers.set>[1] => ({
    strength,
    page: () =>
      page([{ kind: 'said', text: words }], {
        foot: [{ kind: 'buttons', buttons: [{ id: words, label: words, main: true }] }],
      }),
    pressed: (spot) => said.push(spot),
    unawareMs: 500,
  });
  assert.equal(await covers.set('weak', one('weak', 1)), true);
  assert.equal(await covers.set('strong', one('strong', 3)), true);
  assert.match(stage.said(), /strong/u);
  fake.press('strong');
  assert.deepEqual(said, [], 'keys that were meant for what is underneath do nothing');
  await clock.advance(600);
  fake.press('strong');
  assert.deepEqual(said, ['strong']);
  await covers.set('strong', null);
  assert.match(stage.said(), /weak/u);
  stage.become(null);
  const other = createFakeSurfaces();
  stage.become(other.surfaces);
  await covers.set('none', null);
  assert.notEqual(other.covered(), null, 'screens that come back are covered again');
  await covers.close();
  assert.equal(other.covered(), null);
});

test('a panel that goes with its display comes back with the next; one that is closed does not', async () => {
  const clock = createManualClock();
  const first = createFakeSurfaces();
  const stage = testStage(first.surfaces, clock);
  let closed = 0;
  const long = page([{ kind: 'paragraph', text: 'word '.repeat(900) }], { title: 'Long' });
  const panel = await createPanels(stage).open({
    page: () => long,
    pressed: () => undefined,
    closed: () => {
      closed += 1;
    },
    unawareMs: 0,
  });
  assert.ok(panel !== null);
  assert.deepEqual(first.panels(), ['Long']);
  first.press(PAGE_ON);
  assert.match(stage.said(), /Go back/u);
  stage.become(null);
  first.closePanel('Long');
  assert.equal(closed, 0, 'nobody has closed it');
  const second = createFakeSurfaces();
  stage.become(second.surfaces);
  await new Promise(setImmediate);
  assert.deepEqual(second.panels(), ['Long']);
  second.closePanel('Long');
  assert.equal(closed, 1);
});

test('it is told when pictures are let go: with the plain cover, the cover and a panel', async () => {
  const clock = createManualClock();
  const fake = createFakeSurfaces();
  let told = 0;
  const stage = {
    ...testStage(fake.surfaces, clock),
    letGo: () => {
      told += 1;
    },
  };
  const words = page([{ kind: 'said', text: 'Look to the front' }]);
  const covers = createCovers(stage);
  await covers.set('lock', { strength: 1, page: () => words, pressed: () => undefined, unawareMs: 0 });
  await new Promise(setImmediate);
  assert.ok(told > 0, 'the picture of the page has taken the place of the plain one');
  told = 0;
  await covers.set('lock', null);
  assert.equal(told, 1);
  const panel = await createPanels(stage).open({
    page: () => words,
    pressed: () => undefined,
    closed: () => undefined,
    unawareMs: 0,
  });
  told = 0;
  panel?.close();
  assert.equal(told, 1);
});

let easel: Easel;
before(() => {
  easel = realEasel();
});
after(() => easel.close());

test('text is really drawn, by a process that goes again, and nonsense is not drawn', async () => {
  const sheet = layOutPanel(
    page([{ kind: 'paragraph', text: 'من فضلك flimmer' }]),
    { scale: 1, focused: null },
    0,
    LOOK,
  );
  assert.match(readable(sheet.svg), /flimmer/u);
  const [face, none, again] = await Promise.all([
    easel.draw(sheet.svg),
    easel.draw('<svg'),
    easel.draw(sheet.svg),
  ]);
  assert.ok(face !== null);
  assert.deepEqual([face.width, face.height], [sheet.width, sheet.height]);
  assert.ok(new Set(face.pixels).size > 20, 'letters have soft edges');
  assert.equal(none, null);
  assert.deepEqual(again?.pixels, face.pixels);
  easel.close();
  assert.ok((await easel.draw(sheet.svg)) !== null, 'it is started again');
});

test('while a countdown runs, its figures alone are drawn, and what stands there is the whole page', async () => {
  const clock = createManualClock();
  const fake = createFakeSurfaces();
  const stage = testStage(fake.surfaces, clock);
  const drawing: { readonly svg: string; readonly done: Promise<unknown> }[] = [];
  const covers = createCovers({
    ...stage,
    easel: {
      ...easel,
      draw: async (svg) => {
        const done = easel.draw(svg);
        drawing.push({ svg, done });
        return done;
      },
    },
  });
  let left = '0:59';
  const counting = (): Page =>
    page([{ kind: 'said', text: 'Please look at the board.' }], {
      middle: true,
      foot: [
        { kind: 'clock', text: left },
        { kind: 'paragraph', text: 'It unlocks by itself.' },
      ],
    });
  const settled = async (): Promise<void> => {
    for (let count = -1; count < drawing.length;) {
      count = drawing.length;
      await Promise.all(drawing.map(async ({ done }) => done));
      await new Promise(setImmediate);
    }
  };
  const monitor = { width: 640, height: 480, primary: true };
  const wanted = { strength: 1, page: counting, pressed: () => undefined, unawareMs: 0 };
  await covers.set('lock', wanted);
  await settled();
  assert.match(readable(drawing.at(-1)?.svg ?? ''), /board.*0:59/u);
  for (const time of ['0:58', '0:11', '0:00']) {
    left = time;
    covers.redraw('lock');
    await settled();
    assert.equal(readable(drawing.at(-1)?.svg ?? ''), time, 'nothing else is drawn');
    const whole = await easel.draw(layOutCover(counting(), monitor, 0, LOOK).svg);
    const shown = fake.covered()?.draw(monitor);
    assert.deepEqual(shown?.pixels, whole?.pixels);
    const { part, x = 0, y = 0 } = shown?.over ?? {};
    assert.ok(part !== undefined && part.width * part.height < (640 * 480) / 10);
    assert.ok(x + part.width <= 640 && y + part.height <= 480);
  }
  left = 'Less than a minute left.';
  covers.redraw('lock');
  await settled();
  assert.match(readable(drawing.at(-1)?.svg ?? ''), /board.*Less/u);
  assert.equal(fake.covered()?.draw(monitor).over, undefined);
  await covers.close();
});

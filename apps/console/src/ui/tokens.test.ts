import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

const here = new URL('./', import.meta.url);
const tokens = readFileSync(new URL('tokens.css', here), 'utf8');
const sheets = readdirSync(here).filter((name) => name.endsWith('.css'));

/** The red, green and blue of `#rrggbb`, 0 to 255. */
function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

/** Relative luminance by WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const a = luminance(one);
  const b = luminance(other);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Both themes' colours of a token. */
function pair(name: string): { light: string; dark: string } {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens);
  assert.ok(found?.[1] !== undefined && found[2] !== undefined, `no colour pair named ${name} in tokens.css`);
  return { light: found[1], dark: found[2] };
}

const GROUNDS = ['surface', 'ground', 'sunken', 'raised', 'hover'];

/** Text on what it stands on: 4.5 to 1 at least (WCAG 2.2, 1.4.3). */
const TEXT: readonly [string, readonly string[]][] = [
  [
    'ink',
    [...GROUNDS, 'press', 'accent-soft', 'severe-soft', 'moderate-soft', 'good-soft', 'minor-soft', 'mark'],
  ],
  ['ink-quiet', [...GROUNDS, 'accent-soft']],
  ['accent-ink', [...GROUNDS, 'accent-soft']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-severe', ['severe', 'severe-hover']],
  ['severe', ['surface', 'ground', 'raised', 'hover', 'severe-soft', 'accent-soft']],
  ['moderate', ['surface', 'ground', 'raised', 'hover', 'moderate-soft']],
  ['minor', ['surface', 'ground', 'raised', 'hover', 'minor-soft']],
  ['good', ['surface', 'ground', 'raised', 'hover', 'good-soft']],
];

/** Edges of controls, marks of state and the focus: 3 to 1 at least (1.4.11). */
const MARKS: readonly [string, readonly string[]][] = [
  ['line-strong', ['surface', 'ground', 'sunken', 'raised']],
  ['focus', [...GROUNDS, 'accent-soft']],
  ['accent', ['surface', 'ground', 'raised', 'press']],
  ['severe', ['surface', 'ground', 'raised', 'sunken']],
  ['good', ['surface', 'ground', 'raised']],
];

for (const [kind, least, pairs] of [
  ['text', 4.5, TEXT],
  ['marks', 3, MARKS],
] as const) {
  for (const theme of ['light', 'dark'] as const) {
    test(`contrast of ${kind} in the ${theme} theme`, () => {
      const low = pairs.flatMap(([front, backs]) =>
        backs
          .map((back) => ({ front, back, is: contrast(pair(front)[theme], pair(back)[theme]) }))
          .filter(({ is }) => is < least)
          .map(({ back, is }) => `${front} on ${back}: ${is.toFixed(2)}`),
      );
      assert.deepEqual(low, []);
    });
  }
}

test('the measure itself knows black on white', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#777777', '#777777'), 1);
});

test('one type family and two weights', () => {
  for (const name of sheets) {
    const css = readFileSync(new URL(name, here), 'utf8');
    for (const [, weight] of css.matchAll(/font-weight: ([^;]+);/g))
      assert.ok(weight === '400' || weight === 'var(--strong)', `${name}: font-weight ${weight}`);
    for (const [, weight] of css.matchAll(/font: (\d+) /g))
      assert.ok(weight === '400' || weight === '600', `${name}: font ${weight}`);
    for (const [, family] of css.matchAll(/font-family: ([^;]+);/g))
      assert.ok(family === 'var(--mono)' || family === 'var(--font)', `${name}: ${family}`);
  }
});

test('distances lie on the grid of 4 px', () => {
  for (const name of sheets) {
    const css = readFileSync(new URL(name, here), 'utf8');
    for (const [, property, value] of css.matchAll(
      /\b(gap|padding[a-z-]*|min-height|row-gap|column-gap): ([^;]+);/g,
    )) {
      for (const [, pixels] of (value ?? '').matchAll(/(?<![\d.-])(\d+)px/g)) {
        const size = Number(pixels);
        // Hair-lines and the smallest insets are below the grid.
        assert.ok(size <= 2 || size % 4 === 0, `${name}: ${property}: ${value}`);
      }
    }
  }
});

test('no colour is named outside tokens.css', () => {
  for (const name of sheets.filter((one) => one !== 'tokens.css')) {
    const css = readFileSync(new URL(name, here), 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
    assert.doesNotMatch(css, /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i, name);
  }
});

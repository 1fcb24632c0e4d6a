import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import * as fc from 'fast-check';

import { textWindow, unitsOf } from '../src/platform/linux/accessibility.ts';
import { composeOf } from '../src/platform/linux/keyboard/compose-file.ts';
import { createComposer, parseCompose } from '../src/platform/linux/keyboard/compose.ts';
import { type Keymap, parseKeymap, press } from '../src/platform/linux/keyboard/keymap.ts';
import { deadMark, isDead, keysymName, keysymText } from '../src/platform/linux/keyboard/keysyms.ts';
import { readStroke } from '../src/platform/linux/keyboard/strokes.ts';
import { isSecretWindow, isTerminal } from '../src/platform/linux/secret-windows.ts';
import { asksHidden, parseStat } from '../src/platform/linux/terminal-prompt.ts';

const DEAD_ACUTE = 0xfe51;
const DEAD_DIAERESIS = 0xfe57;
const DEAD_CIRCUMFLEX = 0xfe52;
const DEAD_HOOK = 0xfe61;
const DEAD_STROKE = 0xfe63;
const MULTI = 0xff20;
const COMPOSE = '/usr/share/X11/locale/en_US.UTF-8/Compose';

function keysymOfPoint(point: number): number {
  return (point >= 0x20 && point < 0x7f) || (point >= 0xa0 && point <= 0xff) ? point : 0x01000000 + point;
}

function typed(keysyms: readonly number[], table: () => ReturnType<typeof parseCompose> | null = () => null) {
  const composer = createComposer(table);
  return keysyms.map((keysym) => {
    const composed = composer.press(keysym);
    return composed.kind === 'text' ? composed.text : composed.kind === 'dead' ? 'Dead' : keysymText(keysym);
  });
}

describe('what a keysym writes', () => {
  it('every character of Unicode has a keysym that writes it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0xa0, max: 0x10ffff }).filter((point) => point < 0xd800 || point > 0xdfff),
        (point) => {
          assert.equal(keysymText(keysymOfPoint(point)), String.fromCodePoint(point));
        },
      ),
    );
  });

  it('any number is a text or a name, and never both missing', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (keysym) => {
        const text = keysymText(keysym);
        assert.ok(text === null || text.length > 0);
        assert.ok(keysymName(keysym).length > 0);
        if (isDead(keysym)) assert.equal(text, null);
        const mark = isDead(keysym) ? deadMark(keysym) : null;
        if (mark !== null) assert.match(mark, /^\p{M}$/u);
      }),
    );
  });

  it('the keysyms older than Unicode write what their names say', () => {
    for (const [keysym, text] of [
      [0x1b1, 'ą'],
      [0x3bf, 'ŋ'],
      [0x5c7, 'ا'],
      [0x6c1, 'а'],
      [0x7e1, 'α'],
      [0xce0, 'א'],
      [0xda1, 'ก'],
      [0x20ac, '€'],
      [0xffb7, '7'],
      [0xffae, '.'],
    ] as const)
      assert.equal(keysymText(keysym), text, keysym.toString(16));
    assert.equal(keysymName(0xff08), 'Backspace');
    assert.equal(keysymName(0xffc9), 'F12');
    assert.equal(keysymName(0xfe03), 'AltGraph');
    assert.equal(keysymName(0x1008ff13), 'Unidentified');
  });
});

describe('dead keys and Compose', () => {
  it('a dead key and a letter make what Unicode composes of them', () => {
    assert.deepEqual(typed([DEAD_ACUTE, 0x65]), ['Dead', 'é']);
    assert.deepEqual(typed([DEAD_ACUTE, 0x20]), ['Dead', "'"]);
    assert.deepEqual(typed([DEAD_ACUTE, DEAD_ACUTE]), ['Dead', '´']);
    assert.deepEqual(typed([DEAD_ACUTE, 0x78]), ['Dead', 'x']);
    assert.deepEqual(typed([DEAD_CIRCUMFLEX, DEAD_HOOK, 0x61]), ['Dead', 'Dead', 'ẩ']);
    assert.deepEqual(typed([DEAD_DIAERESIS, DEAD_ACUTE, 0x75]), ['Dead', 'Dead', 'ǘ']);
  });

  it('a letter with one accent is what its parts are typed as', () => {
    const dead = Array.from({ length: 0x40 }, (_, index) => 0xfe50 + index).filter(
      (keysym) => deadMark(keysym) !== null,
    );
    fc.assert(
      fc.property(fc.constantFrom(...dead), fc.integer({ min: 0x41, max: 0x7a }), (accent, letter) => {
        const whole = `${String.fromCharCode(letter)}${deadMark(accent) ?? ''}`.normalize('NFC');
        const expected = Array.from(whole).length === 1 ? whole : keysymText(letter);
        assert.deepEqual(typed([accent, letter]), ['Dead', expected]);
      }),
    );
  });

  it('a file of sequences is followed where the system has one', { skip: !exists(COMPOSE) }, () => {
    const table = composeOf(COMPOSE);
    assert.deepEqual(typed([MULTI, 0x65, 0x3d], table), ['Dead', 'Dead', '€']);
    assert.deepEqual(typed([MULTI, 0x61, 0x65], table), ['Dead', 'Dead', 'æ']);
    assert.deepEqual(typed([DEAD_STROKE, 0x6f], table), ['Dead', 'ø']);
    assert.deepEqual(typed([MULTI, 0x65, 0x7a, 0x61], table), ['Dead', 'Dead', 'z', 'a']);
  });

  it('no file of sequences, however written, breaks it or keeps a key for ever', () => {
    const names = new Map([
      ['a', 0x61],
      ['Multi_key', MULTI],
    ]);
    const piece = fc.constantFrom(
      '<Multi_key>',
      '<a>',
      ' : ',
      '"x"',
      '"\\',
      '\n',
      '#',
      '<U0301>',
      'include "%L"',
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.constantFrom(MULTI, 0x61, DEAD_ACUTE)), (pieces, keys) => {
        const table = parseCompose(pieces.join(''), names);
        for (const text of typed(
          [...keys, 0x7a, 0x7a, 0x7a, 0x7a, 0x7a, 0x7a, 0x7a, 0x7a, 0x7a],
          () => table,
        ).slice(-1))
          assert.equal(text, 'z');
      }),
    );
  });
});

/** Level 1 and 2 by Shift and Lock, 3 and 4 by Mod5 beside. */
function keymapOf(keysyms: readonly number[], groups = 1): Keymap {
  const levels = new Map(
    [0, 1, 2, 3, 0x80, 0x81, 0x82, 0x83].map((mods) => {
      const shifted = (mods & 3) === 1 || (mods & 3) === 2 ? 1 : 0;
      return [mods, { level: shifted + (mods >= 0x80 ? 2 : 0), kept: 0 }] as const;
    }),
  );
  const key = { groups, outOfRange: 0, redirect: 0, types: [0, 0, 0, 0], width: 4, keysyms };
  return { types: [{ mask: 0x83, levels }], keys: new Map([[38, key]]), commandMask: 0x4c };
}

describe('the keyboard mapping', () => {
  const keymap = keymapOf([0x61, 0x41, 0xe6, 0xc6, 0x6c6, 0x6e6, 0, 0], 2);
  const read = (modifiers: number, group = 0) =>
    readStroke(
      keymap,
      createComposer(() => null),
      38,
      modifiers,
      group,
    );

  it('Shift, Caps Lock and AltGr choose the level, and the layout the group', () => {
    assert.deepEqual(read(0), { key: 'a', command: false });
    assert.deepEqual(read(1), { key: 'A', command: false });
    assert.deepEqual(read(2), { key: 'A', command: false });
    assert.deepEqual(read(3), { key: 'a', command: false });
    assert.deepEqual(read(0x80), { key: 'æ', command: false });
    assert.deepEqual(read(0, 1), { key: 'ф', command: false });
    assert.deepEqual(read(0, 2), { key: 'a', command: false });
    assert.deepEqual(read(0x80, 1), { key: 'Unidentified', command: false });
  });

  it('Control, Alt and the system key make a command, and a key that is not mapped is unidentified', () => {
    for (const modifier of [0x04, 0x08, 0x40]) assert.equal(read(modifier).command, true);
    assert.equal(press(keymap, 99, 0, 0), null);
  });

  it('no reply, however broken, is more than no mapping', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const map = parseKeymap(bytes);
        if (map !== null) press(map, bytes[0] ?? 0, bytes[1] ?? 0, bytes[2] ?? 0);
      }),
    );
  });
});

describe('what is read of a field', () => {
  it('the caret is always within what is read, and a short text is read whole', () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(200_000), (count, at) => {
        const caret = Math.min(at, count);
        const [from, to] = textWindow(count, caret);
        assert.ok(from >= 0 && from <= caret && caret <= to && to <= count);
        assert.ok(to - from <= 16_384);
        if (count <= 16_384) assert.deepEqual([from, to], [0, count]);
      }),
    );
  });

  it('characters are counted in UTF-16 units', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(60), (text, characters) => {
        assert.equal(unitsOf(text, characters), Array.from(text).slice(0, characters).join('').length);
      }),
    );
  });
});

describe('windows and prompts for passwords', () => {
  it('are known by their program', () => {
    assert.ok(isSecretWindow({ executable: 'pinentry-gtk-2', application: 'Pinentry' }));
    assert.ok(isSecretWindow({ executable: null, application: 'KeePassXC' }));
    assert.ok(!isSecretWindow({ executable: 'mousepad', application: 'Mousepad' }));
    assert.ok(!isSecretWindow({ executable: 'secretsanta', application: 'Secret Santa' }));
    assert.ok(isTerminal({ executable: 'xterm', application: 'XTerm' }));
  });

  it('a line that is not shown is one, and a shell that edits its line is not', () => {
    assert.ok(asksHidden('speed 38400 baud; line = 0;\nisig icanon iexten -echo echoe echok'));
    assert.ok(!asksHidden('isig icanon iexten echo echoe echok -echonl'));
    assert.ok(!asksHidden('isig -icanon iexten -echo echoe'));
    assert.ok(!asksHidden(''));
  });

  it('the terminal of a process is read whatever the process is called', () => {
    assert.deepEqual(parseStat('42 (a) b (c) S 1 42 42 34819 77 4194560 1'), { pts: 3, foreground: 77 });
    assert.deepEqual(parseStat('42 (cat) S 1 42 42 0 -1 4194560 1'), { pts: null, foreground: -1 });
    fc.assert(
      fc.property(fc.string(), (stat) => {
        parseStat(stat);
      }),
    );
  });
});

function exists(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
}

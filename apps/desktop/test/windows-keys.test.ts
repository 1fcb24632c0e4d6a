import assert from 'node:assert/strict';
import { it } from 'node:test';

import * as fc from 'fast-check';

import { accents } from '../src/platform/windows/accents.ts';
import { placeOfKey } from '../src/platform/windows/key-codes.ts';
import { createComposer, nameOf } from '../src/platform/windows/key-names.ts';
import { executableName } from '../src/platform/windows/programs.ts';
import { isSecretProgram } from '../src/platform/windows/secret-programs.ts';

const dead = (text: string) => ({ kind: 'dead', text }) as const;
const letter = (text: string) => ({ kind: 'text', text }) as const;

it('puts an accent and a letter together, and leaves apart what does not go together', () => {
  const composer = createComposer();
  assert.deepEqual([composer.press(dead('´')), composer.press(letter('e'))], ['Dead', 'é']);
  assert.deepEqual([composer.press(dead('^')), composer.press(letter('x'))], ['Dead', '^x']);
  assert.deepEqual([composer.press(dead('~')), composer.press(letter(' '))], ['Dead', '~']);
  assert.deepEqual([composer.press(dead('¨')), composer.press(dead('¨'))], ['Dead', '¨¨']);
  // The system may have done so already.
  assert.deepEqual([composer.press(dead('´')), composer.press(letter('é'))], ['Dead', 'é']);
  composer.press(dead('´'));
  composer.reset();
  assert.equal(composer.press(letter('e')), 'e');
});

it('never loses a letter, whatever came before', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...accents.keys()),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      (accent, text) => {
        const composer = createComposer();
        composer.press(dead(accent));
        const made = composer.press(letter(text));
        if (text === ' ') assert.equal(made, accent);
        else {
          const parts = made.normalize('NFD');
          assert.ok(parts.includes(text.normalize('NFD')[0] ?? ''), `${accent} ${text} made ${made}`);
        }
        assert.equal(composer.press(letter('z')), 'z');
      },
    ),
  );
});

it('knows each key by one place, and none that there is not', () => {
  const codes = [
    'KeyA',
    'KeyZ',
    'Digit0',
    'Enter',
    'NumpadEnter',
    'F1',
    'F12',
    'ArrowUp',
    'Numpad8',
    'MetaLeft',
  ];
  const places = codes.map((code) => JSON.stringify(placeOfKey(code)));
  assert.equal(new Set(places).size, codes.length);
  assert.equal(places.includes('null'), false);
  assert.deepEqual(placeOfKey('KeyA'), { scan: 0x1e, extended: null });
  for (const none of ['', 'LaunchRocket', 'constructor', '__proto__']) assert.equal(placeOfKey(none), null);
  assert.deepEqual([nameOf(0x08), nameOf(0x70), nameOf(0x41)], ['Backspace', 'F1', null]);
});

it('calls programs by their files, and knows keepers of passwords by either name', () => {
  assert.equal(executableName('C:\\Windows\\System32\\NOTEPAD.EXE'), 'notepad');
  assert.equal(executableName('notepad.exe.mui'), 'notepad');
  assert.equal(executableName('my.game.exe'), 'my.game');
  const facts = { path: 'C:\\a.exe', executable: 'a', described: null, originalName: 'keepass' };
  assert.equal(isSecretProgram(facts, ''), true);
  assert.equal(isSecretProgram({ ...facts, originalName: null }, ''), false);
  assert.equal(isSecretProgram(null, 'Credential Dialog Xaml Host'), true);
});

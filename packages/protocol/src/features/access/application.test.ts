import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type ApplicationSeen, isApplication } from './application.ts';

const NOTHING: ApplicationSeen = { executable: null, originalName: null, names: [] };
const letters = fc.stringMatching(/^[a-z0-9][a-z0-9 _-]{0,12}[a-z0-9]$/u);

test('a program is known by its file with and without its ending, by its own name, and by its window', () => {
  for (const [pattern, seen] of [
    ['steam', { executable: 'steam' }],
    ['steam.exe', { executable: 'steam' }],
    ['Steam', { executable: 'STEAM.EXE' }],
    ['steam', { executable: 'notes', originalName: 'Steam.exe' }],
    ['mini*', { executable: 'minetest', originalName: 'minigame' }],
    ['*Minecraft*', { names: ['Java', 'Minecraft 1.21 - Singleplayer'] }],
    ['gnome-terminal', { executable: '/usr/bin/gnome-terminal' }],
    ['mspaint', { executable: String.raw`C:\Windows\mspaint.exe` }],
  ] as const)
    assert.equal(isApplication(pattern, { ...NOTHING, ...seen }), true, pattern);
});

test('another program is not, even where its name begins alike', () => {
  for (const [pattern, seen] of [
    ['steam', { executable: 'steamcleaner' }],
    ['note', { names: ['notebook'] }],
    ['', { executable: '', names: [''] }],
    ['steam', NOTHING],
    ['a.b', { executable: 'axb' }],
  ] as const)
    assert.equal(isApplication(pattern, { ...NOTHING, ...seen }), false, pattern);
});

test('whatever a program is called, its own name fits it, in any case and with any ending', () => {
  fc.assert(
    fc.property(letters, fc.constantFrom('', '.exe', '.EXE', '.AppImage'), (name, ending) => {
      const seen = { ...NOTHING, executable: `${name.toUpperCase()}${ending}` };
      assert.equal(isApplication(name, seen), true);
      assert.equal(isApplication(`${name}.exe`, seen), true);
      assert.equal(isApplication(`${name}*`, { ...NOTHING, names: [`${name} - a window`] }), true);
      assert.equal(isApplication(`${name}x`, seen), false);
    }),
  );
});

test('no pattern and no name make it fail, or take long', () => {
  fc.assert(
    fc.property(fc.string(), fc.option(fc.string()), fc.array(fc.string()), (pattern, executable, names) => {
      assert.equal(typeof isApplication(pattern, { executable, originalName: null, names }), 'boolean');
    }),
  );
  const began = performance.now();
  isApplication('*a*a*a*a*a*a*a*b', { ...NOTHING, names: ['a'.repeat(100_000)] });
  assert.ok(performance.now() - began < 500);
});

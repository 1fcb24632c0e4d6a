/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, assert as assertProperty, constantFrom, property, string } from 'fast-check';
import { createKeyStream } from './key-stream.ts';

function after(...keys: string[]): string {
  const stream = createKeyStream();
  for (const key of keys) stream.press(key, false);
  return stream.text();
}

test('keys become text; names of keys and commands do not', () => {
  assert.equal(after('h', 'i', 'Shift', ' ', 'é', '😀', 'F5', 'Dead'), 'hi é😀');
  const stream = createKeyStream();
  stream.press('v', true);
  assert.equal(stream.text(), '');
});

test('Backspace takes one sign back, with Control one word', () => {
  assert.equal(after('a', '😀', 'Backspace'), 'a');
  assert.equal(after('Backspace'), '');
  const stream = createKeyStream();
  stream.insert('two words ');
  stream.press('Backspace', true);
  assert.equal(stream.text(), 'two ');
});

test('a key that moves the caret ends the run', () => {
  for (const key of ['ArrowLeft', 'Home', 'Tab', 'Delete'])
    assert.equal(createKeyStream().press(key, false), false);
});

test('the run is full at the end of a sentence beyond half its length, and never longer than its length', () => {
  const stream = createKeyStream();
  stream.insert('x'.repeat(999));
  assert.equal(stream.full(), false);
  stream.insert('x. ');
  assert.equal(stream.full(), true);
  assertProperty(
    property(
      array(string({ maxLength: 500 })),
      array(constantFrom('a', 'Backspace', '.', ' ')),
      (texts, keys) => {
        const any = createKeyStream();
        for (const text of texts) any.insert(text);
        for (const key of keys) any.press(key, false);
        assert.ok(any.text().length <= 2000 + keys.length);
        any.clear();
        assert.equal(any.text(), '');
      },
    ),
  );
});

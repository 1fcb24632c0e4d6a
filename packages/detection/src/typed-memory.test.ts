/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getHeapSnapshot, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { engineOf, term } from './test/engine-of.ts';
import { createTypedText, type TypedText } from './typed.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const ENGINE = engineOf(
  term('(want to|wanna) die', { id: 'die' }),
  term('grobble', { id: 'word', policy: 'gambling', severity: 'minor' }),
);

function typedText(): TypedText {
  let made = 0;
  return createTypedText(ENGINE, { newId: () => `f${(made += 1)}` });
}

/** How often each of the marks stands in what this program has in memory. Marks are bytes: a string would be found. */
async function inMemory(...marks: readonly Buffer[]): Promise<boolean[]> {
  collect();
  const pieces: Uint8Array[] = [];
  for await (const piece of getHeapSnapshot() as AsyncIterable<Uint8Array>) pieces.push(piece);
  const held = Buffer.concat(pieces);
  return marks.map((mark) => held.includes(mark));
}

/** A word that stands nowhere else, spelled only where it is needed. */
function mark(): { readonly bytes: Buffer; readonly spelled: () => string } {
  const bytes = Buffer.from(Array.from({ length: 16 }, () => 0x61 + Math.floor(Math.random() * 26)));
  return { bytes, spelled: () => String.fromCharCode(...bytes) };
}

function typeIn(typed: TypedText, field: string, text: string): void {
  let at = 0;
  for (let end = 1; end <= text.length; end += 1)
    typed.input({ field, text: text.slice(0, end), caret: end, at: (at += 100) });
}

test('SETTLE-7 nothing of a settled text that matched nothing is in memory, of another nothing but the finding', async () => {
  const typed = typedText();
  const [plain, keys, far, near, waiting] = [mark(), mark(), mark(), mark(), mark()];
  const long = 'and so it went on and on, '.repeat(40);
  // In functions of their own, so that nothing of this test keeps the texts.
  (() => typeIn(typed, 'plain', `i want to say ${plain.spelled()} to you`))();
  typed.settle('plain', 'blur');
  (() => {
    for (const char of `dear ${keys.spelled()} hello`) typed.key('keys', char, 1);
  })();
  typed.settle('keys', 'blur');
  (() => typeIn(typed, 'found', `dear ${far.spelled()}, ${long}. A grobble ${near.spelled()}`))();
  typed.settle('found', 'blur');
  (() => typeIn(typed, 'waiting', `so ${waiting.spelled()} is`))();
  // As everywhere, other texts are looked at afterwards: the language itself remembers the last that was searched.
  typeIn(typed, 'other', 'something else, and more. And more');
  typed.settle('other', 'blur');
  const held = await inMemory(plain.bytes, keys.bytes, far.bytes, near.bytes, waiting.bytes);
  assert.deepEqual(held, [false, false, false, true, true]);
  assert.equal(typed.settle('waiting', 'blur').length, 0);
});

test('SETTLE-7 after 100,000 inputs in 5,000 fields the memory is what it was', () => {
  const typed = typedText();
  const pieces = [
    'and so on ',
    'x',
    'y ',
    'z',
    ...'when. it. rained?'.split('.'),
    'a grobble ',
    'i want to die ',
  ];
  const texts = new Map<string, string>();
  const run = (times: number): void => {
    for (let n = 0; n < times; n += 1) {
      const field = `field ${(Math.floor(n / 20) * 7919) % 5000}`;
      const text = `${texts.get(field) ?? ''}${pieces[n % pieces.length] ?? ''}`.slice(-100);
      texts.set(field, text);
      typed.input({ field, text, caret: text.length, at: n });
      if (n % 11 === 0) typed.settle(field, 'blur');
    }
    texts.clear();
    collect();
  };
  run(10_000);
  const before = process.memoryUsage().heapUsed;
  run(100_000);
  const grown = process.memoryUsage().heapUsed - before;
  assert.ok(grown < 1_000_000, `${grown} bytes more`);
});

test('SETTLE-7 a field keeps so many findings and no more', () => {
  const typed = typedText();
  const events = typed.input({ field: 'a', text: 'grobble '.repeat(6000), caret: 48_000, at: 1 });
  assert.deepEqual(events, []);
  assert.equal(typed.settle('a', 'blur').length, 200);
  typed.input({ field: 'a', text: 'grobble '.repeat(6000), caret: 48_000, at: 2 });
  assert.deepEqual(typed.settle('a', 'blur'), []);
});

test('SETTLE-8 an unfinished sentence of keys outlives a pause, but not for long', () => {
  const typed = createTypedText(ENGINE, { newId: () => 'x', pauseMs: 1000 });
  const press = (text: string, at: number): unknown[] =>
    Array.from(text).flatMap((char) => typed.key('w', char, at));
  press('i want to ', 0);
  assert.deepEqual(typed.pause(1000), []);
  assert.equal(typed.nextDue(), 30_000);
  press('die', 5000);
  assert.equal(typed.pause(6000).length, 1);
  press(' i want to', 7000);
  assert.equal(typed.pause(8000).length, 1, 'its sentence goes on');
  assert.deepEqual(typed.pause(40_000), []);
  assert.equal(typed.nextDue(), undefined);
  press(' die', 41_000);
  assert.deepEqual(typed.pause(42_000), [], 'it was another sentence');
});

test('SETTLE-8 a flood of keys without an end is decided upon in parts', () => {
  const typed = typedText();
  const events = Array.from(`${'on and '.repeat(270)}grobble ${'on and '.repeat(200)}`).flatMap((char) =>
    typed.key('w', char, 1),
  );
  events.push(...typed.settle('w', 'blur'));
  assert.deepEqual(
    events.map(({ kind, id }) => `${kind} ${id}`),
    ['finding f1', 'amend f1'],
  );
});

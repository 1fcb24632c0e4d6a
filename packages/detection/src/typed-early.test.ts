/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { engineOf, term } from './test/engine-of.ts';
import { createTypedText, type TypedEvent } from './typed.ts';

const ENGINE = engineOf(
  term('kill you', { id: 'threat', policy: 'weapons-violence' }),
  term('(hurt|kill~) <2> myself', { id: 'self', policy: 'self-harm' }),
  term('(want to|wanna) die', { id: 'die', severity: 'severe' }),
);

function typeAll(text: string): { readonly events: TypedEvent[]; readonly scans: number } {
  let [made, scans] = [0, 0];
  const scan = (...args: Parameters<typeof ENGINE.scan>): ReturnType<typeof ENGINE.scan> => {
    scans += 1;
    return ENGINE.scan(...args);
  };
  const typed = createTypedText({ ...ENGINE, scan }, { newId: () => `f${(made += 1)}` });
  const events: TypedEvent[] = [];
  for (let end = 1; end <= text.length; end += 1)
    events.push(...typed.input({ field: 'a', text: text.slice(0, end), caret: end, at: end }));
  return { events, scans };
}

const WORDS = fc.constantFrom(
  ...'i I’m im you we want to wanna die kill hurt killing you myself going gonna will tonight the cat, said - and "then'.split(
    ' ',
  ),
  "I'm",
  'mÿself',
  'né',
);

test('SETTLE-9 whatever a scan at the end of a word finds early is found without most of the scans', () => {
  fc.assert(
    fc.property(fc.array(WORDS, { minLength: 1, maxLength: 25, size: 'max' }), (words) => {
      const text = `${words.join(' ')} `;
      const early = new Set(
        typeAll(text)
          .events.filter((event) => event.kind === 'finding')
          .map(({ finding }) => finding.term),
      );
      for (let end = 1; end <= text.length; end += 1) {
        if (text[end - 1] !== ' ') continue;
        for (const { term: id, severity, because } of ENGINE.scan(text.slice(0, end), { source: 'typed' }))
          if (severity === 'severe' && because.includes('judge.intent'))
            assert.ok(early.has(id), `${id} in ${text.slice(0, end)}`);
      }
    }),
    { numRuns: 400 },
  );
});

test('SETTLE-9 what cannot be an intent is not looked at until it is settled', () => {
  assert.equal(typeAll('the man wanted to die and then to kill you and hurt many before killing ').scans, 0);
  assert.equal(typeAll('my cat is in the garden and we are all at home with the die and the rest ').scans, 0);
});

test('SETTLE-2 a word that only begins like the term is no alarm', () => {
  assert.deepEqual(typeAll('i want to diet').events, []);
  assert.equal(typeAll('i want to die ').events.length, 1);
});

test('SETTLE-2 what follows the caret in the sentence counts when it fires early', () => {
  const typed = createTypedText(ENGINE, { newId: () => 'x' });
  const rest = 'in Call of Duty';
  const start = "I'm going to kill you ";
  for (let end = 1; end <= start.length; end += 1) {
    const events = typed.input({ field: 'a', text: start.slice(0, end) + rest, caret: end, at: end });
    assert.deepEqual(events, []);
  }
});

test('SETTLE-1 in a long text a sentence is found when it ends, the rest at the next pause', () => {
  let made = 0;
  const typed = createTypedText(ENGINE, { newId: () => `f${(made += 1)}` });
  const before = `They kill you. ${'and so it went on '.repeat(2500)}`;
  typed.input({ field: 'a', text: before, caret: before.length, at: 1 });
  const text = `${before}they hurt it myself. `;
  assert.deepEqual(
    typed.input({ field: 'a', text, caret: text.length, at: 2 }).map(({ id }) => id),
    ['f1'],
  );
  assert.equal(typed.nextDue(), 1502);
  const [rest, ...more] = typed.pause(1502);
  assert.ok(rest?.kind === 'finding' && more.length === 0);
  assert.equal(rest.finding.term, 'threat');
});

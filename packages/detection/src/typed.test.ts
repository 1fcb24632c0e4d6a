/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { engineOf, term } from './test/engine-of.ts';
import { createTypedText, type TypedEvent, type TypedText } from './typed.ts';

const ENGINE = engineOf(
  term('kill you', { id: 'threat', policy: 'weapons-violence' }),
  term('(want to|wanna) die', { id: 'die' }),
  term('grobble', { id: 'word', policy: 'gambling', severity: 'minor' }),
);

function typedText(options: { pauseMs?: number; maxFields?: number } = {}): TypedText {
  let made = 0;
  return createTypedText(ENGINE, { newId: () => `f${(made += 1)}`, ...options });
}

/** Types on from what stands, key by key, and answers all events. */
function type(typed: TypedText, from: string, more: string, field = 'field'): TypedEvent[] {
  const events: TypedEvent[] = [];
  for (let n = 1; n <= more.length; n += 1) {
    const text = from + more.slice(0, n);
    events.push(...typed.input({ field, text, caret: text.length, at: n }));
  }
  return events;
}

function brief(events: readonly TypedEvent[]): string[] {
  return events.map((event) => {
    if (event.kind === 'withdraw') return `withdraw ${event.id} ${event.reason}`;
    const early = event.kind === 'finding' && event.early ? ' early' : '';
    return `${event.kind} ${event.id} ${event.finding.term} ${event.finding.severity}${early}`;
  });
}

test('SETTLE-1 nothing is decided while a sentence is being typed', () => {
  const typed = typedText();
  assert.deepEqual(type(typed, '', 'a grobble is'), []);
  assert.deepEqual(brief(typed.settle('field', 'blur')), ['finding f1 word minor']);
});

test('SETTLE-1 a sentence end, a pause and Enter settle', () => {
  const typed = typedText({ pauseMs: 1000 });
  assert.deepEqual(brief(type(typed, '', 'a grobble. ')), ['finding f1 word minor']);
  typed.input({ field: 'other', text: 'grobble', caret: 7, at: 5000 });
  assert.equal(typed.nextDue(), 6000);
  assert.deepEqual(typed.pause(5999), []);
  assert.deepEqual(brief(typed.pause(6000)), ['finding f2 word minor']);
  assert.equal(typed.nextDue(), undefined);
});

test('SETTLE-1 pasted text is decided upon as a whole', () => {
  const typed = typedText();
  const text = `${'so it went on '.repeat(300)} grobble ${'and on '.repeat(300)}`;
  typed.input({ field: 'field', text, caret: text.length, at: 1 });
  const [event] = typed.settle('field', 'pause');
  assert.ok(event?.kind === 'finding');
  assert.equal(text.slice(event.finding.start, event.finding.end), 'grobble');
});

test('SETTLE-2 a severe first-person intent fires before its sentence ends, once', () => {
  const typed = typedText();
  const events = type(typed, '', 'i want to die and i mean it');
  assert.deepEqual(brief(events), ['finding f1 die severe early']);
  const [event] = events;
  assert.ok(event?.kind === 'finding');
  assert.equal(event.finding.matched, 'want to die');
});

test('SETTLE-2 without intent nothing fires early, however severe', () => {
  const severe = engineOf(term('grobble', { severity: 'severe' }));
  const typed = createTypedText(severe, { newId: () => 'x' });
  assert.deepEqual(type(typed, '', 'the grobble is here'), []);
});

test('SETTLE-3 a threat that turns out to be a game is amended under its id', () => {
  const typed = typedText();
  const first = type(typed, '', "I'm going to kill you ");
  assert.deepEqual(brief(first), ['finding f1 threat severe early']);
  const rest = type(typed, "I'm going to kill you ", 'in Call of Duty tonight');
  assert.deepEqual(rest, []);
  const settled = typed.settle('field', 'enter');
  assert.deepEqual(brief(settled), ['amend f1 threat minor']);
});

test('SETTLE-3 after a pause the same finding is amended, not told again', () => {
  const typed = typedText();
  type(typed, '', 'a grobble');
  assert.deepEqual(brief(typed.settle('field', 'pause')), ['finding f1 word minor']);
  type(typed, 'a grobble', ' in the yard');
  const [event] = typed.settle('field', 'pause');
  assert.ok(event?.kind === 'amend');
  assert.equal(event.id, 'f1');
  assert.equal(event.finding.sentence, 'a grobble in the yard');
});

test('SETTLE-4 an early finding whose words were deleted is withdrawn', () => {
  const typed = typedText();
  type(typed, '', 'i wanna die ');
  typed.input({ field: 'field', text: 'i wanna ', caret: 8, at: 50 });
  assert.deepEqual(brief(typed.settle('field', 'pause')), ['withdraw f1 deleted']);
});

test('SETTLE-4 an early finding that the whole sentence makes harmless is withdrawn', () => {
  const engine = engineOf(term('want to die', { unless: ['want to die hard'] }));
  const typed = createTypedText(engine, { newId: () => 'f1' });
  assert.deepEqual(brief(type(typed, '', 'i want to die ')), ['finding f1 test.term severe early']);
  type(typed, 'i want to die ', 'hard like in the film');
  assert.deepEqual(brief(typed.settle('field', 'blur')), ['withdraw f1 judged']);
});

test('SETTLE-5 a phrase left standing is one finding, a second one is another', () => {
  const typed = typedText();
  type(typed, '', 'grobble. ');
  assert.deepEqual(type(typed, 'grobble. ', 'more and more. '), []);
  assert.deepEqual(typed.settle('field', 'blur'), []);
  assert.deepEqual(brief(type(typed, 'grobble. more and more. ', 'grobble. ')), ['finding f2 word minor']);
});

test('SETTLE-5 deleting what was settled undoes nothing', () => {
  const typed = typedText();
  type(typed, '', 'grobble. ');
  typed.input({ field: 'field', text: '', caret: 0, at: 60 });
  assert.deepEqual(typed.settle('field', 'blur'), []);
});

test('SETTLE-6 nothing is decided while an input method composes', () => {
  const typed = typedText();
  const events = typed.input({ field: 'field', text: 'i want to die. ', caret: 15, at: 1, composing: true });
  assert.deepEqual(events, []);
  assert.equal(typed.nextDue(), undefined);
  const after = typed.input({ field: 'field', text: 'i want to die. ', caret: 15, at: 2 });
  assert.deepEqual(brief(after), ['finding f1 die severe']);
});

test('SETTLE-7 the field quiet for longest is settled and forgotten when there are too many', () => {
  const typed = typedText({ maxFields: 2 });
  typed.input({ field: 'one', text: 'grobble', caret: 7, at: 1 });
  typed.input({ field: 'two', text: 'x', caret: 1, at: 2 });
  const events = typed.input({ field: 'three', text: 'y', caret: 1, at: 3 });
  assert.deepEqual(brief(events), ['finding f1 word minor']);
  assert.equal(events[0]?.field, 'one');
  assert.deepEqual(typed.settle('one', 'blur'), []);
});

test('SETTLE-7 what has been settled is not looked at again', () => {
  const seen: string[] = [];
  const watched = {
    ...ENGINE,
    scan: (...args: Parameters<typeof ENGINE.scan>) => (seen.push(args[0]), ENGINE.scan(...args)),
  };
  const typed = createTypedText(watched, { newId: () => 'x' });
  typed.input({ field: 'field', text: 'my private diary', caret: 16, at: 1 });
  typed.settle('field', 'blur');
  assert.deepEqual(seen, ['my private diary']);
  assert.deepEqual(typed.settle('field', 'submit'), []);
  assert.equal(seen.length, 1, 'no text was left to look at');
});

test('SETTLE-8 keys make a text of their own, with backspace and Enter', () => {
  const typed = typedText();
  const events: TypedEvent[] = [];
  for (const char of 'a grobbk\ble\n') events.push(...typed.key('window', char, 1));
  assert.deepEqual(brief(events), ['finding f1 word minor']);
  for (const char of '😀\b\bgrobble\n') events.push(...typed.key('window', char, 2));
  assert.deepEqual(brief(events.slice(1)), ['finding f2 word minor']);
});

test('SETTLE-5 SETTLE-7 no sequence of edits tells a standing phrase twice or throws', () => {
  const edit = fc.oneof(
    fc.record({
      kind: fc.constant('put' as const),
      text: fc.constantFrom('grobble', ' ', '. ', 'want to die', 'i ', 'x'),
      at: fc.nat(40),
    }),
    fc.record({ kind: fc.constant('cut' as const), text: fc.constant(''), at: fc.nat(40) }),
    fc.record({ kind: fc.constant('settle' as const), text: fc.constant(''), at: fc.nat(1) }),
  );
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 40 }), (edits) => {
      const typed = typedText();
      const open = new Set<string>();
      let text = '';
      const take = (events: readonly TypedEvent[]): void => {
        for (const event of events) {
          if (event.kind === 'finding') {
            assert.ok(!open.has(event.id), 'an id is used once');
            open.add(event.id);
          } else assert.ok(open.has(event.id), 'only what was told is amended or withdrawn');
        }
      };
      for (const { kind, text: put, at } of edits) {
        const place = Math.min(at, text.length);
        if (kind === 'settle') take(typed.settle('field', 'pause'));
        else {
          text =
            kind === 'put'
              ? text.slice(0, place) + put + text.slice(place)
              : text.slice(0, place) + text.slice(place + 3);
          take(
            typed.input({ field: 'field', text, caret: Math.min(text.length, place + put.length), at: 1 }),
          );
        }
      }
      take(typed.settle('field', 'blur'));
      assert.deepEqual(
        typed
          .input({ field: 'field', text, caret: text.length, at: 2 })
          .filter((event) => event.kind === 'finding' && !event.early),
        [],
      );
      assert.deepEqual(
        typed.settle('field', 'blur').filter((event) => event.kind === 'finding'),
        [],
      );
    }),
    { numRuns: 300 },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OwnTerm } from '@lapwing/protocol/features/policies/edits.ts';
import { SOURCES } from '@lapwing/protocol/vocabulary.ts';
import * as fc from 'fast-check';
import { draftOf, EMPTY_DRAFT, fieldOf, linesOf, partOf, termOf } from './term-draft.ts';

const POLICY = 'bullying';

test('an empty draft says at each field what is missing', () => {
  const made = termOf(EMPTY_DRAFT, POLICY);
  assert.ok(!made.ok);
  assert.deepEqual(new Set(Object.keys(made.problems)), new Set(['definition', 'severity', 'wordings']));
});

test('lines are wordings, each once', () => {
  assert.deepEqual(linesOf(' flimmer \r\n\r\nflimmer\nflim crew'), ['flimmer', 'flim crew']);
});

test('what can be checked of a draft is always in the contract', () => {
  const text = fc.string({ maxLength: 700 });
  fc.assert(
    fc.property(
      text,
      text,
      text,
      text,
      fc.subarray([...SOURCES]),
      (wordings, unless, near, within, sources) => {
        const draft = { ...EMPTY_DRAFT, wordings, unless, near, within, definition: near, sources };
        assert.ok(OwnTerm.partial().safeParse(partOf(draft, POLICY)).success);
      },
    ),
  );
});

test('a term comes back from its draft as it was', () => {
  const term: OwnTerm = {
    policy: POLICY,
    wordings: ['flimmer', 'flim crew'],
    notation: true,
    definition: 'A group of that name.',
    severity: 'moderate',
    sources: ['typed', 'chat'],
    boundary: 'start',
    unmask: false,
    unless: ['flimmer road'],
    needs: { any: ['fight'], within: 7 },
  };
  assert.deepEqual(termOf(draftOf(term), POLICY), { ok: true, term });
});

test('what the server says of a field is shown at the field that it is written in', () => {
  assert.equal(fieldOf('term.wordings.0'), 'wordings');
  assert.equal(fieldOf('needs.within'), 'near');
  assert.equal(fieldOf('policy'), null);
});

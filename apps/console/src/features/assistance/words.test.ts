import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssistanceRequest } from '@lapwing/protocol/features/assistance/api.ts';
import { NO_MARKS } from '../../seat-marks.ts';
import { announce, marksOfAsks, newOnes, sayAsking, waitingFirst } from './words.ts';

function ask(id: string, given: Partial<AssistanceRequest> = {}): AssistanceRequest {
  return {
    id,
    kind: 'access',
    person: { id: 'ana', name: 'Ana', form: '8B' },
    device: { id: 'pc1', name: 'pc1', room: null },
    lesson: null,
    text: '',
    url: 'https://www.example.org/rivers',
    site: 'example.org',
    closedBecause: null,
    askedAt: '2026-11-16T10:00:00.000Z',
    state: 'waiting',
    answeredBy: null,
    answeredAt: null,
    words: null,
    until: null,
    may: { answer: { allowed: true }, allow: { allowed: true } },
    ...given,
  };
}

test('who waits longest comes first, who was answered not at all', () => {
  const list = [
    ask('late', { askedAt: '2026-11-16T10:02:00.000Z' }),
    ask('done', { state: 'done' }),
    ask('early', { state: 'coming' }),
  ];
  assert.deepEqual(
    waitingFirst(list).map(({ id }) => id),
    ['early', 'late'],
  );
  assert.equal(sayAsking(1), '1 asks');
});

test('only who is new is announced, and no words of the pupil', () => {
  const fresh = newOnes(new Set(['a']), [
    ask('a'),
    ask('b', { text: 'please please' }),
    ask('c', { state: 'coming' }),
  ]);
  assert.deepEqual(
    fresh.map(({ id }) => id),
    ['b'],
  );
  assert.equal(announce(fresh), 'Ana: asks for example.org.');
  assert.equal(announce([...fresh, ask('d')]), 'Ana: asks for example.org, and 1 more.');
  assert.equal(announce([]), '');
});

test('the mark stands at the person wherever they sit, and at the device only where nobody is matched', () => {
  const at = (person: string | null, device: string) =>
    ({ person: person === null ? null : { id: person }, device: { id: device } }) as Parameters<
      ReturnType<typeof marksOfAsks>
    >[0];
  const marks = marksOfAsks([
    ask('a'),
    ask('b', {
      person: { id: null, name: 'guest', form: null },
      device: { id: 'pc2', name: '', room: null },
    }),
  ]);
  assert.equal(marks(at('ana', 'pc7')).length, 1);
  assert.equal(marks(at('ben', 'pc1')), NO_MARKS);
  assert.equal(marks(at(null, 'pc2')).length, 1);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Message } from '@lapwing/protocol/features/messages/api.ts';
import { hostOf, isSettled, resultLine } from './words.ts';

type Outcome = Message['results'][number]['outcome'];

function sent(outcomes: readonly Outcome[], given: Partial<Message> = {}): Message {
  const done = outcomes.filter((one) => ['shown', 'seen', 'done'].includes(one)).length;
  const waiting = outcomes.filter((one) => one === 'waiting').length;
  return {
    id: 'm',
    what: { kind: 'message', text: 'Please save your work.' },
    by: { id: 'khan', name: 'Ms Khan' },
    to: 'Room 4',
    at: '2026-11-16T10:00:00.000Z',
    deadline: '2026-11-16T10:01:00.000Z',
    counts: {
      devices: outcomes.length,
      waiting,
      done,
      seen: outcomes.filter((one) => one === 'seen').length,
      failed: outcomes.filter((one) => one === 'failed').length,
    },
    results: outcomes.map((outcome, index) => ({ deviceId: String(index), name: 'pc', outcome, at: null })),
    ...given,
  };
}

test('the result line says how many, and what has become of the others', () => {
  assert.equal(
    resultLine(sent([...Array<Outcome>(27).fill('shown'), 'offline'])),
    'Shown to 27 of 28, 1 not connected.',
  );
  assert.equal(resultLine(sent(['shown', 'shown'])), 'Shown to 2 of 2.');
  assert.equal(
    resultLine(sent(['seen', 'waiting', 'not-possible', 'blocked'])),
    'Shown to 1 of 4, 1 closed it, 1 on the way, 1 cannot do it, 1 blocked by its browser.',
  );
  assert.equal(
    resultLine(sent(['done'], { what: { kind: 'open', url: 'https://bbc.co.uk/' } })),
    'Opened on 1 of 1.',
  );
});

test('it is settled when nobody is waited for, or its deadline is over', () => {
  const waiting = sent(['waiting']);
  const deadline = Date.parse(waiting.deadline);
  assert.equal(isSettled(waiting, deadline - 1), false);
  assert.equal(isSettled(waiting, deadline + 1), true);
  assert.equal(isSettled(sent(['shown']), 0), true);
});

test('a site as it is typed comes to its host, and what is none to nothing', () => {
  assert.equal(hostOf(' https://Games.example.com/play?x=1 '), 'games.example.com');
  assert.equal(hostOf('games.example.com'), 'games.example.com');
  for (const none of ['', 'games', 'two words.com', 'file:///etc', 'chrome://settings'])
    assert.equal(hostOf(none), null, none);
  fc.assert(fc.property(fc.string(), (text) => void hostOf(text)));
});

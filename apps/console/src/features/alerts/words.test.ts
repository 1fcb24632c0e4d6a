import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverInWords, placesInWords } from './chain-words.ts';
import { deliverySearch, isTrouble, parseDelivery, sayMail } from './words.ts';

test('the chain is said in the order in which people would be told', () => {
  const [maya, tom, ruth] = ['Maya', 'Tom', 'Ruth'].map((name) => ({ id: name, name }));
  assert.ok(maya !== undefined && tom !== undefined && ruth !== undefined);
  assert.deepEqual(
    placesInWords([
      { person: ruth, insteadOf: maya, afterMinutes: 0, outside: true },
      { person: tom, insteadOf: null, afterMinutes: 120, outside: false },
    ]),
    ['At once: Ruth, covering for Maya, for outside school hours', 'After 2 h, if nobody has opened it: Tom'],
  );
});

test('a cover says whether it holds today, from its first to its last day', () => {
  const cover = { accountId: 'a', byAccountId: 'b', from: '2026-12-18', to: '2027-01-04' };
  const at = (today: string) => coverInWords(cover, today, (id) => id);
  assert.equal(at('2026-12-18').text, '18 Dec 2026 to 4 Jan 2027: b covers for a');
  assert.deepEqual(
    ['2026-12-17', '2026-12-18', '2027-01-04', '2027-01-05'].map((day) => at(day).state),
    ['ahead', 'now', 'now', 'over'],
  );
});

test('the filters of the log survive the address, and what is no filter narrows nothing', () => {
  for (const filters of [
    { state: 'any', who: null },
    { state: 'dead', who: 'abc' },
  ] as const) {
    const search = Object.fromEntries(new URLSearchParams(deliverySearch(filters)));
    assert.deepEqual(parseDelivery(search), filters);
  }
  assert.deepEqual(parseDelivery({ state: 'nonsense', who: 5 }), { state: 'any', who: null });
});

test('mail that has failed for less than ten minutes is not yet a trouble for everybody', () => {
  const health = {
    state: 'failing' as const,
    since: '2026-11-22T10:00:00.000Z',
    problem: 'It refused.',
    nextTryAt: null,
    waiting: 1,
    dead: 0,
  };
  assert.equal(isTrouble(health, Date.parse('2026-11-22T10:09:00.000Z')), false);
  assert.equal(isTrouble(health, Date.parse('2026-11-22T10:11:00.000Z')), true);
  assert.equal(isTrouble({ ...health, state: 'working' }, Date.parse('2026-11-22T12:00:00.000Z')), false);
});

test('a mail that waits says when it goes, and not before the next try of a server that fails', () => {
  const mail = {
    id: '01890a5d-ac96-774b-bcce-b302099a8058',
    recipient: { id: 'a', name: 'Maya' },
    kind: 'at-once' as const,
    captures: 1,
    madeAt: '2026-11-22T10:00:00.000Z',
    state: 'waiting' as const,
    attempts: 0,
    nextAttemptAt: '2026-11-22T10:00:00.000Z',
    lastError: null,
    sentAt: null,
  };
  assert.match(sayMail(mail, { nextTryAt: null }), /^Goes 22 Nov 2026/);
  assert.match(
    sayMail(mail, { nextTryAt: '2026-11-22T10:15:00.000Z' }),
    /^Waits for the mail server; goes .*15\.$/,
  );
});

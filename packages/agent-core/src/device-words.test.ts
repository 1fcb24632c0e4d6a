import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REFUSALS } from '@lapwing/protocol/wire.ts';
import { consoleOf, outcomeWords, propertiesOf, wordsFor } from './device-words.ts';
import type { AgentStatus } from './status.ts';
import { CONNECTED as STATUS } from './test/connected-status.ts';

test('what kind of device it is stands line by line, and nothing of what is not known', () => {
  const titles = (status: AgentStatus): string[] => propertiesOf(status, '1.2').map(({ title }) => title);
  assert.deepEqual(
    propertiesOf({ ...STATUS, lost: 2 }, '1.2').map(({ value }) => value),
    ['Trolley 7', 'Lapwing Primary', 'https://x.example', 'Connected', 'On', '2 messages', 'Lapwing 1.2'],
  );
  const fresh = { ...STATUS, enrolled: false, server: null, schoolName: null, deviceName: null };
  assert.deepEqual(titles(fresh), ['Version']);
});

test('staff come to the console of the school from a device that is set up', () => {
  assert.equal(consoleOf(STATUS), 'https://x.example');
  assert.equal(consoleOf({ ...STATUS, enrolled: false }), null);
  assert.equal(consoleOf({ ...STATUS, server: 'javascript:alert(1)' }), null);
});

test('every refusal has words and says what to do', () => {
  for (const refused of REFUSALS) {
    const { sign, state, advice } = wordsFor({ ...STATUS, refused });
    assert.equal(sign, 'action');
    assert.ok(state.length > 10 && (advice ?? '').length > 10, refused);
    const outcome = outcomeWords({ ok: false, reason: 'refused', refusal: refused, retryAfter: null });
    assert.equal(outcome.ok, false);
    assert.ok(outcome.text.startsWith(state));
  }
});

test('what waits on the device is said while it is offline, and a fresh one asks to be set up', () => {
  assert.match(wordsFor({ ...STATUS, connection: 'waiting', queued: 3 }).state, /3 messages wait/u);
  const fresh = { ...STATUS, enrolled: false, schoolName: null } as const;
  assert.match(wordsFor(fresh).advice ?? '', /school code/u);
  assert.equal(wordsFor(fresh, 'Tell a member of staff.').advice, 'Tell a member of staff.');
});

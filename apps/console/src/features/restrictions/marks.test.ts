import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_MARKS } from '../../seat-marks.ts';
import { type InForce, marksOf } from './marks.ts';
import { at, because, control } from './samples.testing.ts';

type Held = NonNullable<ReturnType<typeof control>['away']>['holds'][number];
const none = new Map<string, InForce>();
const words = (...given: Parameters<typeof marksOf>): string[] => marksOf(...given).map(({ word }) => word);

test('nothing in force is no mark, and always the same one', () => {
  assert.equal(marksOf(undefined, none), NO_MARKS);
  assert.equal(marksOf(control('pc1'), none), NO_MARKS);
  assert.equal(marksOf(control('pc1', {}, { standing: 'offline', online: false }), none), NO_MARKS);
});

test('each thing in force has its word, and says why', () => {
  const one = control('pc1', { locked: true, internet: 'limited', muted: true, because: [because('r1')] });
  assert.deepEqual(words(one, none), ['Locked', 'Limited', 'Muted']);
  assert.match(marksOf(one, none)[0]?.detail ?? '', /Screen locked \(Ms Khan\)/);
  assert.deepEqual(words(control('pc1', { internet: 'off' }), none), ['Internet off']);
});

test('what the school’s policies always close is no news; a list that somebody has set is', () => {
  const policy = because('p1', { kind: 'access-policy', what: 'Games', by: 'Whole school' });
  const limited = (...list: readonly ReturnType<typeof because>[]): ReturnType<typeof control> =>
    control('pc1', { internet: 'limited', because: [...list] });
  assert.equal(marksOf(limited(policy), none), NO_MARKS);
  assert.deepEqual(words(limited(policy, because('r1', { what: 'Only “Rivers”' })), none), ['Limited']);
  assert.equal(marksOf(limited(policy, because('r1', { overruledBy: 'Ms Khan' })), none), NO_MARKS);
  const lock = new Map([['r1', { id: 'r1', effect: 'lock', layer: 'hands-on', mayLift: true }]]);
  assert.deepEqual(words(limited(policy, because('r1')), lock), []);
});

test('what a device did about a finding says so, once, and offers to lift it to who may', () => {
  const one = control('pc1', { locked: true, because: [because('s1')] });
  const known = (mayLift: boolean): Map<string, InForce> =>
    new Map([['s1', { id: 's1', effect: 'lock', layer: 'sanction', mayLift }]]);
  const [mark, ...others] = marksOf(one, known(true));
  assert.equal(mark?.word, 'Finding');
  assert.deepEqual(mark?.lift, ['s1']);
  assert.deepEqual(
    others.map(({ word }) => word),
    ['Locked'],
  );
  assert.equal(marksOf(one, known(false))[0]?.lift, undefined);
});

test('a lock says until when, where all that holds there is known to the reader, and has an end', () => {
  const one = control('pc1', { locked: true, because: [because('s1'), because('r1', { until: at(5) })] });
  const lock = (id: string): InForce => ({ id, effect: 'lock', layer: 'hands-on', mayLift: true });
  const until = (of: typeof one, ...ids: readonly string[]): string | undefined =>
    marksOf(of, new Map(ids.map((id) => [id, lock(id)]))).find(({ key }) => key === 'lock')?.until;
  assert.equal(until(one, 's1', 'r1'), at(5));
  assert.equal(until(one, 's1'), undefined);
  const endless = control('pc1', { locked: true, because: [because('s1'), because('r1', { until: null })] });
  assert.equal(until(endless, 's1', 'r1'), undefined);
});

test('a device that does not do yet, or does otherwise, is marked as such', () => {
  const locked = { locked: true, because: [because('r1')] };
  assert.deepEqual(words(control('pc1', locked, { standing: 'waiting' }), none), ['Locked', 'On its way']);
  const open = { at: at(0), locked: false, internet: 'open' as const, muted: false, failed: [], gaps: [] };
  const differs = control('pc1', locked, { standing: 'differs', actual: open });
  assert.deepEqual(words(differs, none), ['Locked', 'Differs']);
  assert.match(marksOf(differs, none)[1]?.detail ?? '', /nothing in force/);
  // Still locked although nothing should: the mark stands alone.
  const held = control('pc1', {}, { standing: 'differs', actual: { ...open, locked: true } });
  assert.deepEqual(words(held, none), ['Differs']);
  // What was set since a device went waits for it.
  const away = control('pc1', locked, { standing: 'offline', online: false });
  assert.deepEqual(words(away, none), ['When connected']);
  assert.match(marksOf(away, none)[0]?.detail ?? '', /Once connected: locked/);
});

test('a device that is not connected is said to be so, since when, and what it goes on holding to its end', () => {
  const gone = (
    desired: Parameters<typeof control>[1],
    ...holds: readonly Held[]
  ): ReturnType<typeof control> =>
    control('pc1', desired, {
      standing: 'offline',
      online: false,
      away: { since: at(-2), holds: [...holds] },
    });
  const locked = { locked: true, because: [because('r1')] };
  const [mark, ...others] = marksOf(gone(locked, { effect: 'lock', until: at(3) }), none);
  assert.deepEqual([mark?.word, mark?.until, others], ['Offline: locked', at(3), []]);
  assert.match(
    mark?.detail ?? '',
    /^Not connected since 16 Nov 2026, .*known until then\. It goes by what it was told/,
  );
  // Lifted meanwhile: it does not know of that.
  const lifted = gone({}, { effect: 'lock', until: at(3) });
  assert.deepEqual(words(lifted, none), ['Offline: locked', 'When connected']);
  assert.match(marksOf(lifted, none)[1]?.detail ?? '', /Once connected: nothing in force/);
  // Several ends are no single one to count down to.
  const two = gone(locked, { effect: 'lock', until: at(3) }, { effect: 'internet-off', until: at(9) });
  assert.deepEqual(marksOf(two, none)[0]?.word, 'Offline: locked, internet off');
  assert.equal(marksOf(two, none)[0]?.until, undefined);
  assert.equal(marksOf(gone({}, { effect: 'printing-off', until: null }), none), NO_MARKS);
});

test('a gap shows only where something is meant to hold', () => {
  const gaps = {
    at: at(0),
    locked: false,
    internet: 'off' as const,
    muted: false,
    failed: [],
    gaps: ['A private window is open.'],
  };
  assert.deepEqual(words(control('pc1', {}, { actual: gaps }), none), []);
  assert.deepEqual(words(control('pc1', { internet: 'off' }, { actual: gaps }), none), [
    'Internet off',
    'Gap',
  ]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Arrival, dropArrival, grewWorse, meetArrival, staysFor } from './arrival-list.ts';
import { summaryOf } from './sample.testing.ts';

const one = summaryOf({ id: '0199a1b2-0000-7000-8000-00000000000a', severity: 'minor' });
const two = summaryOf({ id: '0199a1b2-0000-7000-8000-00000000000b', severity: 'severe' });
const three = summaryOf({ id: '0199a1b2-0000-7000-8000-00000000000c', severity: 'minor' });
const ids = (arrivals: readonly Arrival[]): string[] => arrivals.map((arrival) => arrival.capture.id);

test('only a Severe pop-up stays until it is dismissed', () => {
  assert.equal(staysFor('severe'), null);
  assert.ok((staysFor('moderate') ?? 0) >= 8_000);
  assert.ok((staysFor('minor') ?? 0) >= 8_000);
});

test('the worst pop-up comes first, then the newest', () => {
  let arrivals = meetArrival([], one, true);
  arrivals = meetArrival(arrivals, two, true);
  arrivals = meetArrival(arrivals, three, true);
  assert.deepEqual(ids(arrivals), [two.id, three.id, one.id]);
});

test('a capture is announced once, and its pop-up follows its changes', () => {
  let arrivals = meetArrival([], one, true);
  arrivals = meetArrival(arrivals, { ...one, severity: 'severe' }, true);
  assert.equal(arrivals.length, 1);
  assert.equal(arrivals[0]?.capture.severity, 'severe');
});

test('a change to a capture that is not announced announces nothing', () => {
  assert.deepEqual(meetArrival([], one, false), []);
});

test('a pop-up goes when somebody has taken or closed the capture', () => {
  const arrivals = meetArrival([], two, true);
  assert.deepEqual(meetArrival(arrivals, { ...two, assignedTo: { id: 'a', name: 'Rhys' } }, false), []);
  assert.deepEqual(meetArrival(arrivals, { ...two, status: 'resolved' }, false), []);
  assert.deepEqual(dropArrival(arrivals, two.id), []);
});

test('a capture that grows worse is news again; one that was never heard of, or is as before, is not', () => {
  assert.equal(grewWorse('minor', 'severe'), true);
  assert.equal(grewWorse('severe', 'severe'), false);
  assert.equal(grewWorse('severe', 'minor'), false);
  assert.equal(grewWorse(undefined, 'severe'), false);
});

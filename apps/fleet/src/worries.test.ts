import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readActivities } from './activities.ts';
import { createDice } from './dice.ts';
import { createWorries } from './worries.ts';

const MINUTE = 60_000;

test('a severe capture comes about every six to ten minutes of the day, lesser ones more often', () => {
  const worries = createWorries(readActivities().worries, createDice(4), 0);
  const severe: number[] = [];
  const lesser: number[] = [];
  for (let now = 0; now < 10 * 60 * MINUTE; now += 1000) {
    const worry = worries.take(now);
    if (worry !== null) (worry.severity === 'severe' ? severe : lesser).push(now);
  }
  for (const [place, at] of severe.slice(1).entries()) {
    const gap = at - (severe[place] ?? 0);
    assert.ok(gap >= 6 * MINUTE && gap <= 10 * MINUTE + 2000, String(gap));
  }
  assert.ok(lesser.length >= 150 && lesser.length <= 300, String(lesser.length));
});

test('every line has its turn before one comes again', () => {
  const all = readActivities().worries.filter((worry) => worry.severity === 'severe');
  const worries = createWorries(all, createDice(4), 0);
  const first = Array.from(all, (_, place) => worries.take((place + 1) * 11 * MINUTE)?.id);
  assert.deepEqual(new Set(first), new Set(all.map(({ id }) => id)));
});

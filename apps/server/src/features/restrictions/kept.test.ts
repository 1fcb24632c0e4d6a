import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Said } from './explain.ts';
import { keptOf, type OwnEnd } from './kept.ts';
import type { Concern } from './orders.ts';

const NOW = Date.parse('2026-11-16T10:00:00.000Z');
const MINUTE = 60_000;
const said = (more: Partial<Said> = {}): Said => ({
  locked: false,
  internet: 'open',
  muted: false,
  holds: [],
  failed: [],
  ...more,
});
const ends = (more: Record<string, OwnEnd>): Map<string, OwnEnd> => new Map(Object.entries(more));
const lock = (until: number | null): OwnEnd => ({ effect: 'lock', until });

test('a device keeps what it said until its own end, and nothing that has come since', () => {
  const told = ends({ a: lock(NOW + 5 * MINUTE), b: { effect: 'mute', until: NOW - MINUTE }, c: lock(null) });
  assert.deepEqual(keptOf(said({ locked: true, muted: true, holds: ['a', 'b'] }), told, [], NOW), [
    { effect: 'lock', until: new Date(NOW + 5 * MINUTE).toISOString() },
  ]);
  assert.deepEqual(keptOf(said({ locked: true, holds: ['a'] }), told, [], NOW + 6 * MINUTE), []);
  assert.deepEqual(keptOf(said(), told, [], NOW), []);
});

test('what a group does has the end of the membership; what it could not do is not kept', () => {
  const group: Concern = {
    id: 'g',
    effect: { kind: 'internet-off' },
    layer: 'group',
    by: 'Internet banned',
    toldBy: 'Internet banned',
    words: null,
    from: NOW - MINUTE,
    until: null,
    personal: true,
  };
  const holds = said({ internet: 'off', holds: ['g', 'a'], failed: [{ id: 'a', why: 'failed' }] });
  assert.deepEqual(keptOf(holds, ends({ a: { effect: 'mute', until: null } }), [group], NOW), [
    { effect: 'internet-off', until: null },
  ]);
});

test('what a device does for a reason that is not known has no end', () => {
  // As for an agreement that was declined, which devices do not name.
  assert.deepEqual(keptOf(said({ locked: true, holds: ['policy'] }), ends({}), [], NOW), [
    { effect: 'lock', until: null },
  ]);
});

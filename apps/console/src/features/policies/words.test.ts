import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SOURCES } from '@lapwing/protocol/vocabulary.ts';
import { orNothing, reachOf, sayFrom, saySources, sayStatus, sayWording, settingOf } from './words.ts';

test('sources are listed, or what is missing when that is shorter', () => {
  assert.equal(saySources(['typed', 'search']), 'typed text, searches');
  assert.equal(saySources(SOURCES), 'everywhere');
  assert.equal(saySources(SOURCES.filter((one) => one !== 'file')), 'everywhere but file names');
});

test('alternatives in a wording are set apart', () => {
  assert.equal(sayWording('(round|past) the (filter|proxy)'), '(round / past) the (filter / proxy)');
});

test('gaps, inflections and word classes are said without their signs', () => {
  assert.equal(sayWording('i <2> want~ {going-to} stop'), 'i … want ‹going to› stop');
});

test('a setting of sources is known again by the choice that made it', () => {
  const now = { sources: ['page' as const], everyTerm: false };
  for (const reach of ['own', 'typed', 'every'] as const) assert.equal(reachOf(settingOf(reach, now)), reach);
  assert.equal(reachOf(now), 'chosen');
  assert.deepEqual(settingOf('chosen', now), now);
});

test('a status is said with its periods, in the order of the day', () => {
  assert.equal(sayStatus('scheduled', ['home', 'lesson']), 'Scheduled: lessons, at home');
  assert.equal(sayStatus('disabled', []), 'Disabled');
});

test('where a value comes from is said from the group that is looked at', () => {
  const from = { id: '0190b2c4-7d2e-7a10-9c11-0123456789ab', name: 'Year 8', priority: 'medium' } as const;
  assert.equal(sayFrom(from, from.id), 'set here');
  assert.equal(sayFrom(from, 'another'), 'from \u2068Year 8\u2069');
  assert.equal(sayFrom(null, 'another'), 'as Lapwing comes');
});

test('a value that sets nothing is none', () => {
  assert.equal(orNothing({ enabled: null, severity: null }), null);
  assert.deepEqual(orNothing({ enabled: false, severity: null }), { enabled: false, severity: null });
});

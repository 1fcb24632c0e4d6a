import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SOURCES } from '@lapwing/protocol/vocabulary.ts';
import { saySources, sayWording } from './words.ts';

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

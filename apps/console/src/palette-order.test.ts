/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hit } from '@lapwing/protocol/features/search/api.ts';
import { orderParts } from './palette-order.ts';

const hit = (kind: Hit['kind'], like: boolean): Hit => ({
  kind,
  id: '019a0000-0000-7000-8000-000000000000',
  title: 'Somebody',
  detail: '',
  severity: null,
  like,
});
const order = (...hits: Hit[]): string[] => orderParts(hits).map((part) => part.kind);

test('people of that name come first, then the rest as it always stands, pages and settings last', () => {
  assert.deepEqual(order(hit('capture', false), hit('person', false), hit('group', false)), [
    'person',
    'group',
    'capture',
    'places',
  ]);
  assert.deepEqual(order(), ['places']);
});

test('a page whose word begins as was typed comes before people who are only like it', () => {
  assert.deepEqual(order(hit('person', true), hit('capture', true)), ['places', 'person', 'capture']);
  assert.deepEqual(order(hit('person', true), hit('device', false)), ['device', 'places', 'person']);
});

test('one who begins so keeps their kind before the pages, with those who are like it behind', () => {
  const [part] = orderParts([hit('person', false), hit('person', true)]);
  assert.equal(part?.kind === 'person' ? part.hits.length : 0, 2);
});

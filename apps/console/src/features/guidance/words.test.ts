/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dial, readableAddress, sayReviewed } from './words.ts';

test('a day is said as it is written, whatever the time zone', () => {
  assert.equal(sayReviewed('2026-11-22'), '22 November 2026');
  assert.equal(sayReviewed('2026-01-01'), '1 January 2026');
});

test('a number is dialled without its spaces', () => {
  assert.equal(dial('0800 1111'), 'tel:08001111');
});

test('an address is read without what nobody says aloud', () => {
  assert.equal(readableAddress('https://www.childline.org.uk'), 'childline.org.uk');
  assert.equal(readableAddress('https://www.ceop.police.uk/Safety-Centre/'), 'ceop.police.uk/Safety-Centre');
  assert.equal(readableAddress('https://report.iwf.org.uk'), 'report.iwf.org.uk');
});

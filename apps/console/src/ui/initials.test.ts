import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialsOf } from './initials.ts';

test('initials are the first letters of the first and the last word', () => {
  assert.equal(initialsOf('Tamsin Kerr'), 'TK');
  assert.equal(initialsOf('ana maria da silva'), 'AS');
  assert.equal(initialsOf('Prince'), 'P');
});

test('initials take no markup, control character or empty name along', () => {
  assert.equal(initialsOf('<b>'), 'B');
  assert.equal(initialsOf('‮evil name'), 'EN');
  assert.equal(initialsOf('123 !'), '');
});

test('initials know letters beyond Latin', () => {
  assert.equal(initialsOf('محمد الهاشمي'), 'ما');
});

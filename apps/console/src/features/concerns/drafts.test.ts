import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, dropDraft, holdsWords, putDraft } from './drafts.ts';

test('a draft is kept by its form and its writer, field by field, until it is dropped', () => {
  putDraft('tara one entry', { words: 'Spoke with her.' });
  putDraft('tara one entry', { date: '2026-11-14' });
  putDraft('lee one entry', { words: 'Another hand.' });
  assert.deepEqual(draftOf('tara one entry'), { words: 'Spoke with her.', date: '2026-11-14' });
  assert.equal(draftOf('lee one entry')['words'], 'Another hand.');
  assert.ok(holdsWords('tara one'));
  dropDraft('tara one entry');
  assert.deepEqual(draftOf('tara one entry'), {});
  assert.ok(!holdsWords('tara one'));
  assert.ok(holdsWords('lee'));
});

test('a form of empty fields holds nothing', () => {
  putDraft('ada new', { words: '  ' });
  assert.ok(!holdsWords('ada'));
});

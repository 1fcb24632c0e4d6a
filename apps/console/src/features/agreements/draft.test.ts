import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as fcAssert, property, array, integer, nat, boolean } from 'fast-check';
import {
  blocksOf,
  countBullets,
  differs,
  directionOf,
  EMPTY_DRAFT,
  fieldsOf,
  moved,
  NEW_TERMS,
  newBlock,
  readFields,
} from './draft.ts';

describe('what is written of an agreement', () => {
  it('comes back as it was, and differs from what is saved only where it reads otherwise', () => {
    const fields = fieldsOf(EMPTY_DRAFT, NEW_TERMS);
    const saved = { draft: EMPTY_DRAFT, terms: NEW_TERMS };
    assert.deepEqual(readFields(fields), { ok: true, ...saved });
    assert.equal(differs(fields, saved), false);
    assert.equal(differs({ ...fields, title: `${fields.title} ` }, saved), false);
    assert.equal(differs({ ...fields, title: 'Another' }, saved), true);
    assert.equal(differs({ ...fields, terms: { ...NEW_TERMS, yearlyOn: '09-01' } }, saved), true);
    // A part that is still empty would be lost when somebody leaves: it is something that was begun.
    assert.equal(differs({ ...fields, blocks: [...fields.blocks, newBlock('heading')] }, saved), true);
  });

  it('leaves out what is empty, and says at the field what is missing', () => {
    const fields = fieldsOf(EMPTY_DRAFT, NEW_TERMS);
    const blocks = [newBlock('heading'), newBlock('bullets'), newBlock('paragraph')];
    assert.deepEqual(blocksOf({ blocks }), []);
    const read = readFields({ ...fields, title: ' ', blocks, agreeLabel: 'Yes', declineLabel: ' yes' });
    assert.deepEqual(read.ok ? [] : Object.keys(read.wrong), ['title', 'blocks', 'declineLabel']);
    assert.equal(countBullets(fields), 1);
  });

  it('keeps every part when one is moved, and moves it back', () => {
    fcAssert(
      property(array(integer(), { minLength: 1 }), nat(), boolean(), (items, seed, up) => {
        const at = seed % items.length;
        const by = up ? -1 : 1;
        const after = moved(items, at, by);
        assert.deepEqual(
          [...after].sort((one, other) => one - other),
          [...items].sort((one, other) => one - other),
        );
        const there = at + by;
        if (there < 0 || there >= items.length) assert.deepEqual(after, items);
        else assert.deepEqual(moved(after, there, up ? 1 : -1), items);
      }),
    );
  });

  it('is written from right to left in the languages that are', () => {
    assert.deepEqual(['ar', 'ar-SA', 'ur', 'en-GB', 'pl'].map(directionOf), [
      'rtl',
      'rtl',
      'rtl',
      'ltr',
      'ltr',
    ]);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, assert as assertProperty, nat, pre, property, string } from 'fast-check';
import { checkLinks, GENESIS_HASH, hashOf, type ChainedEntry } from './chain.ts';

const START = { seq: 0, hash: GENESIS_HASH };

function chainOf(summaries: readonly string[]): Array<ChainedEntry & { hash: string }> {
  let previousHash = GENESIS_HASH;
  return summaries.map((summary, index) => {
    const entry: ChainedEntry = {
      schoolId: 's',
      seq: index + 1,
      at: '2026-11-14T10:42:07.120Z',
      actorId: 'a',
      actorName: 'A',
      action: 'captures.view',
      summary,
      subjectKind: null,
      subjectId: null,
      outcome: 'done',
      address: null,
      previousHash,
    };
    previousHash = hashOf(entry);
    return { ...entry, hash: previousHash };
  });
}

const summaries = array(string(), { minLength: 2, maxLength: 12 });

test('an untouched chain has no problem, also when it is read in stretches', () => {
  assertProperty(
    property(summaries, nat(), (texts, cut) => {
      const chain = chainOf(texts);
      const at = cut % chain.length;
      const first = checkLinks(chain.slice(0, at), START);
      const second = checkLinks(chain.slice(at), first.head);
      assert.equal(first.problem, null);
      assert.equal(second.problem, null);
      assert.equal(second.head.seq, chain.length);
    }),
  );
});

test('an entry changed, taken out or swapped is found at its number', () => {
  assertProperty(
    property(summaries, nat(), string(), (texts, pick, text) => {
      const chain = chainOf(texts);
      const at = pick % chain.length;
      pre(chain[at]?.summary !== text);
      const changed = chain.map((entry, index) => (index === at ? { ...entry, summary: text } : entry));
      assert.deepEqual(checkLinks(changed, START).problem, { seq: at + 1, problem: 'changed' });
      const rehashed = changed.map((entry, index) =>
        index === at ? { ...entry, hash: hashOf(entry) } : entry,
      );
      const next = checkLinks(rehashed, START).problem;
      assert.deepEqual(next, at + 1 < chain.length ? { seq: at + 2, problem: 'not-linked' } : null);
      if (at + 1 < chain.length) {
        const removed = chain.filter((_entry, index) => index !== at);
        assert.deepEqual(checkLinks(removed, START).problem, { seq: at + 1, problem: 'missing' });
      }
    }),
  );
});

test('the head shows that the end was cut off', () => {
  const chain = chainOf(['a', 'b', 'c']);
  assert.notEqual(checkLinks(chain.slice(0, 2), START).head.hash, checkLinks(chain, START).head.hash);
});

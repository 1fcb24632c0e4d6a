/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  createWholeMessages,
  linesToBrowser,
  MAX_TO_BROWSER,
  readFromBrowser,
  readFromDesktop,
  toldByBrowser,
} from './browser-link.ts';

test('messages of any length arrive as they were sent, no line longer than a browser takes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 900_000 }), { maxLength: 3 }),
      fc.string({ unit: 'binary' }),
      (sizes, odd) => {
        const whole = createWholeMessages();
        for (const size of sizes) {
          const message = {
            kind: 'web' as const,
            order: 1,
            web: { text: `${odd}"\u{1F426}`.padEnd(size, '"ü') },
          };
          const lines = linesToBrowser(message);
          for (const line of lines) assert.ok(Buffer.byteLength(line) <= 1_048_576);
          const heard = lines.map((line) => whole(JSON.parse(line)));
          assert.deepEqual(heard.at(-1), message);
          assert.ok(heard.slice(0, -1).every((one) => one === null));
        }
      },
    ),
    { numRuns: 12 },
  );
  assert.equal(linesToBrowser({ kind: 'open', order: 1, url: 'x'.repeat(1000) }).length, 1);
  assert.ok(linesToBrowser({ kind: 'web', order: 1, web: 'x'.repeat(MAX_TO_BROWSER) }).length > 1);
});

test('anything that is no message is nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      assert.equal(readFromBrowser(text), null);
      assert.equal(readFromDesktop(text), null);
    }),
  );
  assert.equal(createWholeMessages()({ kind: 'part', text: '{', more: false }), null);
});

test('programs and files are told by no browser', () => {
  const at = { place: 'tab:1', application: 'Chrome 156', title: '', url: null };
  assert.equal(toldByBrowser({ kind: 'named', source: 'file', text: 'a', at }), null);
  assert.deepEqual(toldByBrowser({ kind: 'caption', at }), { kind: 'caption', at });
  assert.equal(
    readFromBrowser(
      JSON.stringify({ kind: 'input', input: { kind: 'named', source: 'file', text: 'a', at } }),
    ),
    null,
  );
});

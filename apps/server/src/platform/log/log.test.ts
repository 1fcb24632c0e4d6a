import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { createLog } from './log.ts';

function lines(): { stream: Writable; text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, callback) {
      chunks.push(String(chunk));
      callback();
    },
  });
  return { stream, text: () => chunks.join('') };
}

test('an error is logged by name, code and place, never by its message: that may quote a row', () => {
  const { stream, text } = lines();
  const cause = Object.assign(new Error('Key (sentence)=(words of a child) already exists'), {
    code: '23505',
  });
  createLog('info', stream).error(
    'captures.failed',
    { id: 'x' },
    new TypeError('words of a child', { cause }),
  );
  assert.match(text(), /"event":"captures.failed"/);
  assert.match(text(), /"cause":"TypeError"/);
  assert.match(text(), /"innerCode":"23505"/);
  assert.match(text(), /log\.test\.ts/);
  assert.ok(!text().includes('words of a child'));
});

test('what lies below the level is left out', () => {
  const { stream, text } = lines();
  createLog('warn', stream).info('http.answered');
  assert.equal(text(), '');
});

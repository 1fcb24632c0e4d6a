import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActivityDone } from '@lapwing/protocol/features/activity/recorded.event.ts';
import { type Piece, sayDone, sayDropped } from './words.ts';

/** As it reads; names in brackets. */
const read = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => ('name' in piece ? `[${piece.name}]` : piece.text)).join('');

test('each thing that was done reads as a sentence, with names from the device kept apart', () => {
  const cases: Array<[ActivityDone, string, string, string | null]> = [
    [
      { kind: 'file-deleted', name: 'a.odt', folder: 'Documents', isFolder: false },
      'Deleted the file [a.odt]',
      'in [Documents]',
      null,
    ],
    [
      { kind: 'file-renamed', name: 'b', from: 'a', folder: '', isFolder: true },
      'Renamed the folder [a] to [b]',
      '',
      null,
    ],
    [
      { kind: 'printed', document: 'Essay', printer: 'Library', pages: 1, refused: true },
      'Tried to print [Essay]',
      'on [Library], 1 page',
      'Held back',
    ],
    [
      { kind: 'printed', document: '', printer: 'P', pages: null, refused: false },
      'Printed a document',
      'on [P]',
      null,
    ],
    [
      { kind: 'medium-arrived', label: 'STICK', maker: 'Acme', bytes: 16_000_000_000, refused: true },
      'Put in the medium [STICK]',
      '[Acme], 16 GB',
      'Not let in',
    ],
    [{ kind: 'medium-gone', label: ' ' }, 'Took out the medium without a name', '', null],
    [
      { kind: 'application-closed', application: 'game', ruleId: '0198f6a0-0000-7000-8000-000000000001' },
      'Opened the program [game]',
      '',
      'Closed by a policy',
    ],
  ];
  for (const [done, line, more, stopped] of cases) {
    const words = sayDone(done);
    assert.deepEqual([read(words.line), read(words.more), words.stopped], [line, more, stopped]);
  }
});

test('what was given up is said, and nothing where nothing was', () => {
  assert.equal(sayDropped(0), null);
  assert.match(sayDropped(1) ?? '', /^1 record could/);
  assert.match(sayDropped(1200) ?? '', /^1,200 records could/);
});

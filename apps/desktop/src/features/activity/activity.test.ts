import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ActivityDone } from '@lapwing/protocol/features/activity/recorded.event.ts';
import * as fc from 'fast-check';

import type { FileChange } from '../../platform/contract/files.ts';
import { createFakePrinting } from '../../platform/fake/printing.ts';
import { createFakeMedia } from '../../platform/fake/removable-media.ts';
import { doneToFile } from './files.ts';
import { isSameAccount, watchMedia, watchPrinting } from './record.ts';

test('what a person deletes and renames is told of, with where it lay, on either system', () => {
  assert.deepEqual(
    doneToFile({ kind: 'deleted', path: '/people/akhan/Documents/essay.odt', folder: false }),
    {
      kind: 'file-deleted',
      name: 'essay.odt',
      folder: '/people/akhan/Documents',
      isFolder: false,
    },
  );
  assert.deepEqual(doneToFile({ kind: 'deleted', path: 'D:\\people\\akhan\\Desktop\\Old', folder: true }), {
    kind: 'file-deleted',
    name: 'Old',
    folder: 'D:\\people\\akhan\\Desktop',
    isFolder: true,
  });
  const renamed = { kind: 'renamed', folder: false } as const;
  assert.deepEqual(doneToFile({ ...renamed, from: '/d/a\\b.odt', path: '/d/c.odt' }), {
    kind: 'file-renamed',
    name: 'c.odt',
    folder: '/d',
    isFolder: false,
    from: 'a\\b.odt',
  });
  const moved = doneToFile({ ...renamed, from: '/d/a.odt', path: '/d/old/a.odt' });
  assert.ok(moved?.kind === 'file-renamed' && moved.from === '/d/a.odt' && moved.folder === '/d/old');
});

test('what a program does while it saves or fetches a file is no deed of the person, and making one is none', () => {
  const renamed = (from: string, path: string): FileChange => ({
    kind: 'renamed',
    from,
    path,
    folder: false,
  });
  for (const change of [
    renamed('/d/.goutputstream-AB12', '/d/essay.txt'),
    renamed('/d/essay.pdf.part', '/d/essay.pdf'),
    renamed('/d/Unconfirmed 12.crdownload', '/d/essay.pdf'),
    renamed('C:\\d\\~WRD0001.tmp', 'C:\\d\\essay.docx'),
    { kind: 'deleted', path: '/d/.essay.txt.swp', folder: false },
    { kind: 'deleted', path: '/d/~$essay.docx', folder: false },
    { kind: 'deleted', path: '/d/essay.txt~', folder: false },
    { kind: 'created', path: '/d/essay.txt', folder: false },
  ] satisfies FileChange[])
    assert.equal(doneToFile(change), null, JSON.stringify(change));
});

test('whatever files are called, what is told of them holds their own name and no folder in it', () => {
  const name = fc.string({ minLength: 1 }).filter((one) => !/[\\/]/u.test(one));
  fc.assert(
    fc.property(
      fc.array(name),
      name,
      fc.constantFrom('/', '\\'),
      fc.boolean(),
      (folders, own, between, folder) => {
        const root = between === '/' ? '' : 'C:';
        const path = [root, ...folders, own].join(between);
        const done = doneToFile({ kind: 'deleted', path, folder });
        if (done === null) return;
        assert.ok(done.kind === 'file-deleted');
        assert.equal(done.name, own);
        assert.equal([done.folder, done.name].join(between), path);
      },
    ),
  );
});

test('what the person prints is told of with its name, and what others print is not', async () => {
  const printing = createFakePrinting();
  const done: ActivityDone[] = [];
  const names: string[] = [];
  const stop = watchPrinting({
    printing,
    account: () => 'SCHOOL\\akhan',
    record: (one) => done.push(one),
    named: (document) => names.push(document),
  });
  printing.print({ printer: 'Hall', document: 'A letter', account: 'akhan', pages: 2 });
  printing.print({ printer: 'Hall', document: 'A report', account: 'root', pages: 1 });
  await printing.setAllowed(false);
  printing.print({ printer: 'Hall', document: 'A poster', account: null, pages: Number.NaN });
  stop();
  printing.print({ printer: 'Hall', document: 'Later', account: 'akhan', pages: 1 });
  assert.deepEqual(done, [
    { kind: 'printed', document: 'A letter', printer: 'Hall', pages: 2, refused: false },
    { kind: 'printed', document: 'A poster', printer: 'Hall', pages: null, refused: true },
  ]);
  assert.deepEqual(names, ['A letter', 'A poster']);
  assert.ok(done.every((one) => ActivityDone.safeParse(one).success));
});

test('media are told of with what they call themselves when they come and when they go, and whether they were let in', () => {
  const media = createFakeMedia();
  const done: ActivityDone[] = [];
  let allowed = true;
  const stop = watchMedia({ media, allowed: () => allowed, record: (one) => done.push(one) });
  media.plug({ id: 'a', label: 'HOMEWORK', maker: 'Acme', bytes: 1_048_576 });
  media.unplug('a');
  allowed = false;
  media.plug({ id: 'b', label: '', maker: null, bytes: null });
  media.unplug('unknown');
  stop();
  assert.deepEqual(done, [
    { kind: 'medium-arrived', label: 'HOMEWORK', maker: 'Acme', bytes: 1_048_576, refused: false },
    { kind: 'medium-gone', label: 'HOMEWORK' },
    { kind: 'medium-arrived', label: '', maker: null, bytes: null, refused: true },
    { kind: 'medium-gone', label: '' },
  ]);
});

test('an account is the same with and without its domain', () => {
  assert.ok(isSameAccount('SCHOOL\\AKhan', 'akhan'));
  assert.ok(isSameAccount('akhan@school.example', 'akhan'));
  assert.ok(!isSameAccount('akhan', 'bito'));
  assert.ok(!isSameAccount('', 'akhan'));
});

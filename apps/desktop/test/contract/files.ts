import assert from 'node:assert/strict';

import type { FileChange, FileWatch } from '../../src/platform/contract/files.ts';
import { type DefineCase, gather } from './cases.ts';

/** A person with a folder of documents. What is done is over when the promise is fulfilled. */
export interface FilesSubject {
  readonly files: FileWatch;
  /** Watched by the suite; there is a folder `old` with a file `song.txt` in it, and a file `essay.odt`. */
  readonly folder: string;
  readonly create: (name: string) => Promise<void>;
  readonly createFolder: (name: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  readonly toTrash: (name: string) => Promise<void>;
  /** An editor saves a file that is there. */
  readonly save: (name: string) => Promise<void>;
  /** Resolves when the watch that was just set up sees everything. */
  readonly ready: () => Promise<void>;
  readonly close: () => Promise<void>;
}

type Plain = readonly [kind: FileChange['kind'], ...paths: readonly string[]];

/** What every `FileWatch` must hold to. */
export function filesContract(test: DefineCase, make: () => Promise<FilesSubject>): void {
  const on = (
    name: string,
    expected: readonly Plain[],
    run: (subject: FilesSubject, told: (count: number) => Promise<void>) => Promise<void>,
  ): void => {
    test(name, async () => {
      const subject = await make();
      const { told, take, until } = gather<Plain>();
      const short = (file: string): string => file.slice(subject.folder.length + 1).replaceAll('\\', '/');
      const cancel = subject.files.watch(
        [subject.folder],
        (change) =>
          take(
            change.kind === 'renamed'
              ? [change.kind, short(change.from), short(change.path)]
              : [change.kind, short(change.path)],
          ),
        () => take(['deleted', 'LOST']),
      );
      try {
        await subject.ready();
        await run(subject, until);
        await until(expected.length);
        // The last of all shows that nothing more came before it.
        await subject.create('last.txt');
        await until(expected.length + 1);
        assert.deepEqual(told, [...expected, ['created', 'last.txt']]);
      } finally {
        cancel();
        cancel();
        await subject.close();
      }
    });
  };

  on(
    'tells of files and folders that are new',
    [
      ['created', 'a.txt'],
      ['created', 'new'],
    ],
    async (subject) => {
      await subject.create('a.txt');
      await subject.createFolder('new');
    },
  );

  on(
    'tells of what is new in a new folder',
    [
      ['created', 'new'],
      ['created', 'new/b.txt'],
    ],
    async (subject) => {
      await subject.createFolder('new');
      await subject.create('new/b.txt');
    },
  );

  on('tells of a file that is deleted', [['deleted', 'old/song.txt']], async ({ remove }) =>
    remove('old/song.txt'),
  );

  on('tells of a deleted folder as one deletion', [['deleted', 'old']], async ({ remove }) => remove('old'));

  on(
    'tells what goes to the trash as deleted',
    [
      ['deleted', 'essay.odt'],
      ['deleted', 'old'],
    ],
    async (subject) => {
      await subject.toTrash('essay.odt');
      await subject.toTrash('old');
    },
  );

  on(
    'tells of a new name with the one before',
    [
      ['renamed', 'essay.odt', 'old/rivers.odt'],
      ['renamed', 'old', 'done'],
      ['deleted', 'done/song.txt'],
    ],
    async (subject, told) => {
      await subject.rename('essay.odt', 'old/rivers.odt');
      await told(1);
      await subject.rename('old', 'done');
      await told(2);
      await subject.remove('done/song.txt');
    },
  );

  on('says nothing of an editor that saves', [], async ({ save }) => {
    await save('essay.odt');
    await save('essay.odt');
  });
}

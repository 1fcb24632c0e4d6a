import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import * as fc from 'fast-check';

import type { FileChange } from '../src/platform/contract/files.ts';
import { createFiles, type FilesParts } from '../src/platform/linux/files.ts';
import { isPersons } from '../src/platform/node/folders/names.ts';
import { parseUserDirs } from '../src/platform/linux/folders/personal.ts';
import { filesContract } from './contract/files.ts';

const ROOT = process.getuid?.() === 0;

interface Watched {
  readonly folder: string;
  readonly told: FileChange[];
  readonly lost: () => number;
  /** Resolves when so much was told or lost. */
  readonly until: (holds: () => boolean) => Promise<void>;
  /** Resolves when the watch sees what happens. */
  readonly ready: () => Promise<void>;
  readonly end: () => Promise<void>;
}

async function watchIn(parts: FilesParts, prepare: (folder: string) => Promise<void>): Promise<Watched> {
  const home = await mkdtemp(path.join(tmpdir(), 'lapwing-files-'));
  const folder = path.join(home, 'Documents');
  await mkdir(folder);
  await prepare(folder);
  const told: FileChange[] = [];
  let lost = 0;
  let come: () => void = () => undefined;
  const cancel = createFiles(parts).watch(
    [folder],
    (change) => {
      told.push(change);
      come();
    },
    () => {
      lost += 1;
      come();
    },
  );
  const until = async (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      come = () => {
        if (holds()) resolve();
      };
      come();
    });
  return {
    folder,
    told,
    lost: () => lost,
    until,
    ready: async () => {
      await sees(folder, () => told, until);
      told.length = 0;
    },
    end: async () => {
      cancel();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Makes files until the watch tells of one, and takes them away again until it tells of that too. */
async function sees(
  folder: string,
  told: () => readonly FileChange[],
  until: (holds: () => boolean) => Promise<void>,
): Promise<void> {
  const probes: string[] = [];
  const seen = (): boolean => told().some((one) => probes.includes(one.path));
  while (!seen()) {
    const probe = path.join(folder, `probe ${probes.length}`);
    probes.push(probe);
    await writeFile(probe, '');
    const late = new AbortController();
    const given = wait(300, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([until(seen), given]);
    late.abort();
  }
  for (const probe of probes) await rm(probe);
  const gone = (probe: string): boolean => told().some((one) => one.kind === 'deleted' && one.path === probe);
  await until(() => probes.every(gone));
}

describe('the files of Linux', { timeout: 60_000 }, () => {
  filesContract(it, async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'lapwing-files-'));
    const folder = path.join(home, 'Documents');
    const trash = path.join(home, '.local/share/Trash/files');
    const at = (name: string): string => path.join(folder, name);
    await mkdir(at('old'), { recursive: true });
    await mkdir(trash, { recursive: true });
    await writeFile(at('old/song.txt'), 'la');
    await writeFile(at('essay.odt'), 'Rivers begin in hills.');
    let changed: (change: FileChange) => void = () => undefined;
    let lost: () => void = () => undefined;
    const files = createFiles();
    const seen: FileChange[] = [];
    let come: () => void = () => undefined;
    return {
      files: {
        ...files,
        // The suite hears nothing of what shows that the watch stands.
        watch: (folders, told, loss) => {
          [changed, lost] = [told, loss];
          return files.watch(
            folders,
            (change) => {
              if (change.path.includes('probe')) seen.push(change);
              else changed(change);
              come();
            },
            () => {
              lost();
            },
          );
        },
      },
      folder,
      ready: async () =>
        sees(
          folder,
          () => seen,
          async (holds) =>
            new Promise((resolve) => {
              come = () => {
                if (holds()) resolve();
              };
              come();
            }),
        ),
      create: async (name) => writeFile(at(name), 'words'),
      createFolder: async (name) => {
        await mkdir(at(name));
      },
      rename: async (from, to) => rename(at(from), at(to)),
      remove: async (name) => rm(at(name), { recursive: true }),
      toTrash: async (name) => rename(at(name), path.join(trash, name)),
      save: async (name) => {
        await writeFile(at('.goutputstream-AB12CD'), 'Rivers begin in hills, and end in seas.');
        await rename(at(name), at(`${name}~`));
        await rename(at('.goutputstream-AB12CD'), at(name));
      },
      close: async () => rm(home, { recursive: true, force: true }),
    };
  });

  it('knows a deleted file and another that is given its number apart', async () => {
    const subject = await watchIn({}, async (folder) => writeFile(path.join(folder, 'a.txt'), ''));
    const { folder, told, until, ready, end } = subject;
    await ready();
    await unlink(path.join(folder, 'a.txt'));
    await writeFile(path.join(folder, 'b.txt'), '');
    await until(() => told.length >= 2);
    assert.deepEqual(told, [
      { kind: 'deleted', path: path.join(folder, 'a.txt'), folder: false },
      { kind: 'created', path: path.join(folder, 'b.txt'), folder: false },
    ]);
    await end();
  });

  it('says nothing of a download until it is whole, and nothing of a program that locks a file', async () => {
    const { folder, told, until, ready, end } = await watchIn({}, async () => Promise.resolve());
    await ready();
    const at = (name: string): string => path.join(folder, name);
    await writeFile(at('.~lock.map.odt#'), '');
    await writeFile(at('Unconfirmed 88213.crdownload'), 'half');
    await wait(200);
    await rename(at('Unconfirmed 88213.crdownload'), at('map.pdf'));
    await rm(at('.~lock.map.odt#'));
    await writeFile(at('last.txt'), '');
    await until(() => told.length >= 2);
    assert.deepEqual(
      told.map((change) => [change.kind, path.basename(change.path)]),
      [
        ['created', 'map.pdf'],
        ['created', 'last.txt'],
      ],
    );
    await end();
  });

  it('does not follow links, also not where the folder itself is one to what is another’s', async () => {
    const away = await mkdtemp(path.join(tmpdir(), 'lapwing-away-'));
    const { folder, told, until, ready, end } = await watchIn({}, async (own) =>
      symlink(away, path.join(own, 'away')),
    );
    await ready();
    await writeFile(path.join(away, 'secret.txt'), '');
    await writeFile(path.join(folder, 'last.txt'), '');
    await until(() => told.length > 0);
    assert.deepEqual(
      told.map((change) => path.basename(change.path)),
      ['last.txt'],
    );
    await end();
    await rm(away, { recursive: true, force: true });
  });

  it('says that changes were lost in a storm, and sees again what comes after it', async () => {
    const { folder, told, lost, until, ready, end } = await watchIn({ storm: 200 }, async () =>
      Promise.resolve(),
    );
    await ready();
    const names = Array.from({ length: 2000 }, (_, index) => path.join(folder, `${index}.txt`));
    for (let start = 0; start < names.length; start += 500)
      await Promise.all(names.slice(start, start + 500).map(async (name) => writeFile(name, '')));
    await until(() => lost() > 0);
    await sees(folder, () => told, until);
    assert.equal(lost(), 1);
    const [first = ''] = names;
    await unlink(first);
    await until(() => told.some((one) => one.kind === 'deleted' && one.path === first));
    await end();
  });

  it('says once that there is more than it can watch', async () => {
    const { lost, until, ready, end } = await watchIn(
      { limits: { folders: 3, entries: 1000 } },
      async (folder) => {
        for (let index = 0; index < 9; index++) await mkdir(path.join(folder, `f${index}`));
      },
    );
    await until(() => lost() > 0);
    await ready();
    assert.equal(lost(), 1);
    await end();
  });

  it(
    'does not take a file system that is taken away for deleted files',
    { skip: !ROOT && 'needs root to mount' },
    async () => {
      const { folder, told, lost, until, ready, end } = await watchIn({}, async (own) => {
        execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', own]);
        await writeFile(path.join(own, 'kept.txt'), '');
      });
      try {
        await ready();
        execFileSync('umount', [folder]);
        await until(() => lost() > 0);
        assert.deepEqual(
          told.filter((change) => path.basename(change.path) === 'kept.txt'),
          [],
        );
        await ready();
        assert.equal(lost(), 1);
      } finally {
        await end();
      }
    },
  );

  it('finds the folders of a person where the person has them, and none elsewhere', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'lapwing-home-'));
    for (const name of ['Schreibtisch', 'Documents', 'Downloads', '.config'])
      await mkdir(path.join(home, name));
    await writeFile(
      path.join(home, '.config/user-dirs.dirs'),
      'XDG_DESKTOP_DIR="$HOME/Schreibtisch"\nXDG_DOWNLOAD_DIR="/etc"\nXDG_MUSIC_DIR="$HOME/"\n',
    );
    const files = createFiles({ home: async () => Promise.resolve(home) });
    assert.deepEqual(await files.personal('pupil'), [
      path.join(home, 'Schreibtisch'),
      path.join(home, 'Documents'),
    ]);
    assert.deepEqual(await createFiles().personal('no-such-account-here'), []);
    assert.deepEqual(await createFiles().personal('--help'), []);
    await rm(home, { recursive: true, force: true });
  });
});

describe('the names of files', () => {
  it('that programs give are told from those of persons', () => {
    for (const name of [
      '.notes.swp',
      'notes~',
      '#notes#',
      '~$essay.docx',
      '.~lock.a.odt#',
      'a.part',
      '4913',
      '',
    ])
      assert.equal(isPersons(name), false, name);
    for (const name of ['notes', 'My essay.docx', 'party.txt', '4914', 'Ünïcode ملف.txt', 'a.parts'])
      assert.equal(isPersons(name), true, name);
  });

  it('in a file of folders never lead out of the home', () => {
    const line = fc.tuple(
      fc.constantFrom('XDG_DESKTOP_DIR', 'XDG_DOCUMENTS_DIR', 'XDG_DOWNLOAD_DIR'),
      fc.oneof(
        fc.constantFrom('$HOME/', '$HOME/../b', '/', '/people/a', '/people/ab', '$HOME/x/..'),
        fc.string(),
      ),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.map(([key, value]) => `${key}="${value}"`).join('\n');
        for (const folder of parseUserDirs(text, '/people/a'))
          assert.ok(folder.startsWith('/people/a/') && !folder.includes('/../'), folder);
      }),
    );
  });
});

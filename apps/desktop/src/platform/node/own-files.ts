import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

import type { OwnFiles, OwnFilesSeen } from '../contract/own-files.ts';

/** All files of a folder and of those within. @param folder absolute */
export function createOwnFiles(folder: string): OwnFiles {
  return {
    async look(before) {
      try {
        const files = await filesIn(folder);
        const marks = createHash('sha256');
        for (const { name, mark } of files) marks.update(`${name}\0${mark}\n`);
        const seen = marks.digest('hex');
        if (before?.marks === seen) return before;
        return { marks: seen, content: await contentOf(folder, files) } satisfies OwnFilesSeen;
      } catch {
        return null;
      }
    },
  };
}

interface FileThere {
  readonly name: string;
  readonly mark: string;
  /** Where it only names another file. */
  readonly link: string | null;
}

async function filesIn(folder: string): Promise<FileThere[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: FileThere[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const { size, mtimeMs, ctimeMs, ino, mode } = await lstat(file);
    files.push({
      name: path.relative(folder, file),
      // The time of the last change to what the system knows of a file can be set by nobody.
      mark: [size, mtimeMs, ctimeMs, ino, mode].join(' '),
      link: entry.isSymbolicLink() ? await readlink(file) : null,
    });
  }
  return files.sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function contentOf(folder: string, files: readonly FileThere[]): Promise<string> {
  const all = createHash('sha256');
  for (const { name, link } of files) {
    const hash = createHash('sha256');
    if (link === null) await pipeline(createReadStream(path.join(folder, name)), hash);
    else hash.update(`to ${link}`);
    all.update(`${name}\0${hash.digest('hex')}\n`);
  }
  return all.digest('hex');
}

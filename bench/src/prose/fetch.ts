import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeFile } from './decode.ts';
import { markupOf, paragraphsOf } from './extract.ts';
import type { ProsePackage } from './packages.ts';

/**
 * Fetches one package with `apt-get download`, which needs no rights and installs nothing, and keeps its prose in
 * `file`, a paragraph on each line. Answers what went wrong, or undefined. Gives up after `timeoutMs`.
 */
export async function fetchProse(
  wanted: ProsePackage,
  file: string,
  timeoutMs: number,
): Promise<string | undefined> {
  if (timeoutMs <= 0) return 'there was no time left to fetch it';
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-bench-'));
  try {
    const download = await run('apt-get', ['download', '-q', wanted.name], folder, timeoutMs);
    if (download !== undefined) return download;
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb'));
    if (archive === undefined) return 'apt-get downloaded nothing';
    const unpacked = await run('dpkg-deb', ['-x', archive, 'content'], folder, timeoutMs);
    if (unpacked !== undefined) return unpacked;
    const paragraphs = readParagraphs(path.join(folder, 'content'), wanted.files);
    if (paragraphs.length === 0) return 'no prose was found in it';
    mkdirSync(path.dirname(file), { recursive: true });
    // Renamed into place, so that a run that is broken off leaves no half of it.
    writeFileSync(`${file}.${process.pid}`, paragraphs.join('\n'));
    renameSync(`${file}.${process.pid}`, file);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function readParagraphs(folder: string, files: RegExp): string[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((name) => files.test(name.split(path.sep).join('/')))
    .sort();
  const paragraphs = new Set<string>();
  for (const name of names) {
    const content = decodeFile(name, readFileSync(name));
    for (const paragraph of paragraphsOf(markupOf(name), content)) paragraphs.add(paragraph);
  }
  return [...paragraphs];
}

function run(
  program: string,
  args: readonly string[],
  folder: string,
  timeoutMs: number,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: Math.ceil(timeoutMs),
    });
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-2000);
    });
    child.once('error', () => resolve(`${program} is not on this machine`));
    child.once('close', (code) => {
      if (code === 0) return resolve(undefined);
      const last = words.trim().split('\n').at(-1) ?? '';
      return resolve(code === null ? `${program} took too long` : `${program} failed: ${last}`);
    });
  });
}

import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** One file of the checkout: its path from the root with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A rule that a file breaks: where, what, and what to do instead. */
export interface Violation {
  readonly file: string;
  readonly what: string;
  readonly instead: string;
}

const NOT_OURS = new Set([
  '.git',
  'node_modules',
  'dist',
  '.lapwing',
  'test-results',
  'coverage',
  'playwright-report',
]);
const TEXT =
  /\.(?:[cm]?[jt]sx?|json|md|sql|css|html|ya?ml|sh|txt|svg)$|(?:^|\/)(?:\.npmrc|\.gitignore|run)$/u;
const CODE = /\.[cm]?[jt]sx?$/u;
const TEST = /\.(?:test|spec|fixture)\.[cm]?tsx?$|(?:^|\/)(?:test|bench)\//u;

/** Reads every text file of the checkout that git would track, generated folders left out. */
export function readSourceFiles(root: string): SourceFile[] {
  const files: SourceFile[] = [];
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!NOT_OURS.has(entry.name)) pending.push(name);
      } else if (entry.isFile() && TEXT.test(name)) {
        files.push({ path: name, text: readFileSync(path.join(root, name), 'utf8') });
      }
    }
  }
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Whether a path is a program file (TypeScript or JavaScript). */
export function isCode(file: string): boolean {
  return CODE.test(file);
}

/** Whether a path is a test, a fixture, a test harness or a benchmark: these may reach further than what ships. */
export function isTest(file: string): boolean {
  return TEST.test(file);
}

/** A violation as a person reads it. */
export function describeViolation({ file, what, instead }: Violation): string {
  return `${file}: ${what}\n    Instead: ${instead}`;
}

// The rules of the house, on the checkout as it is. A failure says where, what, and what to do instead.
// That each rule can fail is shown in architecture/*.test.ts.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import {
  checkBrowser,
  checkClock,
  checkCompilers,
  checkEnvironment,
  checkExports,
  checkFeatureNames,
  checkLength,
  checkNames,
  checkSql,
} from './architecture/habits.ts';
import { checkCircles, checkImports, checkPlaces } from './architecture/imports.ts';
import { checkLockFile } from './architecture/lock-file.ts';
import { LONG_FILES } from './architecture/long-files.ts';
import { describeViolation, readSourceFiles } from './architecture/source-files.ts';
import type { SourceFile, Violation } from './architecture/source-files.ts';
import { checkTable } from './architecture/table.ts';
import { checkMachineNames, checkProcessWords } from './architecture/words.ts';

const RULES: Readonly<Record<string, (files: readonly SourceFile[]) => Violation[]>> = {
  'every import obeys the import law': checkImports,
  'the features of the server import one another in no circle': checkCircles,
  'every program file has its place in the plan': checkPlaces,
  'only config.ts reads the environment': checkEnvironment,
  "only platform/browser*.ts names the browser's API": checkBrowser,
  'SQL lies only in store.ts, platform/db and migrations': checkSql,
  'the packages take clock and randomness as arguments': checkClock,
  'the pure packages are compiled without DOM and Node': checkCompilers,
  'no name says nothing': checkNames,
  'every feature folder bears a word of the product': checkFeatureNames,
  'exports are named one by one': checkExports,
  'no file is over 400 lines, save those known': (files) => checkLength(files, LONG_FILES),
  'package-lock.json is whole, so that npm ci takes it': checkLockFile,
  'no machine path and no registry host is written down': checkMachineNames,
  'what readers get speaks of the product alone': checkProcessWords,
  'ARCHITECTURE.md prints the law that is enforced': checkTable,
};

const checkout = readSourceFiles(path.join(import.meta.dirname, '..'));

test('the checkout was read', () => {
  assert.ok(checkout.some((file) => file.path === 'packages/protocol/src/feature-names.ts'));
});

for (const [name, check] of Object.entries(RULES)) {
  test(name, () => {
    const found = check(checkout).map((violation) => describeViolation(violation));
    if (found.length === 0) return;
    const report = new Error(`${found.length} to put right:\n\n${found.join('\n')}\n`);
    report.stack = report.message; // where in this file it was found helps nobody
    throw report;
  });
}

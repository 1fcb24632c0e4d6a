import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runNodeFiles } from './node-files.ts';
import { planRun } from './plan.ts';
import { describeMissing, provideSystemPackages, SYSTEM_PACKAGES } from './system-packages.ts';
import type { Machine } from './system-packages.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import type { Room } from './temporary-folder.ts';
import { describeFailures, tryAgain } from './second-try.ts';
import {
  addTallies,
  describeTally,
  readPlaywright,
  readTap,
  readTapFailures,
  resultOf,
  resultsOf,
} from './tally.ts';
import type { FileResult } from './tally.ts';

const PROGRAMS = SYSTEM_PACKAGES.map(({ program }) => program);
const NODE = ['apps/server/src/features/captures/api.test.ts', 'packages/detection/src/engine.test.ts'];
const E2E = ['e2e/captures.spec.ts', 'e2e/setup.spec.ts'];

test('without a filter every stage runs', () => {
  assert.deepEqual(planRun([], NODE, E2E), {
    stages: ['format', 'lint', 'types', 'build', 'node', 'e2e'],
    nodeFiles: NODE,
    e2eFilters: [],
    isWhole: true,
  });
});

test('the check runs no test but that of the architecture', () => {
  assert.deepEqual(planRun(['--check'], NODE, E2E), {
    stages: ['format', 'lint', 'types', 'node'],
    nodeFiles: ['tools/architecture.test.ts'],
    e2eFilters: [],
    isWhole: false,
  });
});

test('a filter is a stage or part of a path; end-to-end tests are built for first', () => {
  assert.deepEqual(planRun(['lint'], NODE, E2E), {
    stages: ['lint'],
    nodeFiles: [],
    e2eFilters: [],
    isWhole: false,
  });
  assert.deepEqual(planRun(['./packages/detection'], NODE, E2E), {
    stages: ['node'],
    nodeFiles: ['packages/detection/src/engine.test.ts'],
    e2eFilters: [],
    isWhole: false,
  });
  assert.deepEqual(planRun(['captures'], NODE, E2E), {
    stages: ['build', 'node', 'e2e'],
    nodeFiles: ['apps/server/src/features/captures/api.test.ts'],
    e2eFilters: ['e2e/captures.spec.ts'],
    isWhole: false,
  });
  assert.deepEqual(planRun(['e2e'], NODE, E2E), {
    stages: ['build', 'e2e'],
    nodeFiles: [],
    e2eFilters: [],
    isWhole: false,
  });
});

test('a filter that picks nothing is refused, so that a spelling mistake is not a success', () => {
  assert.match(JSON.stringify(planRun(['captuers'], NODE, E2E)), /captuers.*no stage/u);
  assert.match(JSON.stringify(planRun(['--fast'], NODE, E2E)), /no option --fast/u);
});

test('the totals of node:test are read from the end of its TAP', () => {
  const tap =
    'ok 1 - a\n# pass 9\n1..1\n# tests 7\n# suites 0\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 1\n';
  assert.deepEqual(readTap(tap), { passed: 3, failed: 2, skipped: 2 });
  assert.equal(readTap('TAP version 13\nok 1 - a\n'), undefined);
});

test('what failed by itself is read from the TAP, and not the test around it', () => {
  const tap = [
    'TAP version 13',
    '# Subtest: whole',
    '    # Subtest: part',
    '    not ok 1 - part',
    '      ---',
    "      failureType: 'testCodeFailure'",
    "      error: 'broken part'",
    '      ...',
    '    ok 2 - other part',
    '    1..2',
    'not ok 1 - whole',
    '  ---',
    "  failureType: 'subtestsFailed'",
    "  error: '1 subtest failed'",
    '  ...',
    '# Subtest: lines',
    'not ok 2 - lines',
    '  ---',
    "  failureType: 'testCodeFailure'",
    '  error: |-',
    '    Expected values to be equal:',
    '    ',
    '  ...',
  ].join('\n');
  assert.deepEqual(readTapFailures(tap), [
    { name: 'part', reason: "'broken part'" },
    { name: 'lines', reason: 'Expected values to be equal:' },
  ]);
});

const RED = `${String.fromCodePoint(27)}[31m`;
const REPORT = JSON.stringify({
  suites: [
    {
      title: 'a.spec.ts',
      file: 'a.spec.ts',
      specs: [{ title: 'one', tests: [{ status: 'expected', results: [{}] }] }],
      suites: [
        {
          title: 'room',
          specs: [
            {
              title: 'two',
              tests: [
                { status: 'unexpected', results: [{ error: { message: `${RED}Error: late\n at line 2` } }] },
              ],
            },
            { title: 'three', tests: [{ status: 'skipped', results: [] }] },
          ],
        },
      ],
    },
    {
      title: 'b.spec.ts',
      file: 'b.spec.ts',
      specs: [{ title: 'four', tests: [{ status: 'flaky', results: [] }] }],
    },
  ],
});

test('what became of each file is read from the report of Playwright, and a flaky test has failed', () => {
  assert.deepEqual(readPlaywright(REPORT), [
    {
      file: 'a.spec.ts',
      tally: { passed: 1, failed: 1, skipped: 1 },
      failures: [{ name: 'room › two', reason: 'Error: late' }],
    },
    {
      file: 'b.spec.ts',
      tally: { passed: 0, failed: 1, skipped: 0 },
      failures: [{ name: 'four', reason: '' }],
    },
  ]);
  assert.equal(readPlaywright('{}'), undefined);
  assert.equal(readPlaywright('not JSON'), undefined);
});

test('a run that ended badly without a failed test counts as one failed test', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-testing-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const tap = path.join(folder, 'tap');
  writeFileSync(tap, '# pass 5\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0\n');
  assert.deepEqual(resultOf('a', tap, 0).tally, { passed: 5, failed: 0, skipped: 0 });
  assert.deepEqual(resultOf('a', tap, 1).tally, { passed: 5, failed: 1, skipped: 0 });
  assert.equal(resultOf('a', tap, 1).failures.length, 1);
  assert.deepEqual(resultOf('a', 'nowhere', 0).tally, { passed: 0, failed: 1, skipped: 0 });
  const report = path.join(folder, 'report');
  writeFileSync(report, JSON.stringify({ suites: [] }));
  assert.deepEqual(resultsOf(report, 0), []);
  assert.deepEqual(
    resultsOf(report, 1).map(({ tally }) => tally),
    [{ passed: 0, failed: 1, skipped: 0 }],
  );
  assert.equal(resultsOf('nowhere', 0)[0]?.tally.failed, 1);
});

function result(file: string, passed: number, failed: number): FileResult {
  const failures = Array.from({ length: failed }, () => ({ name: 'waits', reason: 'too late' }));
  return { file, tally: { passed, failed, skipped: 0 }, failures };
}

test('a file that failed is run once more, alone: passed then, it is named as unsteady; failed again, it has failed', async () => {
  const tried: (readonly string[])[] = [];
  const settled = await tryAgain([result('a', 3, 0), result('b', 1, 1), result('c', 0, 2)], (files) => {
    tried.push(files);
    return Promise.resolve([result('b', 2, 0), result('c', 1, 1)]);
  });
  assert.deepEqual(tried, [['b', 'c']]);
  assert.deepEqual(settled.tally, { passed: 6, failed: 1, skipped: 0 });
  assert.deepEqual(settled.failed, [{ file: 'c', name: 'waits', reason: 'too late' }]);
  assert.deepEqual(settled.unsteady, [{ file: 'b', name: 'waits', reason: 'too late' }]);
  assert.deepEqual(describeFailures('Failed:', settled.failed), ['Failed:', '  c › waits\n      too late']);
  assert.deepEqual(describeFailures('Failed:', []), []);
});

test('a second try that says nothing of a file leaves it failed', async () => {
  const settled = await tryAgain([result('b', 1, 1)], () => Promise.resolve([result('', 0, 1)]));
  assert.deepEqual(settled.tally, { passed: 1, failed: 2, skipped: 0 });
  assert.deepEqual(settled.unsteady, []);
});

test('many failures, and the failure of a run as a whole, are not tried again', async () => {
  const never = (): Promise<never> => Promise.reject(new Error('was tried again'));
  const many = Array.from({ length: 5 }, (_, index) => result(`f${index}`, 0, 1));
  assert.equal((await tryAgain(many, never)).tally.failed, 5);
  assert.equal((await tryAgain([result('a', 0, 1), result('', 0, 1)], never)).tally.failed, 2);
  assert.equal((await tryAgain([result('a', 1, 0)], never)).tally.failed, 0);
});

test('the last line has the form that others read', () => {
  const sum = addTallies({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 });
  assert.equal(describeTally(sum), '11 passed, 22 failed, 33 skipped');
});

function machine(installed: string[], isRoot: boolean, sudo = false): Machine & { readonly ran: string[] } {
  const ran: string[] = [];
  return {
    ran,
    isRoot,
    has: (program) => installed.includes(program),
    run: (command) => {
      ran.push(command.join(' '));
      if (command.includes('true')) return sudo;
      if (command.includes('install')) installed.push(...PROGRAMS);
      return true;
    },
  };
}

test('nothing is installed when nothing is missing', () => {
  const full = machine([...PROGRAMS, 'apt-get'], true);
  assert.deepEqual(
    provideSystemPackages(full, () => undefined),
    [],
  );
  assert.deepEqual(full.ran, []);
});

test('root installs only what is missing, without being asked anything', () => {
  const bare = machine([...PROGRAMS.filter((program) => program !== 'chromium'), 'apt-get'], true);
  assert.deepEqual(
    provideSystemPackages(bare, () => undefined),
    [],
  );
  assert.equal(bare.ran.length, 2);
  assert.match(bare.ran[0] ?? '', /^env DEBIAN_FRONTEND=noninteractive apt-get .*update$/u);
  assert.match(bare.ran[1] ?? '', /install --yes --no-install-recommends chromium$/u);
});

test('another account installs through sudo when that asks for no password, else it installs nothing', () => {
  const able = machine(['apt-get', 'sudo'], false, true);
  assert.deepEqual(
    provideSystemPackages(able, () => undefined),
    [],
  );
  assert.match(able.ran[1] ?? '', /^sudo -n env DEBIAN_FRONTEND=noninteractive apt-get/u);
  const unable = machine(['apt-get', 'sudo'], false, false);
  const missing = provideSystemPackages(unable, () => undefined);
  assert.deepEqual(
    missing.map(({ debian }) => debian),
    SYSTEM_PACKAGES.map(({ debian }) => debian),
  );
  assert.deepEqual(unable.ran, ['sudo -n true']);
  assert.match(
    describeMissing(missing),
    /NOT EVERYTHING WAS TESTED[^]*chromium[^]*left out[^]*apt-get install chromium xvfb/u,
  );
});

test('temporary files of a run are in memory where there is room, may be run from there, and are gone with it', (t) => {
  const [place, kept] = ['lapwing-memory-', 'lapwing-disk-'].map((name) =>
    mkdtempSync(path.join(tmpdir(), name)),
  );
  assert.ok(place !== undefined && kept !== undefined);
  t.after(() => {
    for (const folder of [place, kept]) rmSync(folder, { recursive: true });
  });
  const mounts = `rootfs / ext4 rw 0 0\ntmpfs ${place} tmpfs rw,nosuid,nodev 0 0\n`;
  const room: Room = { place, mounts, freeThere: 8 * 2 ** 30, freeInAll: 16 * 2 ** 30 };
  const killed = path.join(place, 'lapwing-test-4194305-abcdef');
  mkdirSync(killed);
  const made = makeTemporaryFolder(room, kept);
  assert.ok(made !== null);
  assert.equal(statSync(made.folder).mode & 0o7777, 0o1777);
  assert.ok(!existsSync(killed), 'what a run has left that was killed is taken away');
  writeFileSync(path.join(made.folder, 'lapwing-test-packs', 'a.pack'), '');
  const second = makeTemporaryFolder(room, kept);
  assert.ok(second !== null && existsSync(made.folder), 'another run does not take away what is in use');
  for (const one of [made, second]) one.remove();
  assert.deepEqual(readdirSync(place), []);
  assert.ok(existsSync(path.join(kept, 'lapwing-test-packs/a.pack')), 'what later runs find again is kept');
  for (const lack of [
    { freeThere: 2 ** 30 },
    { freeInAll: 4 * 2 ** 30 },
    { mounts: mounts.replace('nosuid', 'noexec') },
    { mounts: '' },
  ])
    assert.equal(makeTemporaryFolder({ ...room, ...lack }, kept), null);
  assert.equal(makeTemporaryFolder(null, kept), null);
});

test('each test file is run, and one that fails, crashes, hangs or is empty is told apart from one that passes', async (t) => {
  const root = mkdtempSync(path.join(tmpdir(), 'lapwing-testing-'));
  t.after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const begin = "import { test } from 'node:test';";
  const files: Readonly<Record<string, string>> = {
    'pass.test.ts': `${begin} test('a', () => {}); test('b', { skip: true }, () => {});`,
    'fail.test.ts': `${begin} test('c', () => {}); test('d', () => { throw new Error('broken d'); });`,
    'crash.test.ts': "throw new Error('broken at import');",
    'late.test.ts': `${begin} import { setTimeout as pause } from 'node:timers/promises';
      test('e', async () => { await pause(1); void pause(1).then(() => { throw new Error('broken and lost'); }); await pause(20); });`,
    'hang.test.ts': `import { spawn } from 'node:child_process'; import { writeFileSync } from 'node:fs';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      writeFileSync('child.pid', String(child.pid));`,
    'empty.test.ts': '',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, name), text);
  const environment = { ...process.env };
  delete environment['NODE_TEST_CONTEXT'];
  const said: string[] = [];
  const results = await runNodeFiles({
    root,
    files: Object.keys(files),
    environment,
    reports: root,
    concurrency: 2,
    fileTimeoutMs: 2500,
    say: (line) => said.push(line),
    signal: new AbortController().signal,
  });
  const text = said.join('\n');
  const tally = results.map((one) => one.tally).reduce(addTallies);
  assert.deepEqual(tally, { passed: 3, failed: 5, skipped: 1 }, text);
  assert.deepEqual(
    results
      .flatMap(({ file, failures }) => failures.map(({ name, reason }) => `${file} ${name} ${reason}`))
      .toSorted(),
    [
      'crash.test.ts the file as a whole It ended without saying which test failed.',
      'empty.test.ts the file as a whole It ended without saying which test failed.',
      "fail.test.ts d 'broken d'",
      'hang.test.ts the file as a whole It ended without saying which test failed.',
      'late.test.ts the file as a whole It ended without saying which test failed.',
    ],
  );
  assert.match(text, /^ok {6}pass\.test\.ts {2}1 passed, 1 skipped/mu);
  assert.match(text, /broken d[^]*FAILED {2}fail\.test\.ts {2}1 passed, 1 failed/u);
  assert.match(text, /broken at import/u);
  assert.match(text, /broken and lost/u);
  assert.match(text, /did not end within 2\.5 s/u);
  assert.match(text, /holds no test/u);
  assert.ok(existsSync(path.join(root, 'child.pid')));
  const left = Number(readFileSync(path.join(root, 'child.pid'), 'utf8'));
  await waitUntilGone(left);
});

/** What a hanging file started is ended with it; a process that was killed may take a moment to be collected. */
async function waitUntilGone(pid: number): Promise<void> {
  const deadline = Date.now() + 5000;
  while (isRunning(pid)) {
    assert.ok(Date.now() < deadline, `process ${pid} is still there`);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return !/\) Z /u.test(readFileSync(`/proc/${pid}/stat`, 'utf8')); // a zombie has ended
  } catch {
    return false;
  }
}

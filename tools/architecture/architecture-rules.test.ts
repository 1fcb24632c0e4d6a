// Each rule of the architecture test on a small sample that breaks it, and one that does not.
import assert from 'node:assert/strict';
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
} from './habits.ts';
import { checkCircles, checkImports, checkPlaces } from './imports.ts';
import { checkLockFile } from './lock-file.ts';
import type { SourceFile, Violation } from './source-files.ts';
import { describeViolation } from './source-files.ts';
import { checkTable, renderTable, withTable } from './table.ts';
import { checkMachineNames, checkProcessWords } from './words.ts';

const WORKSPACES: readonly SourceFile[] = [
  ...['protocol', 'detection', 'library', 'agent-core'].map((name) => [`packages/${name}`, name] as const),
  ...['server', 'console', 'extension', 'fleet'].map((name) => [`apps/${name}`, name] as const),
].map(([folder, name]) => ({ path: `${folder}/package.json`, text: `{"name": "@lapwing/${name}"}` }));

function sample(files: Readonly<Record<string, string>>): SourceFile[] {
  return [...WORKSPACES, ...Object.entries(files).map(([path, text]) => ({ path, text }))];
}

function assertBreaks(found: readonly Violation[], what: RegExp): void {
  assert.equal(found.length, 1, found.map((violation) => describeViolation(violation)).join('\n'));
  assert.match(found[0]?.what ?? '', what);
  assert.ok((found[0]?.instead ?? '').length > 10, 'the remedy is named');
}

const FORBIDDEN: readonly (readonly [file: string, statement: string, what: RegExp])[] = [
  [
    'packages/protocol/src/a.ts',
    "import { x } from '@lapwing/detection/a.ts';",
    /protocol may not import detection/u,
  ],
  ['packages/protocol/src/a.ts', "import fs from 'node:fs';", /imports Node's node:fs/u],
  ['packages/protocol/src/a.ts', "import { x } from 'lodash';", /only zod/u],
  ['packages/detection/src/a.ts', "import { z } from 'zod';", /no package from npm/u],
  [
    'packages/detection/src/a.ts',
    "import type { X } from '@lapwing/protocol/a.ts';",
    /detection may not import/u,
  ],
  ['packages/library/src/a.ts', "import { x } from '@lapwing/detection/a.ts';", /only types/u],
  ['packages/library/src/a.ts', "import { type X } from '@lapwing/detection/a.ts';", /only types/u],
  [
    'packages/library/src/a.ts',
    "import type { X } from '@lapwing/protocol/a.ts';",
    /library may not import protocol/u,
  ],
  ['packages/agent-core/src/a.ts', "import { createHash } from 'crypto';", /imports Node's crypto/u],
  [
    'packages/agent-core/src/a.ts',
    "const x = await import('@lapwing/library/a.ts');",
    /may not import library/u,
  ],
  [
    'packages/agent-core/src/a.ts',
    "export { x } from '@lapwing/server/a.ts';",
    /programs never import programs/u,
  ],
  ['packages/agent-core/src/a.ts', "import { x } from '../../protocol/src/a.ts';", /relative path/u],
  [
    'apps/server/src/main.ts',
    "import { x } from '@lapwing/console/a.ts';",
    /programs never import programs/u,
  ],
  ['apps/server/src/main.ts', "import { x } from '../test/harness.ts';", /imports the test/u],
  [
    'apps/server/src/platform/http.ts',
    "import { x } from '../features/captures/index.ts';",
    /server platform may/u,
  ],
  [
    'apps/server/src/platform/http.ts',
    "import { can } from '../permissions/can.ts';",
    /server platform may/u,
  ],
  [
    'apps/server/src/platform/http.ts',
    "import { x } from '@lapwing/protocol/features/captures/api.ts';",
    /only the framing/u,
  ],
  [
    'apps/server/src/permissions/can.ts',
    "import { x } from '../features/groups/index.ts';",
    /server permissions may/u,
  ],
  ['apps/server/src/features/captures/api.ts', "import { x } from '../groups/store.ts';", /only index\.ts/u],
  ['apps/server/src/features/captures/api.ts', "import { x } from '../../main.ts';", /server feature may/u],
  [
    'apps/server/src/features/captures/api.ts',
    "import { x } from '@lapwing/agent-core/a.ts';",
    /may not import agent/u,
  ],
  [
    'apps/server/migrations/0001.ts',
    "import { x } from '@lapwing/protocol/ids.ts';",
    /may not import protocol/u,
  ],
  [
    'apps/console/src/ui/button.tsx',
    "import { x } from '@lapwing/protocol/ids.ts';",
    /ui may not import protocol/u,
  ],
  ['apps/console/src/ui/button.tsx', "import { get } from '../api/client.ts';", /console ui may import ui/u],
  [
    'apps/console/src/features/captures/page.tsx',
    "import { x } from '../groups/tree.tsx';",
    /console feature may/u,
  ],
  [
    'apps/console/src/features/captures/page.tsx',
    "import { x } from '../../routes.tsx';",
    /console feature may/u,
  ],
  [
    'apps/console/src/features/policies/page.tsx',
    "import { x } from '@lapwing/detection/engine.ts';",
    /only in a try-out/u,
  ],
  [
    'apps/extension/src/features/state/a.ts',
    "import { x } from '../../platform/browser.ts';",
    /extension feature may/u,
  ],
  [
    'apps/extension/src/features/state/a.ts',
    "import { x } from '@lapwing/detection/a.ts';",
    /may not import detection/u,
  ],
  [
    'apps/extension/src/platform/browser.ts',
    "import { x } from '@lapwing/protocol/a.ts';",
    /may not import protocol/u,
  ],
  [
    'apps/extension/src/background.ts',
    "import { x } from '@lapwing/library/a.ts';",
    /may not import library/u,
  ],
  [
    'apps/fleet/src/demo.ts',
    "import { x } from '@lapwing/server/main.ts';",
    /programs never import programs/u,
  ],
  [
    'apps/fleet/src/demo.test.ts',
    "import { x } from '@lapwing/server/main.ts';",
    /programs never import programs/u,
  ],
  [
    'e2e/capture.spec.ts',
    "import { x } from '../apps/server/src/main.ts';",
    /programs never import programs/u,
  ],
  [
    'e2e/capture.spec.ts',
    "import { x } from '../apps/desktop/test/sight.test.ts';",
    /programs never import programs/u,
  ],
  [
    'apps/fleet/src/demo.test.ts',
    "import { x } from '../../desktop/test/xvfb.ts';",
    /programs never import programs/u,
  ],
  ['apps/server/src/a.ts', "import { x } from '../../../tools/test.ts';", /relative path/u],
];

test('a story may use what the tests of a program use', () => {
  const story = { 'e2e/src/display.ts': "import { x } from '../../apps/desktop/test/xvfb.ts';" };
  assert.deepEqual(checkImports(sample(story)), []);
});

for (const [file, statement, what] of FORBIDDEN) {
  test(`${file} may not: ${statement}`, () => {
    assertBreaks(checkImports(sample({ [file]: statement })), what);
  });
}

const ALLOWED: readonly (readonly [file: string, statement: string])[] = [
  ['packages/library/src/a.ts', "import type { Term } from '@lapwing/detection/term.ts';"],
  ['packages/library/src/a.test.ts', "import { compile } from '@lapwing/detection/engine.ts';"],
  ['packages/library/bin/detect.ts', "import { compile } from '@lapwing/detection/engine.ts';"],
  ['packages/detection/src/a.test.ts', "import { test } from 'node:test';"],
  ['packages/agent-core/src/a.ts', "import { x } from '@lapwing/protocol/wire.ts';"],
  ['apps/server/src/main.ts', "import { x } from './features/captures/store.ts';"],
  ['apps/server/src/platform/http.ts', "import { x } from '@lapwing/protocol/endpoint.ts';"],
  ['apps/server/src/features/captures/api.ts', "import { x } from '../groups/index.ts';"],
  ['apps/server/src/features/captures/api.ts', "import { x } from './deeper/decide.ts';"],
  ['apps/server/src/features/captures/api.ts', "import { x } from '../../platform/db/pool.ts';"],
  ['apps/server/src/features/captures/api.test.ts', "import { x } from '../../../test/harness.ts';"],
  ['apps/console/src/routes.tsx', "import { x } from './features/captures/page.tsx';"],
  ['apps/console/src/features/captures/page.tsx', "import { path } from '../../paths.ts';"],
  ['apps/console/src/features/policies/try-out.tsx', "import { x } from '@lapwing/detection/engine.ts';"],
  ['apps/extension/src/features/state/a.ts', "import type { Host } from '../../platform/contract/host.ts';"],
  ['apps/extension/src/background.ts', "import { browserHost } from './platform/browser.ts';"],
  [
    'packages/detection/src/a.ts',
    "// import { x } from 'node:fs';\nconst text = `\nimport { x } from 'node:fs';`;",
  ],
];

for (const [file, statement] of ALLOWED) {
  test(`${file} may: ${statement}`, () => {
    assert.deepEqual(checkImports(sample({ [file]: statement })), []);
  });
}

test('features that import one another in a circle are named once, with the way round', () => {
  const feature = (name: string, other: string): [string, string] => [
    `apps/server/src/features/${name}/index.ts`,
    `import { x } from '../${other}/index.ts';`,
  ];
  const circle = Object.fromEntries([
    feature('a', 'b'),
    feature('b', 'c'),
    feature('c', 'a'),
    feature('d', 'a'),
  ]);
  assertBreaks(checkCircles(sample(circle)), /a -> b -> c -> a|b -> c -> a -> b|c -> a -> b -> c/u);
  assert.deepEqual(checkCircles(sample(Object.fromEntries([feature('a', 'b'), feature('b', 'c')]))), []);
});

test('a program file outside every zone is told its places', () => {
  assertBreaks(checkPlaces(sample({ 'apps/server/src/things/a.ts': '' })), /no zone/u);
  assert.deepEqual(checkPlaces(sample({ 'apps/server/src/features/captures/a.ts': '' })), []);
});

test('reading the environment outside config.ts is refused, in a comment or a string it is not', () => {
  const read = 'const port = process.env.PORT;';
  assertBreaks(checkEnvironment(sample({ 'apps/server/src/features/devices/a.ts': read })), /environment/u);
  assert.deepEqual(checkEnvironment(sample({ 'apps/server/src/config.ts': read })), []);
  assert.deepEqual(
    checkEnvironment(
      sample({ 'apps/server/src/features/devices/a.ts': "// process.env\nconst a = 'process.env';" }),
    ),
    [],
  );
});

test("naming the browser's API outside platform/browser.ts is refused", () => {
  const use = 'await chrome.storage.local.get();';
  assertBreaks(checkBrowser(sample({ 'apps/extension/src/features/state/a.ts': use })), /browser's API/u);
  assert.deepEqual(checkBrowser(sample({ 'apps/extension/src/platform/browser.ts': use })), []);
  assert.deepEqual(checkBrowser(sample({ 'apps/extension/src/platform/browser-rules.ts': use })), []);
  assertBreaks(checkBrowser(sample({ 'apps/extension/src/platform/database.ts': use })), /browser's API/u);
});

for (const statement of [
  "db.selectFrom('captures')",
  'sql`select 1`',
  'sql<number>`select 1`',
  "db.insertInto('a')",
]) {
  test(`SQL outside store.ts is refused: ${statement}`, () => {
    assertBreaks(checkSql(sample({ 'apps/server/src/features/captures/api.ts': statement })), /SQL/u);
    assert.deepEqual(checkSql(sample({ 'apps/server/src/features/captures/store.ts': statement })), []);
    assert.deepEqual(checkSql(sample({ 'apps/server/src/platform/db/a.ts': statement })), []);
  });
}

for (const statement of ['Date.now()', 'new Date()', 'Math.random()']) {
  test(`a package may not use ${statement}`, () => {
    assertBreaks(checkClock(sample({ 'packages/agent-core/src/a.ts': statement })), /clock/u);
    assert.deepEqual(checkClock(sample({ 'packages/agent-core/src/a.ts': 'new Date(now)' })), []);
  });
}

test('a pure package compiled with the DOM or Node is refused', () => {
  const config = (text: string): SourceFile[] => sample({ 'packages/detection/tsconfig.json': text });
  assertBreaks(checkCompilers(config('{"compilerOptions":{"lib":["es2024","dom"]}}')), /types of the DOM/u);
  assertBreaks(checkCompilers(config('{"compilerOptions":{"types":["node"]}}')), /types of the DOM/u);
  assert.deepEqual(checkCompilers(config('{"extends":"../../tsconfig.base.json"}')), []);
});

for (const file of [
  'apps/server/src/platform/utils.ts',
  'packages/common/a.ts',
  'apps/console/src/shared/a.tsx',
  'e2e/test-helpers.ts',
]) {
  test(`a name that says nothing is refused: ${file}`, () => {
    assertBreaks(checkNames(sample({ [file]: '' })), /says nothing/u);
  });
}

test('a name with a word that says something is not refused', () => {
  assert.deepEqual(checkNames(sample({ 'apps/server/src/features/accounts/common-passwords.ts': '' })), []);
});

test('a feature folder outside the list of words is refused', () => {
  const list = {
    'packages/protocol/src/feature-names.ts': "export const FEATURE_NAMES = ['captures'] as const;",
  };
  assertBreaks(
    checkFeatureNames(sample({ ...list, 'apps/server/src/features/alarms/a.ts': '' })),
    /"alarms"/u,
  );
  assert.deepEqual(checkFeatureNames(sample({ ...list, 'apps/server/src/features/captures/a.ts': '' })), []);
  assertBreaks(checkFeatureNames(sample({})), /no list/u);
});

test('default and star exports are refused', () => {
  assertBreaks(checkExports(sample({ 'apps/server/src/a.ts': 'export default 1;' })), /default export/u);
  assertBreaks(checkExports(sample({ 'apps/server/src/a.ts': "export * from './b.ts';" })), /everything/u);
  assertBreaks(
    checkExports(sample({ 'apps/server/src/a.ts': "export * as b from './b.ts';" })),
    /everything/u,
  );
  assert.deepEqual(checkExports(sample({ 'apps/console/vite.config.ts': 'export default {};' })), []);
  assert.deepEqual(checkExports(sample({ 'apps/desktop/src/a.d.ts': 'export default a;' })), []);
});

test('a file over 400 lines is refused, a known one may not grow, and the list of known ones shrinks', () => {
  const long = (lines: number): SourceFile[] => sample({ 'apps/server/src/a.ts': 'x\n'.repeat(lines) });
  const known = { 'apps/server/src/a.ts': 450 };
  assertBreaks(checkLength(long(401), {}), /401 lines/u);
  assertBreaks(checkLength(long(451), known), /450 are allowed/u);
  assertBreaks(checkLength(long(440), known), /it has 440/u);
  assertBreaks(checkLength(long(390), known), /it has 390/u);
  assert.deepEqual(checkLength(long(400), {}), []);
  assert.deepEqual(checkLength(long(450), known), []);
});

test('a machine path and the host of a package registry are refused', () => {
  const text = (content: string): SourceFile[] => sample({ 'docs/a.md': content });
  for (const place of [
    ['', 'work', 'main'],
    ['', 'home', 'ann', 'a'],
    ['', 'tmp', 'x'],
  ]) {
    assertBreaks(checkMachineNames(text(`See ${place.join('/')}`)), /path of one machine/u);
  }
  assertBreaks(checkMachineNames(text(`https://${['registry', 'example', 'org'].join('.')}/a`)), /registry/u);
  assertBreaks(
    checkMachineNames(text(`"${['resol', 'ved'].join('')}": "https://example.org/a.tgz"`)),
    /registry/u,
  );
  assert.deepEqual(checkMachineNames(text('https://school.example/home/page and docs/work/a')), []);
});

test('a document that speaks of how the work is organised is refused', () => {
  assertBreaks(checkProcessWords(sample({ 'docs/a.md': 'It is in the backlog.' })), /organised/u);
  assertBreaks(checkProcessWords(sample({ 'README.md': 'See issue 12.' })), /organised/u);
  assert.deepEqual(checkProcessWords(sample({ 'docs/a.md': 'A capture is one detection.' })), []);
});

test('a table that is not the law is refused, and writing it puts that right', () => {
  const begin = '<!-- import law: written by tools/architecture-table.ts from tools/import-law.ts -->';
  const stale = `# Architecture\n\n${begin}\n| old |\n<!-- end of import law -->\n`;
  assertBreaks(checkTable(sample({ 'ARCHITECTURE.md': stale })), /does not print/u);
  assertBreaks(checkTable(sample({})), /does not print/u);
  assert.deepEqual(checkTable(sample({ 'ARCHITECTURE.md': withTable(stale) ?? '' })), []);
  assert.match(renderTable(), /server feature/u);
});

test('a lock file that lacks the package of another platform is refused', () => {
  const lock = (packages: unknown): SourceFile[] =>
    sample({ 'package-lock.json': JSON.stringify({ packages }) });
  const tool = { optionalDependencies: { 'tool-linux': '1.0.0', 'tool-windows': '1.0.0' } };
  const parts = {
    '': { dependencies: { tool: '1.0.0' } },
    'node_modules/tool': tool,
    'node_modules/tool-linux': {},
  };
  assertBreaks(checkLockFile(lock(parts)), /node_modules\/tool asks for: tool-windows$/u);
  assert.deepEqual(checkLockFile(lock({ ...parts, 'node_modules/tool-windows': {} })), []);
  assert.deepEqual(checkLockFile(lock({ ...parts, 'node_modules/tool/node_modules/tool-windows': {} })), []);
});

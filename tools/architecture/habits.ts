import { codeOnly, lineOf, withoutComments } from './scan.ts';
import { isCode, isTest } from './source-files.ts';
import type { SourceFile, Violation } from './source-files.ts';
import { zoneOf } from './imports.ts';

const MOST_LINES = 400;

/** A rule that says: this pattern of code occurs only in those files. */
interface PlaceRule {
  readonly pattern: RegExp;
  readonly where: (file: string) => boolean;
  readonly allowed: RegExp;
  readonly what: string;
  readonly instead: string;
}

const ENVIRONMENT: PlaceRule = {
  pattern: /\bprocess\s*\.\s*env\b|\bprocess\s*\[/u,
  where: (file) => zoneOf(file) !== undefined,
  allowed:
    /^apps\/server\/src\/(?:config|main|cli)\.ts$|^apps\/fleet\/src\/[^/]+\.ts$|^apps\/desktop\/src\/(?:main(?:-windows)?|browser-host)\.ts$/u,
  what: 'reads the environment',
  instead: 'Add the setting to apps/server/src/config.ts, which parses it once, and take it as an argument.',
};

const BROWSER: PlaceRule = {
  pattern: /(?<![\w$.])(?:chrome|browser)\s*\??\.\s*\w/u,
  where: (file) => file.startsWith('apps/extension/src/'),
  allowed: /^apps\/extension\/src\/platform\/browser(?:-[a-z]+)?\.ts$/u,
  what: "names the browser's API",
  instead:
    'Ask for it in platform/contract, implement it in platform/browser*.ts, and take it as an argument.',
};

const SQL: PlaceRule = {
  pattern:
    /\bsql(?:<[^`;]*>)?`|\bsql\s*\.\s*\w+\s*\(|\.\s*(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\s*\(/u,
  where: (file) => file.startsWith('apps/server/'),
  // reach.ts is the one condition that the lists of every feature share: who lies within the asker's groups.
  allowed:
    /\/store(?:-[a-z-]+)?\.ts$|\/features\/groups\/reach\.ts$|^apps\/server\/src\/platform\/db\/|^apps\/server\/migrations\//u,
  what: 'holds SQL',
  instead: "Move the statement into the feature's store.ts, the only writer of its tables.",
};

const CLOCK: PlaceRule = {
  pattern:
    /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|;)|\bMath\s*\.\s*random\b|\bperformance\s*\.\s*now\b/u,
  where: (file) => /^packages\/[^/]+\/src\//u.test(file),
  allowed: /(?!)/u,
  what: 'reads the clock or draws a random number',
  instead: 'Take the clock or the source of randomness as an argument, so that a test can set it.',
};

function checkPlace(files: readonly SourceFile[], rule: PlaceRule): Violation[] {
  const found: Violation[] = [];
  for (const file of files) {
    if (!isCode(file.path) || isTest(file.path) || !rule.where(file.path) || rule.allowed.test(file.path))
      continue;
    const line = lineOf(codeOnly(file.text), rule.pattern);
    if (line > 0) found.push({ file: `${file.path}:${line}`, what: rule.what, instead: rule.instead });
  }
  return found;
}

/** Only config.ts reads the environment; main.ts and cli.ts hand it over, as the desktop agent's main.ts does. */
export function checkEnvironment(files: readonly SourceFile[]): Violation[] {
  return checkPlace(files, ENVIRONMENT);
}

/** Only platform/browser.ts and its parts (browser-rules.ts) of the extension names the browser's API. */
export function checkBrowser(files: readonly SourceFile[]): Violation[] {
  return checkPlace(files, BROWSER);
}

/** SQL lies only in store.ts, platform/db and the migrations. */
export function checkSql(files: readonly SourceFile[]): Violation[] {
  return checkPlace(files, SQL);
}

/** The packages take clock and randomness as arguments. */
export function checkClock(files: readonly SourceFile[]): Violation[] {
  return checkPlace(files, CLOCK);
}

const WHOLE_NAMES = new Set(['common', 'shared', 'core-lib', 'lib']);
const NAME_PARTS = new Set(['util', 'utils', 'utilities', 'helper', 'helpers', 'misc']);

/** No folder and no file bears a name that says nothing. */
export function checkNames(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path: file }) => {
    const bad = file.split('/').find((segment) => {
      const stem = segment.replace(/\..*$/u, '').toLowerCase();
      return WHOLE_NAMES.has(stem) || stem.split(/[-_]/u).some((part) => NAME_PARTS.has(part));
    });
    if (bad === undefined) return [];
    return [
      {
        file,
        what: `"${bad}" says nothing about what is in it`,
        instead: 'Name it after what it does, and put it beside what uses it.',
      },
    ];
  });
}

/** The words of the product, read from packages/protocol/src/feature-names.ts; undefined when it is missing. */
export function featureNames(files: readonly SourceFile[]): string[] | undefined {
  const source = files.find((file) => file.path === 'packages/protocol/src/feature-names.ts');
  const list = /FEATURE_NAMES\s*=[^[]*\[(?<list>[^\]]*)\]/u.exec(withoutComments(source?.text ?? ''));
  return list?.groups?.['list']?.match(/[a-z][a-z-]*/gu) ?? undefined;
}

/** A folder under features/ bears a word of the product. */
export function checkFeatureNames(files: readonly SourceFile[]): Violation[] {
  const names = featureNames(files);
  if (names === undefined) {
    return [
      {
        file: 'packages/protocol/src/feature-names.ts',
        what: 'no list FEATURE_NAMES was found',
        instead: 'Export the feature names as one array of words.',
      },
    ];
  }
  const unknown = new Map<string, string>();
  for (const { path: file } of files) {
    const match = /^(?:apps|packages)\/[^/]+\/(?:.*\/)?features\/(?<name>[^/]+)\//u.exec(file);
    const name = match?.groups?.['name'];
    if (match !== null && name !== undefined && !names.includes(name)) unknown.set(match[0], name);
  }
  return [...unknown].map(([folder, name]) => ({
    file: folder,
    what: `"${name}" is not a word of the product`,
    instead:
      'Use the word the other programs use, or add the new one to packages/protocol/src/feature-names.ts.',
  }));
}

/**
 * Exports are named one by one; configuration files whose tools ask for a default export are let off, and so are
 * declarations of a library, which say what it exports and not what we do.
 */
export function checkExports(files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = [];
  for (const file of files) {
    if (!isCode(file.path) || /\.(?:config\.[cm]?[jt]s|d\.ts)$/u.test(file.path)) continue;
    const code = codeOnly(file.text);
    const byDefault = lineOf(code, /\bexport\s+default\b|\bas\s+default\b/u);
    const star = lineOf(code, /\bexport\s*\*/u);
    if (byDefault > 0) {
      found.push({
        file: `${file.path}:${byDefault}`,
        what: 'has a default export',
        instead: 'Export it by its name, so that it is called the same everywhere.',
      });
    }
    if (star > 0) {
      found.push({
        file: `${file.path}:${star}`,
        what: 'exports everything of another module',
        instead: 'Name what is exported, so that the public face is a decision.',
      });
    }
  }
  return found;
}

/**
 * Files over 400 lines. `known` holds those that were long before, with their length: they may get shorter, and
 * then the figure must follow, so that the list only shrinks.
 */
export function checkLength(
  files: readonly SourceFile[],
  known: Readonly<Record<string, number>>,
): Violation[] {
  const found: Violation[] = [];
  const lengths = new Map<string, number>();
  for (const file of files) {
    if (isCode(file.path) || file.path.endsWith('.css'))
      lengths.set(file.path, file.text.split('\n').length - 1);
  }
  for (const [file, length] of lengths) {
    const most = Math.max(known[file] ?? 0, MOST_LINES);
    if (!isTest(file) && length > most) {
      found.push({
        file,
        what: `is ${length} lines long; ${most} are allowed`,
        instead: 'Split it by what it is about (a feature, a step), not by kind (types, constants).',
      });
    }
  }
  for (const [file, most] of Object.entries(known)) {
    const length = lengths.get(file) ?? 0;
    if (length >= most) continue;
    found.push({
      file: 'tools/architecture/long-files.ts',
      what: `allows ${file} ${most} lines, and it has ${length}`,
      instead:
        length > MOST_LINES ? `Lower the figure to ${length}.` : 'Well done: take the line out of the list.',
    });
  }
  return found;
}

/** The pure packages are compiled without the DOM's and Node's types, so that using them does not compile. */
export function checkCompilers(files: readonly SourceFile[]): Violation[] {
  const pure = ['packages/protocol', 'packages/detection', 'packages/agent-core', 'packages/library'];
  return files
    .filter((file) => pure.some((folder) => file.path === `${folder}/tsconfig.json`))
    .filter((file) => /"(?:dom|webworker|node|chrome)[^"]*"/iu.test(file.text))
    .map((file) => ({
      file: file.path,
      what: 'gives a pure package the types of the DOM or of Node',
      instead: 'Leave "lib" and "types" as tsconfig.base.json has them; take what is needed as an argument.',
    }));
}

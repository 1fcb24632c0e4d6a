import { lineOf } from './scan.ts';
import type { SourceFile, Violation } from './source-files.ts';

// Written in pieces, so that this file does not break its own rule.
const folder = (name: string): string => `(?<![\\w.:/-])/${name}/`;
const MACHINE_PATH = new RegExp(
  [
    folder('work'),
    folder('root'),
    folder('Users'),
    folder('home'),
    folder('tmp'),
    String.raw`\b[A-Z]:\\+Users\\`,
  ].join('|'),
  'u',
);
const REGISTRY = new RegExp(
  ['npmjs', 'yarnpkg', 'npmmirror', 'jfrog', 'pypi']
    .map((name) => String.raw`\b${name}\.(?:org|com|io)\b`)
    .join('|') + String.raw`|\bregistry\.[a-z0-9-]+\.[a-z]{2,}\b|"resolved":\s*"https?:`,
  'iu',
);

/** No path of one machine and no host of a package registry is written into the repository. */
export function checkMachineNames(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const found: Violation[] = [];
    const machinePath = lineOf(file.text, MACHINE_PATH);
    if (machinePath > 0) {
      found.push({
        file: `${file.path}:${machinePath}`,
        what: 'holds a path of one machine',
        instead:
          'Use a path from the root of the checkout, os.tmpdir(), or the data folder of the configuration.',
      });
    }
    const registry = lineOf(file.text, REGISTRY);
    if (registry > 0) {
      found.push({
        file: `${file.path}:${registry}`,
        what: 'names the host of a package registry',
        instead:
          'Leave the registry to npm; .npmrc keeps it out of package-lock.json (run npm install again).',
      });
    }
    return found;
  });
}

const PROCESS_WORDS =
  /\b(?:sprints?|sub-?agents?|language models?|LLM|work items?|stand-?ups?|backlog|issue #?\d+|milestone \d+|as requested|TBD|TODO|FIXME|in this session|the brief)\b/iu;

/** What readers get speaks of the product, not of how or by whom it is made. */
export function checkProcessWords(files: readonly SourceFile[]): Violation[] {
  return files
    .filter(({ path }) => /^(?:[A-Z]+\.md$|docs\/.*\.md$)/u.test(path))
    .flatMap((file) => {
      const line = lineOf(file.text, PROCESS_WORDS);
      if (line === 0) return [];
      const word = PROCESS_WORDS.exec(file.text)?.[0] ?? '';
      return [
        {
          file: `${file.path}:${line}`,
          what: `speaks of how the work is organised ("${word}")`,
          instead: 'Say what is so for the reader today, or leave the sentence out.',
        },
      ];
    });
}

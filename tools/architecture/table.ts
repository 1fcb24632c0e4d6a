import { PACKAGES, ZONES } from '../import-law.ts';
import type { SourceFile, Violation } from './source-files.ts';

const BEGIN = '<!-- import law: written by tools/architecture-table.ts from tools/import-law.ts -->';
const END = '<!-- end of import law -->';

/** The import law as a table in Markdown. */
export function renderTable(): string {
  const header = ['may import', ...PACKAGES, 'in its own program'];
  const rows = ZONES.map((zone) => [
    `**${zone.name}**`,
    ...PACKAGES.map((name) => (zone.name === name ? '-' : zone.packages[name])),
    zone.ownInWords,
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** ARCHITECTURE.md with the table between its two markers; undefined when it lacks them. */
export function withTable(markdown: string): string | undefined {
  const begin = markdown.indexOf(BEGIN);
  const end = markdown.indexOf(END);
  if (begin === -1 || end < begin) return undefined;
  return `${markdown.slice(0, begin + BEGIN.length)}\n\n${renderTable()}\n\n${markdown.slice(end)}`;
}

/** ARCHITECTURE.md prints the law that is enforced. */
export function checkTable(files: readonly SourceFile[]): Violation[] {
  const markdown = files.find((file) => file.path === 'ARCHITECTURE.md')?.text ?? '';
  if (withTable(markdown) === markdown && markdown !== '') return [];
  return [
    {
      file: 'ARCHITECTURE.md',
      what: 'does not print the import law as tools/import-law.ts has it',
      instead: 'Run `npm run check -- --write` and commit the file.',
    },
  ];
}

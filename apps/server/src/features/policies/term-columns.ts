import type { OwnTerm } from '@lapwing/protocol/features/policies/edits.ts';
import { SOURCES, type Severity, type Source } from '@lapwing/protocol/vocabulary.ts';

/** What a column of a file of terms can say. */
export const TERM_FIELDS = [
  'wording',
  'variants',
  'severity',
  'definition',
  'sources',
  'policy',
  'match',
  'unless',
] as const;
export type TermField = (typeof TERM_FIELDS)[number];

/** Headings as people and other products write them, in small letters without signs. */
const HEADINGS: Readonly<Record<TermField, readonly string[]>> = Object.freeze({
  wording: [
    'term',
    'terms',
    'phrase',
    'phrases',
    'word',
    'words',
    'wording',
    'keyword',
    'keywords',
    'text',
    'expression',
  ],
  variants: [
    'variants',
    'variant',
    'variations',
    'also',
    'alternatives',
    'other wordings',
    'synonyms',
    'aliases',
  ],
  severity: ['severity', 'level', 'risk level', 'priority', 'rating', 'grade'],
  definition: ['definition', 'meaning', 'description', 'explanation', 'notes', 'note', 'comment'],
  sources: ['sources', 'source', 'where', 'look in', 'applies to'],
  policy: ['policy', 'category', 'categories', 'risk', 'group', 'type', 'theme'],
  match: ['match', 'matching', 'boundary', 'whole word', 'match type'],
  unless: ['unless', 'except', 'exceptions', 'exclude', 'exclusions', 'safe phrases'],
});

/** The field of a heading; null for one that says nothing about terms. */
export function fieldOf(heading: string): TermField | null {
  const plain = heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return TERM_FIELDS.find((field) => HEADINGS[field].includes(plain)) ?? null;
}

const SEVERITIES: Readonly<Record<Severity, readonly string[]>> = Object.freeze({
  minor: ['minor', 'low', '1', 'mild', 'green'],
  moderate: ['moderate', 'medium', 'mid', '2', 'amber'],
  severe: ['severe', 'high', 'critical', '3', 'serious', 'red', 'urgent'],
});

/** Null where the cell says no severity that is known. */
export function severityOf(cell: string): Severity | null {
  const word = cell.toLowerCase();
  if (SEVERITIES.severe.includes(word)) return 'severe';
  if (SEVERITIES.moderate.includes(word)) return 'moderate';
  return SEVERITIES.minor.includes(word) ? 'minor' : null;
}

const SOURCE_NAMES: Readonly<Record<Source, readonly string[]>> = Object.freeze({
  typed: ['typed', 'typed text', 'typing', 'keyboard', 'keys'],
  caption: ['caption', 'captions', 'window title', 'window titles', 'title', 'window'],
  page: ['page', 'pages', 'web page', 'web pages', 'web', 'website', 'screen', 'on screen'],
  html: ['html', 'page source', 'source code'],
  url: ['url', 'urls', 'address', 'web address', 'web addresses', 'link', 'links'],
  search: ['search', 'searches', 'search terms', 'search words'],
  application: ['application', 'applications', 'app', 'apps', 'program', 'programs'],
  file: ['file', 'files', 'file name', 'file names', 'document', 'documents'],
  chat: ['chat', 'chats', 'message', 'messages'],
  'ai-prompt': ['ai prompt', 'ai prompts', 'ai', 'prompt', 'prompts', 'chatbot'],
});
const EVERYWHERE = ['all', 'any', 'everywhere', 'everything'];

/** Sources out of a cell; or the word that names none. */
export function sourcesOfCell(
  cell: string,
): { readonly ok: true; readonly sources: Source[] } | { readonly ok: false; readonly unknown: string } {
  const words = cell
    .split(/[,;|/&+\n]|\band\b/u)
    .map((word) =>
      word
        .toLowerCase()
        .replaceAll(/[^a-z]+/g, ' ')
        .trim(),
    )
    .filter((word) => word !== '');
  const found = new Set<Source>();
  for (const word of words) {
    if (EVERYWHERE.includes(word)) for (const source of SOURCES) found.add(source);
    else {
      const source = SOURCES.find((each) => SOURCE_NAMES[each].includes(word));
      if (source === undefined) return { ok: false, unknown: word };
      found.add(source);
    }
  }
  return { ok: true, sources: SOURCES.filter((source) => found.has(source)) };
}

const MATCHES: Readonly<Record<OwnTerm['boundary'], readonly string[]>> = Object.freeze({
  word: ['word', 'whole word', 'whole words', 'exact', 'yes', 'true', 'full'],
  start: ['start', 'starts with', 'begins with', 'beginning', 'prefix'],
  end: ['end', 'ends with', 'ending', 'suffix'],
  inside: ['inside', 'anywhere', 'contains', 'part', 'partial', 'no', 'false'],
});

/** Null where the cell says no way to match that is known. */
export function boundaryOf(cell: string): OwnTerm['boundary'] | null {
  const word = cell.toLowerCase();
  if (MATCHES.word.includes(word)) return 'word';
  if (MATCHES.start.includes(word)) return 'start';
  if (MATCHES.end.includes(word)) return 'end';
  return MATCHES.inside.includes(word) ? 'inside' : null;
}

/** The parts of a cell that names several things: divided by `|`, or by lines. */
export function partsOf(cell: string): string[] {
  return cell
    .split(/[|\n]/u)
    .map((part) => part.replaceAll(/\s+/g, ' ').trim())
    .filter((part) => part !== '');
}

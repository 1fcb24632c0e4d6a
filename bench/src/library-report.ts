import type { Engine } from '@lapwing/detection/engine.ts';
import { POLICY_KEYS, SEVERITIES, type PolicyKey, type Severity } from '@lapwing/detection/term.ts';
import type { Library } from '@lapwing/library/load.ts';
import type { LibraryTerm } from '@lapwing/library/schema.ts';
import { scanClean, worseOf } from './clean.ts';
import { flagsHatred, judgeCases, type HateCase, type HateResult } from './hatecheck.ts';
import { leagueOf, type LeagueRow } from './league.ts';
import { rounded } from './table.ts';

/** What the library holds, and how it does on text that is no child's. */
export type LibraryReport = {
  readonly version: string;
  /** Entries by language; an entry is a term, however many wordings it has. */
  readonly entries: Readonly<Record<string, number>>;
  readonly wordings: number;
  readonly rows: readonly PolicyRow[];
  readonly withoutDefinition: number;
  /** Clean sentences that were scanned, and findings for 100,000 of them; the worse of typed text and pages. */
  readonly sentences: number;
  readonly cleanSevere: number;
  readonly cleanOther: number;
  readonly hatecheck: HateResult | undefined;
  readonly league: readonly LeagueRow[];
};

/** Of one policy: its entries by language and by severity. */
export type PolicyRow = {
  readonly policy: PolicyKey;
  readonly languages: Readonly<Record<string, number>>;
  readonly severities: Readonly<Record<Severity, number>>;
};

/** Rows of the league that are worth a look in a document of a page. */
const SHOWN = 25;

export function reportOn(
  library: Library,
  engine: Engine,
  sentences: readonly string[],
  cases: readonly HateCase[] | undefined,
): LibraryReport {
  const clean = worseOf(scanClean(engine, sentences, 'typed'), scanClean(engine, sentences, 'page'));
  return {
    ...contentsOf(library),
    sentences: sentences.length,
    cleanSevere: rounded(clean.severe, 2),
    cleanOther: rounded(clean.other, 2),
    hatecheck: cases === undefined ? undefined : judgeCases(cases, flagsHatred(engine, 'moderate')),
    league: leagueOf(library, engine, sentences, cases ?? []),
  };
}

/** What can be said of the library without scanning anything. */
export function contentsOf(
  library: Library,
): Pick<LibraryReport, 'version' | 'entries' | 'wordings' | 'rows' | 'withoutDefinition'> {
  const rows = POLICY_KEYS.map((policy): PolicyRow => {
    const terms = library.terms.filter((term) => term.policy === policy);
    const bySeverity = (severity: Severity): number =>
      terms.filter((term) => term.severity === severity).length;
    return {
      policy,
      languages: countBy(terms),
      severities: {
        minor: bySeverity('minor'),
        moderate: bySeverity('moderate'),
        severe: bySeverity('severe'),
      },
    };
  });
  return {
    version: library.version,
    entries: countBy(library.terms),
    wordings: library.terms.reduce((sum, { wordings }) => sum + wordings.length, 0),
    rows,
    withoutDefinition: library.terms.filter(({ definition }) => definition.trim() === '').length,
  };
}

/** The last line of `npm run library:report`. */
export function jsonOf(report: LibraryReport): string {
  return JSON.stringify({
    entries: report.entries,
    policies: report.rows.filter(({ languages }) => Object.keys(languages).length > 0).length,
    withoutDefinition: report.withoutDefinition,
    cleanSevere: report.cleanSevere,
    cleanOther: report.cleanOther,
  });
}

/** docs/library.md. Terms are named by their ids alone: the words stand in the library and nowhere else. */
export function markdownOf(report: LibraryReport): string {
  const noisy = report.league.filter(({ clean, harmless }) => clean > 0 || harmless > 0);
  return [
    ...contentsLines(report),
    '',
    '## On text that is no child’s',
    '',
    `In ${report.sentences.toLocaleString('en-GB')} sentences of ordinary English prose (bench/src/prose/README.md says whose), read as typed and as a page, whichever is worse, for 100,000 sentences: **${report.cleanSevere} Severe** and **${report.cleanOther} other** findings.`,
    '',
    ...hateCheckLines(report.hatecheck),
    '## League table',
    '',
    `Of ${report.league.length} terms, ${report.league.filter(({ example }) => !example).length} miss their own example, and ${noisy.length} are found in clean sentences or in harmless cases of HateCheck. The noisiest:`,
    '',
    ...tableOf(
      ['term', 'clean sentences', 'HateCheck, harmless', 'HateCheck, hateful'],
      noisy.slice(0, SHOWN).map(({ term, clean, harmless, hateful }) => [term, clean, harmless, hateful]),
    ),
    '',
    'The whole table: `npm run library:report -- --terms`.',
    '',
  ].join('\n');
}

/** The first part of docs/library.md, which changes only with the library itself. */
export function contentsLines(
  report: Pick<LibraryReport, 'version' | 'entries' | 'wordings' | 'rows' | 'withoutDefinition'>,
): string[] {
  const languages = Object.keys(report.entries);
  return [
    '# The managed library in figures',
    '',
    'Printed by `npm run library:report -- --write`; do not edit by hand.',
    '',
    `Version ${report.version}. An entry is a term: one way of saying something, with a severity, a definition, an example and a counter-example; it has one or more wordings, patterns with slots among them. ${sumOf(report.entries)} entries with ${report.wordings} wordings; ${report.withoutDefinition} without a definition.`,
    '',
    '## Entries',
    '',
    ...tableOf(
      ['policy', ...languages, 'minor', 'moderate', 'severe'],
      [
        ...report.rows.map(({ policy, languages: counts, severities }) => [
          policy,
          ...languages.map((language) => counts[language] ?? 0),
          ...SEVERITIES.map((severity) => severities[severity]),
        ]),
        [
          '**all**',
          ...languages.map((language) => report.entries[language] ?? 0),
          ...SEVERITIES.map((severity) =>
            report.rows.reduce((sum, { severities }) => sum + severities[severity], 0),
          ),
        ],
      ],
    ),
  ];
}

function hateCheckLines(result: HateResult | undefined): string[] {
  if (result === undefined) return ['HateCheck was not at hand.', ''];
  const { accuracy, rows } = result;
  return [
    '## HateCheck',
    '',
    `Balanced accuracy ${accuracy.balancedAccuracy.toFixed(1)} %; of the hateful cases ${accuracy.recall.toFixed(1)} % are flagged, of the harmless ones ${accuracy.falsePositiveRate.toFixed(1)} %. The terms were written with this set in view, so other text says more.`,
    '',
    ...tableOf(
      ['functionality', 'gold', 'cases', 'flagged'],
      rows.map(({ functionality, hateful, cases, flagged }) => [
        functionality,
        hateful ? 'hateful' : 'harmless',
        cases,
        flagged,
      ]),
    ),
    '',
  ];
}

function tableOf(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)];
}

/** English first, then the others by their tags. */
function countBy(terms: readonly LibraryTerm[]): Record<string, number> {
  const counts = new Map<string, number>([['en', 0]]);
  for (const { language = 'en' } of terms) counts.set(language, (counts.get(language) ?? 0) + 1);
  const sorted = [...counts].sort(([a], [b]) => Number(b === 'en') - Number(a === 'en') || (a < b ? -1 : 1));
  return Object.fromEntries(sorted.filter(([, count]) => count > 0));
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

import type { Severity } from '@lapwing/detection/term.ts';
import type { Library } from '@lapwing/library/load.ts';
import { scanClean, worseOf, type CleanResult } from './clean.ts';
import { catchDisguises, type DisguiseResult, type Disguises } from './disguises.ts';
import { engineOf, packOfLibrary } from './engines.ts';
import { fuzz } from './fuzz.ts';
import { flagsHatred, judgeCases, type HateCase, type HateResult } from './hatecheck.ts';
import { measureKeys } from './keys.ts';
import { measureLoading } from './loading.ts';
import { percent } from './accuracy.ts';
import { defaultLists } from './peers/npm-peers.ts';
import { speedText, type Prose } from './prose/load.ts';
import { pickSentences } from './prose/sentences.ts';
import { NOTHING_MEASURED, type DetectionReport } from './report.ts';
import { measureSpeed, PAGE_BYTES } from './speed-run.ts';
import { rounded, tableLines } from './table.ts';
import { buildVectorscan, VECTORSCAN_INSTALL } from './vectorscan.ts';

/** How much is measured. */
export type Amount = {
  readonly textBytes: number;
  readonly fewTerms: number;
  readonly manyTerms: number;
  readonly runs: number;
  readonly peerMs: number;
  readonly peersMany: boolean;
  readonly loads: number;
  readonly cleanSentences: number;
  readonly keySentences: number;
};

export const FULL: Amount = Object.freeze({
  textBytes: 22_000_000,
  fewTerms: 5000,
  manyTerms: 20_000,
  runs: 5,
  peerMs: 3000,
  peersMany: true,
  loads: 7,
  cleanSentences: 100_000,
  keySentences: 4000,
});

export const QUICK: Amount = Object.freeze({
  ...FULL,
  textBytes: 4_000_000,
  runs: 3,
  peerMs: 500,
  peersMany: false,
  loads: 5,
  cleanSentences: 30_000,
  keySentences: 1000,
});

export const PARTS = Object.freeze([
  'speed',
  'load',
  'keys',
  'hatecheck',
  'disguises',
  'clean',
  'fuzz',
] as const);
export type Part = (typeof PARTS)[number];

export type RunOptions = {
  readonly amount: Amount;
  /** Only these; the figures of the others stay null. */
  readonly parts: ReadonlySet<Part>;
  readonly prose: Prose;
  readonly library: Library;
  readonly cases: readonly HateCase[] | undefined;
  readonly disguises: Disguises | undefined;
  /** From which severity on a finding flags a case of HateCheck. */
  readonly minSeverity: Severity;
  /** Print the cases of HateCheck that were judged wrongly. */
  readonly showWrong: boolean;
  readonly fuzzMillions: number;
  /** The C program to compile; undefined leaves Vectorscan out. */
  readonly vectorscanSource: string | undefined;
  /** A folder for files of the run. */
  readonly folder: string;
  /** Progress, for the person who waits. */
  readonly say: (line: string) => void;
  /** Lines of the result. */
  readonly print: (line: string) => void;
};

/** Measures what is asked for, prints a table of each, and answers the figures. */
export function runDetectionBench(options: RunOptions): DetectionReport {
  const { amount, parts, prose, library, say, print } = options;
  const shippedPack = packOfLibrary(library);
  const shipped = engineOf(shippedPack);
  const ordinary = prose.parts.filter((part) => part.ordinary);
  const paragraphs = ordinary.map((part) => part.paragraphs);
  let report = NOTHING_MEASURED;
  const add = (figures: Partial<DetectionReport>): void => {
    report = { ...report, ...figures };
  };

  let packMany: Uint8Array | undefined;
  if (parts.has('speed')) {
    const text = speedText(prose.parts, amount.textBytes);
    heading(
      print,
      `Speed: ${(text.length / 1_000_000).toFixed(1)} MB of English prose (${namesOf(prose.parts)})`,
    );
    const vectorscan =
      options.vectorscanSource === undefined
        ? undefined
        : buildVectorscan(options.vectorscanSource, options.folder, text, PAGE_BYTES);
    const speed = measureSpeed({
      text,
      few: amount.fewTerms,
      many: amount.manyTerms,
      runs: amount.runs,
      peerMs: amount.peerMs,
      peersMany: amount.peersMany,
      shipped,
      vectorscan,
      say,
    });
    for (const line of speed.lines) print(line);
    if (vectorscan === undefined) print(`Vectorscan was not timed. To have it: ${VECTORSCAN_INSTALL}`);
    packMany = speed.packMany;
    add({
      speed5k: rounded(speed.few, 2),
      speed20k: rounded(speed.many, 2),
      ratioVectorscan5k: speed.vectorscanFew === null ? null : rounded(speed.few / speed.vectorscanFew, 3),
      ratioObscenity: speed.obscenityFew === null ? null : rounded(speed.few / speed.obscenityFew, 1),
      tablesBytes20k: speed.tablesBytesMany,
    });
  }
  if (parts.has('load')) {
    say('Loading packs in fresh processes.');
    heading(print, `Loading a compiled pack in a fresh process (median of ${amount.loads})`);
    const packs: [string, Uint8Array][] = [[`the library, ${library.terms.length} terms`, shippedPack]];
    if (packMany !== undefined) packs.push([`${amount.manyTerms} plain terms`, packMany]);
    const loadings = packs.map(
      ([name, bytes]) => [name, bytes, measureLoading(bytes, options.folder, amount.loads)] as const,
    );
    const rows = loadings.map(([name, bytes, { milliseconds, firstScan, memoryBytes }]) => [
      name,
      milliseconds,
      firstScan,
      bytes.length / 1_000_000,
      memoryBytes / 1_000_000,
    ]);
    for (const line of tableLines(['pack', 'load ms', 'first scan ms', 'pack MB', 'memory MB'], rows))
      print(line);
    add({ loadMs: rounded(loadings[0]?.[2].milliseconds ?? Number.NaN, 2) });
  }
  if (parts.has('keys')) {
    say('Typing key by key.');
    const times = measureKeys(shipped, pickSentences(paragraphs, amount.keySentences));
    heading(print, 'A key, with the library as shipped');
    const rows = [
      ['probe', times.probe],
      ['typed field', times.typed],
    ];
    for (const line of tableLines(['path', 'microseconds'], rows)) print(line);
    add({ keyMicros: rounded(times.typed, 3) });
  }
  if (parts.has('hatecheck')) add(hateCheck(options, shipped));
  if (parts.has('disguises')) {
    heading(print, 'Disguises');
    if (options.disguises === undefined) print('The table of disguises is not in this checkout.');
    else {
      const result = catchDisguises(options.disguises);
      for (const line of disguiseLines(result)) print(line);
      add({ disguiseCaught: result.caught });
    }
  }
  if (parts.has('clean')) {
    const others = prose.parts.filter((part) => !part.ordinary);
    const slang = pickSentences(
      others.map((part) => part.paragraphs),
      amount.cleanSentences,
    );
    const sentences = pickSentences(paragraphs, amount.cleanSentences, slang);
    say(`Scanning ${sentences.length} clean sentences.`);
    const typed = scanClean(shipped, sentences, 'typed');
    const page = scanClean(shipped, sentences, 'page');
    heading(print, `Clean text: ${sentences.length} distinct sentences (${namesOf(ordinary)})`);
    const rows: (readonly [string, CleanResult])[] = [
      ['typed', typed],
      ['page', page],
    ];
    if (slang.length > 0) {
      print(`"slang" is not counted in the figures: ${namesOf(others)}`);
      rows.push(['slang', scanClean(shipped, slang, 'typed')]);
    }
    for (const line of cleanLines(rows)) print(line);
    const worse = worseOf(typed, page);
    add({ cleanSevere: rounded(worse.severe, 2), cleanOther: rounded(worse.other, 2) });
  }
  if (parts.has('fuzz') && options.fuzzMillions > 0) {
    say(`Feeding ${options.fuzzMillions} million hostile characters.`);
    const words = library.terms.flatMap(({ wordings }) =>
      wordings.flatMap((wording) => wording.toLowerCase().match(/\p{L}+/gu) ?? []),
    );
    const fuzzed = fuzz(shipped, words, options.fuzzMillions);
    heading(print, 'Hostile text (doubling: how much longer a text of twice the length takes)');
    const rows = fuzzed.map((row) => [
      row.kind,
      row.characters / 1_000_000,
      row.mean,
      row.slowest,
      row.doubling,
      row.thrown ?? 'no',
    ]);
    const head = ['kind', 'million', 'mean M/s', 'slowest M/s', 'doubling', 'threw'];
    for (const line of tableLines(head, rows)) print(line);
    const thrown = fuzzed.find((row) => row.thrown !== null);
    if (thrown !== undefined) throw new Error(`The engine threw on "${thrown.kind}": ${thrown.thrown}`);
  }
  return report;
}

function hateCheck(options: RunOptions, shipped: ReturnType<typeof engineOf>): Partial<DetectionReport> {
  const { cases, print, say, minSeverity } = options;
  heading(print, `HateCheck: flagged from ${minSeverity} on`);
  if (cases === undefined) {
    print('HateCheck is not here: name its folder with --hatecheck <folder>.');
    return {};
  }
  say(`Judging ${cases.length} cases of HateCheck.`);
  const result = judgeCases(cases, flagsHatred(shipped, minSeverity));
  const any = judgeCases(cases, flagsHatred(shipped, 'minor'));
  const rows = result.rows.map((row, place) => [
    row.functionality,
    row.hateful ? 'flagged' : 'silent',
    row.cases,
    percent(row.flagged, row.cases),
    percent(any.rows[place]?.flagged ?? 0, row.cases),
  ]);
  const head = ['functionality', 'wanted', 'cases', 'flagged %', 'at any severity %'];
  for (const line of tableLines(head, rows)) print(line);
  print('');
  const all: [string, HateResult][] = [
    [`lapwing, from ${minSeverity} on`, result],
    ['lapwing, at any severity', any],
    ...defaultLists().map(({ name, flags }): [string, HateResult] => [
      `${name}, its own list`,
      judgeCases(cases, flags),
    ]),
  ];
  const accuracyRows = all.map(([name, { accuracy }]) => [
    name,
    accuracy.recall,
    accuracy.falsePositiveRate,
    accuracy.balancedAccuracy,
  ]);
  for (const line of tableLines(
    ['who', 'hateful flagged %', 'harmless flagged %', 'balanced accuracy'],
    accuracyRows,
  ))
    print(line);
  if (options.showWrong) {
    const flags = flagsHatred(shipped, minSeverity);
    for (const { functionality, text, hateful } of cases) {
      if (flags(text) !== hateful) print(`${hateful ? 'missed' : 'false'}\t${functionality}\t${text.trim()}`);
    }
  }
  return {
    hatecheckBalancedAccuracy: rounded(result.accuracy.balancedAccuracy, 2),
    hatecheckFalsePositiveRate: rounded(result.accuracy.falsePositiveRate, 2),
  };
}

function disguiseLines({ kinds, caught, alarms }: DisguiseResult): string[] {
  const rows = kinds.map(({ kind, found, examples }) => [
    kind,
    found,
    examples,
    found === examples ? 'yes' : 'NO',
  ]);
  return [
    ...tableLines(['kind', 'found', 'of', 'caught'], rows),
    `${caught} of ${kinds.length} kinds caught; ${alarms.length} alarms on the clean texts of the table`,
    ...alarms.map((text) => `alarm: ${text}`),
  ];
}

const MOST_SHOWN = 300;

/** How many findings there were, and each of them once, with where it was found. */
function cleanLines(results: readonly (readonly [string, CleanResult])[]): string[] {
  const rows = results.map(([source, { sentences, severe, other, findings }]) => [
    source,
    sentences,
    findings.length,
    severe,
    other,
  ]);
  const lines = tableLines(
    ['source', 'sentences', 'findings', 'severe per 100,000', 'other per 100,000'],
    rows,
  );
  const shown = new Map<string, string[]>();
  for (const [source, { findings }] of results) {
    for (const { term, severity, matched, because, sentence, start } of findings) {
      const key = `${term} ${start} ${sentence}`;
      const known = shown.get(key);
      if (known === undefined) shown.set(key, [source, severity, term, matched, because.join(' '), sentence]);
      else known[0] = `${known[0]}, ${source}`;
    }
  }
  // What counts comes first.
  const order = ([source = '', ...rest]: readonly string[]): string =>
    `${source === 'slang' ? 1 : 0} ${rest.join(' ')}`;
  const found = [...shown.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  if (found.length > 0) {
    lines.push('');
    lines.push(
      ...tableLines(
        ['found as', 'severity', 'term', 'matched', 'because', 'sentence'],
        found.slice(0, MOST_SHOWN),
      ),
    );
  }
  if (found.length > MOST_SHOWN) lines.push(`and ${found.length - MOST_SHOWN} more`);
  return lines;
}

function namesOf(parts: Prose['parts']): string {
  return parts.map(({ name }) => name).join(', ');
}

function heading(print: (line: string) => void, title: string): void {
  print('');
  print(title);
}

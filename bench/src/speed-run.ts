import type { Engine } from '@lapwing/detection/engine.ts';
import { engineOf, packOfPlainTerms, packOfSealed } from './engines.ts';
import { heldBytes } from './memory.ts';
import { NPM_PEERS } from './peers/npm-peers.ts';
import type { Scan } from './peers/peer.ts';
import { documentsOf } from './prose/load.ts';
import { seededRandom, shuffled } from './random.ts';
import { timeWhole, timeWithin, type Speed } from './stopwatch.ts';
import { tableLines, type Cell } from './table.ts';
import { HITS, makeTerms } from './terms.ts';
import type { Vectorscan } from './vectorscan.ts';

/** What a page is cut into, and what a message is. */
export const PAGE_BYTES = 64_000;
const MESSAGE_BYTES = 2000;
const PEER_BYTES = 16_000;

export type SpeedOptions = {
  readonly text: string;
  readonly few: number;
  readonly many: number;
  readonly runs: number;
  /** For each peer and list of terms. */
  readonly peerMs: number;
  /** Whether the peers are timed with the many terms too. */
  readonly peersMany: boolean;
  readonly shipped: Engine;
  readonly vectorscan: Vectorscan | undefined;
  readonly say: (line: string) => void;
};

export type SpeedResult = {
  readonly few: number;
  readonly many: number;
  readonly tablesBytesMany: number;
  readonly packMany: Uint8Array;
  readonly vectorscanFew: number | null;
  readonly obscenityFew: number | null;
  readonly lines: readonly string[];
};

type Row = {
  readonly name: string;
  readonly terms: number | string;
  readonly speed: Speed | undefined;
  readonly tableBytes: number | null;
  readonly memoryBytes: number | null;
  readonly buildMs: number | null;
  readonly note: string;
};

const HEAD = [
  'matcher',
  'terms',
  'MB/s',
  'hits/kB',
  'hits',
  'MB read',
  'build ms',
  'memory MB',
  'tables MB',
  'note',
];

/** Times the engine and its peers over the same text with the same terms. */
export function measureSpeed(options: SpeedOptions): SpeedResult {
  const { text, runs, say, shipped, vectorscan } = options;
  const pages = documentsOf(text, PAGE_BYTES);
  const messages = documentsOf(text.slice(0, text.length >> 1), MESSAGE_BYTES);
  const rows: Row[] = [];
  const packs: Uint8Array[] = [];
  const vectorscanSpeeds: (number | null)[] = [];
  const lists = [options.few, options.many].map((count) => makeTerms(text, count));
  for (const terms of lists) {
    const count = terms.length;
    say(`Timing the engine with ${count} terms.`);
    const before = heldBytes();
    const began = performance.now();
    const pack = packOfPlainTerms(terms);
    const compiled = performance.now();
    const engine = engineOf(pack);
    const loaded = performance.now();
    const memoryBytes = heldBytes() - before;
    packs.push(pack);
    const note = `compiled in ${(compiled - began).toFixed(0)} ms on the server, loaded in ${(loaded - compiled).toFixed(0)} ms`;
    const built = { terms: count, tableBytes: pack.length, memoryBytes, buildMs: loaded - began };
    const scan = scanWith(engine);
    const whole = timeWhole(scan, pages, runs);
    rows.push({ name: 'lapwing', ...built, speed: whole, note });
    rows.push({
      name: 'lapwing, 2 kB documents',
      ...built,
      speed: timeWhole(scan, messages, runs),
      note: 'the same engine over documents of the size of a message',
    });
    const silent = timeWhole(scanWith(engineOf(packOfPlainTerms(terms.map(notInText)))), pages, runs);
    rows.push({
      name: 'lapwing, none in the text',
      ...built,
      speed: silent,
      note: `the same terms backwards${costNote(whole, silent)}`,
    });
    const dense = engineOf(packOfPlainTerms(makeTerms(text, count, HITS.many)));
    rows.push({
      name: 'lapwing, a hit in each kB',
      ...built,
      speed: timeWhole(scanWith(dense), pages, runs),
      note: 'other terms, that stand in the text ten times as often',
    });
    say(`Timing Vectorscan with ${count} terms.`);
    const row = vectorscanRow(vectorscan, terms, options.peerMs, text.length);
    rows.push(row);
    vectorscanSpeeds.push(row.speed?.mbPerSecond ?? null);
  }
  const rowsPerList = rows.length / lists.length;
  say('Timing the shipped library.');
  const library = { name: 'lapwing', terms: 'shipped', tableBytes: null, memoryBytes: null, buildMs: null };
  const shippedScan = scanWith(shipped);
  rows.push({
    ...library,
    name: 'lapwing, the library as shipped',
    speed: timeWhole(shippedScan, pages, runs),
    note: 'unmasking and all rules of judgement on',
  });
  rows.push({
    ...library,
    name: 'lapwing, the library, 2 kB documents',
    speed: timeWhole(shippedScan, messages, runs),
    note: 'unmasking and all rules of judgement on',
  });
  const sealedTerms = lists[1] ?? [];
  const sealedBegan = performance.now();
  const sealedPack = packOfSealed(sealedTerms);
  const sealedMs = performance.now() - sealedBegan;
  rows.push({
    name: 'lapwing, a sealed list alone',
    terms: sealedTerms.length,
    tableBytes: sealedPack.length,
    memoryBytes: null,
    buildMs: null,
    speed: timeWhole(scanWith(engineOf(sealedPack)), pages, runs),
    note: `hashed phrases that the pack does not tell; compiled in ${sealedMs.toFixed(0)} ms on the server`,
  });
  const sampleOf = (bytes: number): string[] => shuffled(documentsOf(text, bytes), seededRandom(1));
  const usual = sampleOf(PEER_BYTES);
  const samples = NPM_PEERS.map(({ documentBytes }) =>
    documentBytes === undefined ? usual : sampleOf(documentBytes),
  );
  const fewTerms = lists[0] ?? [];
  const peerRows = NPM_PEERS.map((peer, place) => peerRow(peer, fewTerms, samples[place] ?? usual, options));
  rows.push(...peerRows);
  if (options.peersMany)
    rows.push(
      ...NPM_PEERS.map((peer, place) => peerRow(peer, lists[1] ?? [], samples[place] ?? usual, options)),
    );
  const obscenity = peerRows.find(({ name }) => name.startsWith('obscenity'));
  return {
    few: rows[0]?.speed?.mbPerSecond ?? Number.NaN,
    many: rows[rowsPerList]?.speed?.mbPerSecond ?? Number.NaN,
    tablesBytesMany: packs[1]?.length ?? Number.NaN,
    packMany: packs[1] ?? new Uint8Array(),
    vectorscanFew: vectorscanSpeeds[0] ?? null,
    obscenityFew: obscenity?.speed?.mbPerSecond ?? null,
    lines: tableLines(HEAD, rows.map(cellsOf)),
  };
}

/** What a finding costs, from a pass with and one without any. */
function costNote(some: Speed, none: Speed): string {
  if (some.hits === 0) return '';
  const cost = ((1 / some.mbPerSecond - 1 / none.mbPerSecond) * some.bytes) / some.hits;
  return `; so each finding above costs ${Math.max(0, cost).toFixed(1)} microseconds`;
}

/** The term backwards, with an ending that no word has. */
function notInText(term: string): string {
  return `${Array.from(term).toReversed().join('')}zq`;
}

function scanWith(engine: Engine): Scan {
  return (text) => engine.scan(text, { source: 'page' }).length;
}

function vectorscanRow(
  vectorscan: Vectorscan | undefined,
  terms: readonly string[],
  milliseconds: number,
  bytes: number,
): Row {
  const row = { name: 'Vectorscan', terms: terms.length, memoryBytes: null };
  const nothing = { ...row, speed: undefined, tableBytes: null, buildMs: null };
  if (vectorscan === undefined) return { ...nothing, note: `not here: apt-get install libvectorscan-dev` };
  try {
    const { bytesPerSecond, hits, tableBytes, compileMs } = vectorscan(terms, milliseconds);
    const speed = { mbPerSecond: bytesPerSecond / 1_000_000, bytes, hits };
    return {
      ...row,
      speed,
      tableBytes,
      buildMs: compileMs,
      note: 'C++; literals, case ignored, whole words',
    };
  } catch (error) {
    return { ...nothing, note: `failed: ${messageOf(error)}` };
  }
}

function peerRow(
  peer: (typeof NPM_PEERS)[number],
  terms: readonly string[],
  documents: readonly string[],
  { peerMs, say }: SpeedOptions,
): Row {
  say(`Timing ${peer.name} with ${terms.length} terms.`);
  const row = { name: peer.name, terms: terms.length, tableBytes: null };
  try {
    const before = heldBytes();
    const began = performance.now();
    const scan = peer.build(terms);
    scan('warm'); // some build their expression at the first text
    const buildMs = performance.now() - began;
    const memoryBytes = heldBytes() - before;
    const speed = timeWithin(scan, documents, peerMs);
    return { ...row, memoryBytes, buildMs, speed, note: `${peer.licence}; ${peer.note}` };
  } catch (error) {
    const note = `${peer.licence}; failed: ${messageOf(error)}`;
    return { ...row, memoryBytes: null, buildMs: null, speed: undefined, note };
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 100) ?? '';
}

function cellsOf(row: Row): Cell[] {
  const megabytes = (bytes: number | null): number | null => (bytes === null ? null : bytes / 1_000_000);
  const { speed } = row;
  return [
    row.name,
    String(row.terms),
    speed === undefined ? null : speed.mbPerSecond,
    speed === undefined ? null : speed.hits / (speed.bytes / 1000),
    speed === undefined ? null : speed.hits,
    speed === undefined ? null : speed.bytes / 1_000_000,
    row.buildMs,
    megabytes(row.memoryBytes),
    megabytes(row.tableBytes),
    row.note,
  ];
}

import { tableLines, type Cell } from './table.ts';

/** What `npm run bench:detection` prints as its last line; null is what could not be measured here. */
export type DetectionReport = {
  /** MB/s of whole scans of English prose with 5,000 terms; a MB is 1,000,000 bytes. */
  readonly speed5k: number | null;
  readonly speed20k: number | null;
  /** Speed against Vectorscan's with the same 5,000 terms on the same text. */
  readonly ratioVectorscan5k: number | null;
  readonly ratioObscenity: number | null;
  /** Bytes of the compiled pack of 20,000 terms. */
  readonly tablesBytes20k: number | null;
  /** Milliseconds to load the shipped library's pack in a fresh process. */
  readonly loadMs: number | null;
  /** Microseconds that the probe takes for a key. */
  readonly keyMicros: number | null;
  /** In percent. */
  readonly hatecheckBalancedAccuracy: number | null;
  readonly hatecheckFalsePositiveRate: number | null;
  /** Kinds of disguise of which every example was found. */
  readonly disguiseCaught: number | null;
  /** Findings in 100,000 sentences of ordinary prose. */
  readonly cleanSevere: number | null;
  readonly cleanOther: number | null;
};

export const NOTHING_MEASURED: DetectionReport = Object.freeze({
  speed5k: null,
  speed20k: null,
  ratioVectorscan5k: null,
  ratioObscenity: null,
  tablesBytes20k: null,
  loadMs: null,
  keyMicros: null,
  hatecheckBalancedAccuracy: null,
  hatecheckFalsePositiveRate: null,
  disguiseCaught: null,
  cleanSevere: null,
  cleanOther: null,
});

type Bar = {
  readonly what: string;
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
};

const BARS: { readonly [key in keyof DetectionReport]: Bar } = Object.freeze({
  speed5k: { what: 'speed, 5,000 terms', unit: 'MB/s', atLeast: 60 },
  speed20k: { what: 'speed, 20,000 terms', unit: 'MB/s', atLeast: 45 },
  ratioVectorscan5k: { what: 'speed against Vectorscan, 5,000 terms', unit: 'times', atLeast: 0.4 },
  ratioObscenity: { what: 'speed against obscenity, 5,000 terms', unit: 'times', atLeast: 200 },
  tablesBytes20k: { what: 'tables of 20,000 terms', unit: 'bytes', atMost: 10_000_000 },
  loadMs: { what: 'loading the shipped library, cold', unit: 'ms', atMost: 5 },
  keyMicros: { what: 'a key', unit: 'microseconds', atMost: 1 },
  hatecheckBalancedAccuracy: { what: 'HateCheck, balanced accuracy', unit: '%', atLeast: 62 },
  hatecheckFalsePositiveRate: { what: 'HateCheck, harmless cases flagged', unit: '%', atMost: 20 },
  disguiseCaught: { what: 'kinds of disguise caught', unit: 'kinds', atLeast: 52 },
  cleanSevere: { what: 'severe findings in 100,000 clean sentences', unit: 'findings', atMost: 0 },
  cleanOther: { what: 'other findings in 100,000 clean sentences', unit: 'findings', atMost: 2 },
});

/**
 * The table that ends a run. The speeds in MB/s are bars of the machine on which Vectorscan does 140; where it was
 * timed, the ratio is what counts.
 */
export function reportLines(report: DetectionReport): string[] {
  const keys = Object.keys(BARS) as (keyof DetectionReport)[];
  const rows = keys.map((key): Cell[] => {
    const { what, unit, atLeast, atMost } = BARS[key];
    const value = report[key];
    const bar = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
    const met =
      value === null
        ? 'not measured'
        : value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity)
          ? 'yes'
          : 'NO';
    return [what, value === null ? '-' : String(value), unit, bar, met];
  });
  return tableLines(['measured', 'value', 'unit', 'bar', 'met'], rows);
}

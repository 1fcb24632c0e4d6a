import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '@lapwing/detection/engine.ts';
import { severityRank, type PolicyKey, type Severity } from '@lapwing/detection/term.ts';
import { accuracyOf, type Accuracy } from './accuracy.ts';
import { csvRows } from './csv.ts';

export type HateCase = {
  readonly functionality: string;
  readonly text: string;
  /** Whether it is hateful in the judgement of those who made the set. */
  readonly hateful: boolean;
};

/** What was flagged of the cases of one functionality. */
export type FunctionalityRow = {
  readonly functionality: string;
  readonly hateful: boolean;
  readonly cases: number;
  readonly flagged: number;
};

export type HateResult = { readonly accuracy: Accuracy; readonly rows: readonly FunctionalityRow[] };

/** Findings of these policies are what HateCheck asks about: hatred, insults and threats. */
const POLICIES: ReadonlySet<PolicyKey> = new Set([
  'race-religious-hatred',
  'lgbt-derogatory',
  'misogyny',
  'bullying',
  'counter-radicalisation',
  'weapons-violence',
]);

/** The cases in the folder of the set; undefined if they are not there. */
export function readHateCheck(folder: string): HateCase[] | undefined {
  let text: string;
  try {
    text = readFileSync(path.join(folder, 'test_suite_cases.csv'), 'utf8');
  } catch {
    return undefined;
  }
  const [head = [], ...rows] = csvRows(text);
  const column = (row: readonly string[], name: string): string => row[head.indexOf(name)] ?? '';
  return rows.map((row) => ({
    functionality: column(row, 'functionality'),
    text: column(row, 'test_case'),
    hateful: column(row, 'label_gold') === 'hateful',
  }));
}

/** Asks for each case whether it is flagged. */
export function judgeCases(cases: readonly HateCase[], flags: (text: string) => boolean): HateResult {
  const rows = new Map<string, FunctionalityRow>();
  const tally = { hateful: 0, hatefulFlagged: 0, harmless: 0, harmlessFlagged: 0 };
  for (const { functionality, text, hateful } of cases) {
    const flagged = flags(text);
    const row = rows.get(functionality) ?? { functionality, hateful, cases: 0, flagged: 0 };
    rows.set(functionality, {
      ...row,
      cases: row.cases + 1,
      flagged: row.flagged + (flagged ? 1 : 0),
    });
    tally[hateful ? 'hateful' : 'harmless'] += 1;
    if (flagged) tally[hateful ? 'hatefulFlagged' : 'harmlessFlagged'] += 1;
  }
  return { accuracy: accuracyOf(tally), rows: [...rows.values()] };
}

/** A case is flagged if there is any finding of these policies that is at least so severe. */
export function flagsHatred(engine: Engine, least: Severity): (text: string) => boolean {
  return (text) =>
    engine
      .scan(text, { source: 'typed' })
      .some(({ policy, severity }) => POLICIES.has(policy) && severityRank(severity) >= severityRank(least));
}

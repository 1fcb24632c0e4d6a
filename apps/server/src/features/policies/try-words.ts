import { warnOfTerm } from '@lapwing/detection/warn.ts';
import type { TriedCapture, tryChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import type { PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import type { z } from 'zod';
import type { PastCaptures, PastRow } from '../captures/index.ts';
import type { Decided } from './decided.ts';
import { presentFoundTerm } from './found.ts';
import { engineTerm, riskOf } from './own-terms.ts';
import type { Difference, Found, TryOutOutput } from './try-out.ts';
import { quoted } from './words.ts';

type Shown = NonNullable<z.input<typeof tryChange.reply>['past']>['shown'];

/**
 * The captures that a change would make something else of.
 *
 * @param decided null for who may not see captures: they get figures alone
 */
export function shownOf(
  rows: readonly PastRow[],
  { shown }: TryOutOutput,
  decided: { readonly before: Decided; readonly after: Decided } | null,
): Shown {
  const present = (differences: readonly Difference[]): TriedCapture[] => {
    if (decided === null) return [];
    return differences.flatMap(({ capture, before, after }) => {
      const row = rows[capture];
      if (row === undefined) return [];
      return [
        {
          captureId: row.id,
          happenedAt: row.happenedAt.toISOString(),
          person: row.personName,
          sentence: row.sentence,
          before: presentTerm(decided.before, before),
          after: presentTerm(decided.after, after),
        },
      ];
    });
  };
  return {
    newlyCaught: present(shown.newlyCaught),
    noLongerCaught: present(shown.noLongerCaught),
    changedSeverity: present(shown.changedSeverity),
  };
}

function presentTerm(decided: Decided, found: Found | null): TriedCapture['before'] {
  if (found === null) return null;
  const { id } = presentFoundTerm(decided, { ...found, policy: 'illegal-content' });
  return { term: id, severity: found.severity };
}

/** Terms of which risks are told, at most. */
const MOST_TERMS = 5;

/** What to think of before a change is applied, in plain sentences. */
export function warningsOf(tried: {
  readonly edits: readonly PolicyEdit[];
  readonly after: Decided;
  readonly past: PastCaptures | null;
  readonly output: TryOutOutput | null;
  readonly days: number;
}): string[] {
  const { edits, after, past, output, days } = tried;
  const warnings: string[] = [];
  if (past !== null && output !== null) {
    const { counts, severe } = output;
    if (counts.newlyCaught > 0)
      warnings.push(
        `This would have reported ${amount(counts.newlyCaught, 'more capture')} in ${amount(days, 'day')}: ${rateInWords(counts.newlyCaught, days)}.`,
      );
    if (counts.noLongerCaught > 0) {
      const ofThem =
        severe.noLongerCaught === 0
          ? ''
          : `, ${severe.noLongerCaught.toLocaleString('en-GB')} of them severe,`;
      warnings.push(`${amount(counts.noLongerCaught, 'capture')}${ofThem} would not have been reported.`);
    }
    if (counts.changedSeverity > 0)
      warnings.push(`${amount(counts.changedSeverity, 'capture')} would have had another severity.`);
    if (past.cut)
      warnings.push(`Only the newest ${past.rows.length.toLocaleString('en-GB')} captures were looked at.`);
    if (edits.some((edit) => edit.kind === 'term' && edit.value !== null))
      warnings.push('Only what was reported is kept, so a new term may find more than past captures show.');
  }
  const { classes } = after.inForce.managed.library;
  const risky = edits.flatMap((edit) => {
    if (edit.kind !== 'term' || edit.value === null) return [];
    const risk = riskOf(after.config, edit.value.policy);
    const [first] = risk === null ? [] : warnOfTerm(engineTerm(edit.id, edit.value, risk), classes);
    return first === undefined ? [] : [`The term ${quoted(edit.value.wordings[0] ?? '')}: ${first.message}`];
  });
  warnings.push(...risky.slice(0, MOST_TERMS));
  if (risky.length > MOST_TERMS)
    warnings.push(`${amount(risky.length - MOST_TERMS, 'more term')} may be noisy, too.`);
  return warnings;
}

/** How often something is, for somebody who has to read it all. */
export function rateInWords(count: number, days: number): string {
  const daily = count / days;
  if (daily >= 1.5) return `about ${Math.round(daily).toLocaleString('en-GB')} a day`;
  if (daily >= 0.75) return 'about one a day';
  const weekly = daily * 7;
  if (weekly >= 1.5) return `about ${Math.round(weekly)} a week`;
  return weekly >= 0.75 ? 'about one a week' : 'less than one a week';
}

function amount(count: number, thing: string): string {
  return `${count.toLocaleString('en-GB')} ${thing}${count === 1 ? '' : 's'}`;
}

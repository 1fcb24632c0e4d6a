import type { AgreementTerms, Signature } from '@lapwing/protocol/features/agreements/api.ts';
import type { AgreementRow } from './store.ts';

const MONTHS = Object.freeze([
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]);

const DECLINE: Readonly<Record<AgreementTerms['decline'], string>> = Object.freeze({
  nothing: 'a no is recorded and nothing else',
  lock: 'a no locks the screen',
  'log-off': 'a no logs the pupil off',
});

/** `09-01` as `1 September`. */
function dayOfYear(day: string): string {
  return `${Number(day.slice(3))} ${MONTHS[Number(day.slice(0, 2)) - 1] ?? ''}`;
}

/** Whom it is asked, when, and what comes of a no: for the audit. */
export function termsInWords(terms: Omit<AgreementTerms, 'groupIds'>, groups: readonly string[]): string {
  const when = terms.when === 'once' ? 'until it is answered' : 'at every log-on';
  const yearly = terms.yearlyOn === null ? '' : `, again each ${dayOfYear(terms.yearlyOn)}`;
  const whom = groups.length === 0 ? 'nobody yet' : groups.join(', ');
  return `for ${whom}; ${when}${yearly}; ${DECLINE[terms.decline]}`;
}

/** What a save changes, in words; null for nothing. */
export function changesInWords(
  before: AgreementRow,
  after: { readonly textChanged: boolean; readonly terms: AgreementTerms },
  groups: (ids: readonly string[]) => string[],
): string | null {
  const said = [
    after.textChanged ? 'the text of the draft' : null,
    sameTerms(before, after.terms) ? null : termsInWords(after.terms, groups(after.terms.groupIds)),
  ].filter((each) => each !== null);
  return said.length === 0 ? null : said.join('; ');
}

export function sameTerms(
  one: Omit<AgreementTerms, 'groupIds'> & { readonly groupIds: readonly string[] },
  other: AgreementTerms,
): boolean {
  return (
    one.when === other.when &&
    one.decline === other.decline &&
    one.yearlyOn === other.yearlyOn &&
    [...one.groupIds].sort().join() === [...other.groupIds].sort().join()
  );
}

/** How somebody stands, as the file of signatures says it. */
export const STATE_WORDS: Readonly<Record<Signature['state'], string>> = Object.freeze({
  agreed: 'Agreed',
  declined: 'Declined',
  'not-asked': 'Not answered yet',
  'asked-again': 'Asked again, not answered yet',
  'older-version': 'Answered an earlier text',
});

import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import type { TriedCapture } from '@lapwing/protocol/features/policies/changes.api.ts';
import type { Allowance } from '@lapwing/protocol/features/policies/edits.ts';
import type { PolicyKey, Severity } from '@lapwing/protocol/vocabulary.ts';
import { SEVERITY_WORDS, WORST_FIRST } from '../../severity.ts';

export const LET_PASS_KINDS = ['phrase', 'term', 'site'] as const;
export type LetPassKind = (typeof LET_PASS_KINDS)[number];

/** Days that something is let pass, and the words for it; null: for good. */
export const LENGTHS = Object.freeze([
  { key: 'good', label: 'For good', days: null },
  { key: '7', label: 'For a week', days: 7 },
  { key: '30', label: 'For 30 days', days: 30 },
  { key: '120', label: 'For a term (120 days)', days: 120 },
] as const);

/** Past captures are tried over so many days. */
export const TRIED_DAYS = 90;
const WHOLE = 'whole';

/** For whom something can be let pass: the groups of the capture's person that count, and the school for who sees all of it. */
export function letPassGroups(
  capture: Pick<CaptureDetail, 'groups'>,
  groups: readonly Group[],
  me: { readonly scopedToGroups: boolean; readonly groups: readonly { id: string; name: string }[] },
): readonly { key: string; label: string }[] {
  const known = new Map(groups.map((group) => [group.id, group]));
  const own = capture.groups.filter(({ id }) => {
    const group = known.get(id);
    // Without the list of groups there is no telling a class from a restriction: the server decides.
    return group === undefined || (group.builtIn === null && !group.personal);
  });
  const offered = own.length > 0 || !me.scopedToGroups ? own : me.groups;
  return [
    ...offered.map(({ id, name }) => ({ key: id, label: name })),
    ...(me.scopedToGroups ? [] : [{ key: WHOLE, label: 'Whole school' }]),
  ];
}

/** What the server is asked to let pass. */
export function allowanceOf(given: {
  kind: LetPassKind;
  phrase: string;
  site: string;
  term: string;
  policy: PolicyKey;
  group: string;
  reason: string;
  until: string | null;
  captureId: string;
}): Allowance {
  const { kind } = given;
  return {
    what:
      kind === 'phrase'
        ? { kind, phrase: given.phrase.trim(), term: null }
        : kind === 'term'
          ? { kind, term: given.term }
          : { kind, site: given.site, policy: given.policy },
    groupId: given.group === WHOLE ? null : given.group,
    reason: given.reason.trim(),
    until: given.until,
    captureId: given.captureId,
  };
}

/** What a try-out on the past says in figures. */
export interface TriedPast {
  readonly captures: number;
  readonly passed: number;
  /** Of those that are shown, by severity; the newest only where there are more. */
  readonly shown: readonly TriedCapture[];
  /** Of those that are shown, without the capture itself. */
  readonly open: number;
}

/**
 * `Of 412 captures of the last 90 days it would have let pass 14, among them 1 Severe and 3 Moderate.`
 *
 * @param own the capture from which it is let pass
 */
export function sayTried(tried: TriedPast, own: string): string {
  const { captures, passed, shown } = tried;
  const of = `${captures.toLocaleString('en-GB')} ${captures === 1 ? 'capture' : 'captures'} of the last ${TRIED_DAYS} days`;
  if (captures === 0) return `There are no captures of the last ${TRIED_DAYS} days to try it on.`;
  if (passed === 0) return `Of ${of} it would have let pass none, not even this one.`;
  const whole = shown.length >= passed;
  const hasOwn = shown.some((one) => one.captureId === own);
  if (hasOwn && passed === 1) return `Of ${of} it would have let pass this one alone.`;
  const counts = WORST_FIRST.filter((severity) => severity !== 'minor')
    .map((severity) => ({ severity, count: countOf(shown, severity) }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${SEVERITY_WORDS[severity].word}`);
  const among = counts.length === 0 ? '' : `, among them ${whole ? '' : 'at least '}${counts.join(' and ')}`;
  const missed = whole && !hasOwn ? ' This one would be reported all the same.' : '';
  return `Of ${of} it would have let pass ${passed.toLocaleString('en-GB')}${among}.${missed}`;
}

/** Whether a Severe one other than the capture itself would have been missed. */
export function hasSevere(tried: TriedPast, own: string): boolean {
  return (
    countOf(
      tried.shown.filter((one) => one.captureId !== own),
      'severe',
    ) > 0
  );
}

function countOf(shown: readonly TriedCapture[], severity: Severity): number {
  return shown.filter(({ before }) => before?.severity === severity).length;
}

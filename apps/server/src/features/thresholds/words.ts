import type { ThresholdRule } from '@lapwing/protocol/features/thresholds/api.ts';
import type { PolicyKey, Severity } from '@lapwing/protocol/vocabulary.ts';

type Counting = Pick<ThresholdRule, 'severity' | 'policies' | 'days'>;

const AT_LEAST: Readonly<Record<Severity, string>> = Object.freeze({
  severe: 'severe',
  moderate: 'moderate or severe',
  minor: '',
});

/** `3 severe captures of self-harm or suicide within 7 days`. */
export function countInWords(count: number, rule: Counting, titleOf: (policy: PolicyKey) => string): string {
  const titles = rule.policies.map((policy) => titleOf(policy).toLowerCase());
  const last = titles.at(-1);
  const of =
    last === undefined
      ? ''
      : ` of ${titles.length === 1 ? last : `${titles.slice(0, -1).join(', ')} or ${last}`}`;
  const severity = AT_LEAST[rule.severity] === '' ? '' : ` ${AT_LEAST[rule.severity]}`;
  return `${count}${severity} captures${of} within ${rule.days === 1 ? 'a day' : `${rule.days} days`}`;
}

/** The rule in one sentence. */
export function ruleInWords(
  rule: ThresholdRule,
  groupName: string | null,
  titleOf: (policy: PolicyKey) => string,
): string {
  const counted = countInWords(rule.count, rule, titleOf);
  const days = rule.group?.days ?? 0;
  const then =
    groupName === null
      ? 'those named are told'
      : `into ${groupName} for ${days === 1 ? 'a day' : `${days} days`}, and those named are told`;
  return `${counted}: ${then}.`;
}

const day = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone });

/** `21 Nov 2026` by the school's clock. */
export function dayInWords(at: Date, timeZone: string): string {
  return day(timeZone).format(at).replace('Sept', 'Sep');
}

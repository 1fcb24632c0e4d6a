import { type Threshold, ThresholdRule } from '@lapwing/protocol/features/thresholds/api.ts';
import type { PolicyKey, Severity } from '@lapwing/protocol/vocabulary.ts';

/** A rule as somebody types it. */
export interface RuleFields {
  readonly name: string;
  readonly enabled: boolean;
  readonly count: string;
  readonly severity: Severity;
  readonly policies: readonly PolicyKey[];
  readonly days: string;
  /** Empty: nobody is put anywhere. */
  readonly groupId: string;
  readonly groupDays: string;
  readonly staff: readonly string[];
}

/** What a new rule begins with. */
export function newRule(ownId: string): RuleFields {
  return {
    name: '',
    enabled: true,
    count: '3',
    severity: 'severe',
    policies: [],
    days: '7',
    groupId: '',
    groupDays: '14',
    staff: [ownId],
  };
}

export function fieldsOf({ rule }: Threshold): RuleFields {
  return {
    name: rule.name,
    enabled: rule.enabled,
    count: String(rule.count),
    severity: rule.severity,
    policies: rule.policies,
    days: String(rule.days),
    groupId: rule.group?.id ?? '',
    groupDays: String(rule.group?.days ?? 14),
    staff: rule.staff,
  };
}

const NUMBERS: Readonly<Record<string, string>> = Object.freeze({
  count: 'A number from 2 to 100.',
  days: 'A number of days from 1 to 90.',
  group: 'A number of days from 1 to 365.',
});

/** The rule that the fields come to, or what is wrong with which of them. */
export function readRule(
  fields: RuleFields,
): { ok: true; rule: ThresholdRule } | { ok: false; wrong: Readonly<Record<string, string>> } {
  const whole = (text: string): number => (/^[0-9]{1,4}$/.test(text.trim()) ? Number(text) : Number.NaN);
  const parsed = ThresholdRule.safeParse({
    name: fields.name,
    enabled: fields.enabled,
    count: whole(fields.count),
    severity: fields.severity,
    policies: [...fields.policies],
    days: whole(fields.days),
    group: fields.groupId === '' ? null : { id: fields.groupId, days: whole(fields.groupDays) },
    staff: [...fields.staff],
  });
  if (parsed.success) return { ok: true, rule: parsed.data };
  const wrong: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    const field = String(issue.path[0] ?? '');
    wrong[field] ??= NUMBERS[field] ?? issue.message;
  }
  return { ok: false, wrong };
}

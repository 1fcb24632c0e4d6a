import type { Threshold, ThresholdAct, ThresholdRule } from '@lapwing/protocol/features/thresholds/api.ts';
import type { Permitted } from '@lapwing/protocol/endpoint.ts';
import type { PolicyKey } from '@lapwing/protocol/vocabulary.ts';
import type { ActRow, RuleRow } from './store.ts';
import { ruleInWords } from './words.ts';

interface Words {
  policyTitle(policy: PolicyKey): string;
  titleOf(term: string, risk: PolicyKey): string;
}

export function ruleOf(row: RuleRow): ThresholdRule {
  const group =
    row.group_id === null || row.group_days === null ? null : { id: row.group_id, days: row.group_days };
  return {
    name: row.name,
    enabled: row.enabled,
    count: row.least,
    severity: row.severity,
    policies: [...row.policies],
    days: row.days,
    group,
    staff: [...row.staff],
  };
}

/** A rule as it stands, with the names of those who are told. */
export function presentRule(
  row: RuleRow,
  staff: ReadonlyArray<{ id: string; name: string }>,
  words: Words,
): Threshold {
  const rule = ruleOf(row);
  return {
    id: row.id,
    rule: {
      ...rule,
      group: rule.group === null ? null : { ...rule.group, name: row.group_name ?? '' },
    },
    inWords: ruleInWords(rule, row.group_name, (policy) => words.policyTitle(policy)),
    staff: staff.filter(({ id }) => row.staff.includes(id)).map(({ id, name }) => ({ id, name })),
    changedAt: row.changed_at.toISOString(),
    changedBy: row.changed_name,
    revision: row.revision,
  };
}

/** What a rule did, with those of its captures that the caller may see. */
export function presentAct(row: ActRow, mayUndo: boolean, words: Words): ThresholdAct {
  const undo: Permitted =
    row.undone_at !== null
      ? { allowed: false, reason: 'It has been taken back.' }
      : mayUndo
        ? { allowed: true }
        : { allowed: false, reason: 'Your role does not include taking back what rules did.' };
  return {
    id: row.id,
    at: row.at.toISOString(),
    rule: { id: row.rule_id, name: row.rule_name },
    person: { id: row.person_id, name: row.person_name, form: row.person_form },
    because: row.because,
    group:
      row.group_id === null || row.group_name === null || row.until === null
        ? null
        : { id: row.group_id, name: row.group_name, until: row.until.toISOString(), inForce: row.in_force },
    captures: row.captures.map((capture) => ({
      id: capture.id,
      happenedAt: capture.happened_at,
      severity: capture.severity,
      policy: words.titleOf(capture.term, capture.policy),
      status: capture.status,
    })),
    counted: row.counted,
    undone:
      row.undone_at === null
        ? null
        : {
            at: row.undone_at.toISOString(),
            by: row.undone_name ?? '',
            reason: row.undone_reason ?? '',
          },
    may: { undo },
  };
}

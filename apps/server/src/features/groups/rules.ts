import type { GroupRule, RULE_FIELDS } from '@lapwing/protocol/features/groups/api.ts';
import type { GroupKind } from './store.ts';

export type RuleField = (typeof RULE_FIELDS)[number];

/** What a rule can look at, by what is in the group. */
export const FIELDS_OF: Readonly<Record<GroupKind, readonly RuleField[]>> = Object.freeze({
  people: ['name', 'username', 'kind', 'year', 'form'],
  devices: ['name', 'room', 'system', 'address', 'agent-version'],
});

/** The first line whose field the members of such a group do not have, counted from 1; null when there is none. */
export function lineOfOtherKind(kind: GroupKind, rules: readonly GroupRule[]): number | null {
  const at = rules.findIndex((rule) => !FIELDS_OF[kind].includes(rule.field));
  return at === -1 ? null : at + 1;
}

/**
 * What the database compares values with. `*` stands for any text, none included; everything else means itself, also
 * the characters that have a meaning in LIKE (`%`, `_` and the backslash).
 *
 * @returns `exact` where there is no star: equality, which an index or a hash answers
 */
export function matcherOf(pattern: string): { matcher: string; exact: boolean } {
  if (!pattern.includes('*')) return { matcher: pattern, exact: true };
  const literal = pattern.replaceAll(/[\\%_]/g, String.raw`\$&`);
  return { matcher: literal.replaceAll(/\*+/g, '%'), exact: false };
}

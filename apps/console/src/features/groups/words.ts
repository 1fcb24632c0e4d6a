import type { Group, GroupMember, GroupRule, RULE_FIELDS } from '@lapwing/protocol/features/groups/api.ts';
import type { Priority } from '@lapwing/protocol/vocabulary.ts';

export const KIND_WORDS: Readonly<Record<Group['kind'], string>> = Object.freeze({
  people: 'People',
  devices: 'Devices',
});

/** What is in the group, and what sort of group it is. */
export function kindInWords(group: Group): string {
  if (group.builtIn === 'whole-school') return 'Everybody and everything';
  if (group.builtIn !== null) return 'Restriction';
  return group.personal ? `${KIND_WORDS[group.kind]}, personal` : KIND_WORDS[group.kind];
}

/** `1 person`, `27 devices`. */
export function countInWords(count: number, group: Pick<Group, 'kind' | 'builtIn'>): string {
  if (group.builtIn === 'whole-school') return `${count} people and devices`;
  const [one, many] = group.kind === 'people' ? ['person', 'people'] : ['device', 'devices'];
  return `${count} ${count === 1 ? one : many}`;
}

export const PRIORITY_HINTS: Readonly<Record<Priority, string>> = Object.freeze({
  low: 'Gives way to every other group.',
  medium: 'The usual one.',
  high: 'Comes before medium and low, for example for a group that is watched.',
});

export const VIA_WORDS: Readonly<Record<GroupMember['via'], string>> = Object.freeze({
  fixed: 'Put in by hand',
  rule: 'By the rule',
  subgroup: 'By a group within',
});

export const FIELD_WORDS: Readonly<Record<(typeof RULE_FIELDS)[number], string>> = Object.freeze({
  name: 'Name',
  username: 'User name',
  kind: 'Kind (pupil or staff)',
  year: 'Year',
  form: 'Form',
  room: 'Room',
  system: 'System',
  address: 'Network address',
  'agent-version': 'Version of the agent',
});

/** What a rule can look at. */
export const FIELDS_OF: Readonly<Record<Group['kind'], ReadonlyArray<GroupRule['field']>>> = Object.freeze({
  people: ['year', 'form', 'name', 'username', 'kind'],
  devices: ['name', 'room', 'system', 'address', 'agent-version'],
});

import type { StaffName } from '@lapwing/protocol/features/captures/api.ts';

/** `Maya Okafor is looking at this`, or several; empty when nobody else does. */
export function sayLookers(people: readonly StaffName[]): string {
  const names = people.map((person) => person.name);
  if (names.length === 0) return '';
  if (names.length === 1) return `${names[0]} is looking at this`;
  if (names.length === 2) return `${names[0]} and ${names[1]} are looking at this`;
  return `${names[0]}, ${names[1]} and ${names.length - 2} more are looking at this`;
}

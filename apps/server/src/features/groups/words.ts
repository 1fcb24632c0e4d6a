import type { GroupKind } from './store.ts';

/** Names in a line of the audit; of more than this many, the rest is counted. */
const MOST_NAMES = 10;

const ONE: Readonly<Record<GroupKind, string>> = Object.freeze({ people: 'person', devices: 'device' });

/** Names as one enumeration: `Ana Silva, Ben Okoro and 14 more`. */
export function namesOf(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return enumerate(names);
  return enumerate([...names.slice(0, MOST_NAMES), `${names.length - MOST_NAMES} more`]);
}

/** `1 person`, `3 devices`. */
export function counted(count: number, kind: GroupKind): string {
  return `${count} ${count === 1 ? ONE[kind] : kind}`;
}

/** A length of time: `45 minutes`, `1 hour 30 minutes`, `2 days`. */
export function lengthOf(minutes: number): string {
  const parts: Array<[number, string]> = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor((minutes % 1440) / 60), 'hour'],
    [minutes % 60, 'minute'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`)
    .join(' ');
}

function enumerate(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

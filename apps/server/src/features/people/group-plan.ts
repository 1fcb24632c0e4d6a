import type { RosterGroup } from '../groups/index.ts';
import type { ImportPlan } from './plan.ts';
import type { PersonFields } from './store.ts';

/** Somebody's place: the group of their form within that of their year, or the one of the two that there is. */
export interface Place {
  /** Null when the group stands at the top. */
  readonly year: string | null;
  /** Null when the place is the year's own group. */
  readonly form: string | null;
}

/** The groups that a year and a form stand for; null for who has neither, and for staff. */
export function placeOf(person: Pick<PersonFields, 'kind' | 'year' | 'form'>): Place | null {
  if (person.kind !== 'pupil' || (person.year === null && person.form === null)) return null;
  return { year: person.year === null ? null : yearGroup(person.year), form: person.form };
}

function yearGroup(year: string): string {
  return /^[0-9]+$/.test(year) ? `Year ${year}` : year;
}

/** The groups of years and forms, found or to be made; names are compared without case. */
export function createPlaces(groups: readonly RosterGroup[]): {
  /** The ids of the place's groups from the top; null stands for one that there is not. */
  find(place: Place): { year: string | null; form: string | null };
  add(group: RosterGroup): void;
} {
  const byName = new Map<string, string>();
  const nameOf = (parentId: string | null, name: string): string =>
    `${parentId ?? ''}\n${name.toLowerCase()}`;
  const add = (group: RosterGroup): void => void byName.set(nameOf(group.parentId, group.name), group.id);
  for (const group of groups) add(group);
  return {
    add,
    find(place) {
      const year = place.year === null ? null : (byName.get(nameOf(null, place.year)) ?? null);
      if (place.form === null) return { year, form: null };
      if (place.year !== null && year === null) return { year: null, form: null };
      return { year, form: byName.get(nameOf(year, place.form)) ?? null };
    },
  };
}

/** Every place that somebody of the plan belongs to. */
export function placesOf(plan: ImportPlan): Place[] {
  const places = new Map<string, Place>();
  for (const { after } of [...plan.added, ...plan.changed, ...plan.unchanged]) {
    const place = placeOf(after);
    if (place !== null) places.set(keyOf(place), place);
  }
  return [...places.values()];
}

/** How many groups would have to be made. */
export function countNewGroups(plan: ImportPlan, groups: readonly RosterGroup[]): number {
  const known = createPlaces(groups);
  const missing = new Set<string>();
  for (const place of placesOf(plan)) {
    const found = known.find(place);
    if (place.year !== null && found.year === null) missing.add(keyOf({ year: place.year, form: null }));
    if (place.form !== null && found.form === null) missing.add(keyOf(place));
  }
  return missing.size;
}

function keyOf(place: Place): string {
  return `${place.year?.toLowerCase() ?? ''}\n${place.form?.toLowerCase() ?? ''}`;
}

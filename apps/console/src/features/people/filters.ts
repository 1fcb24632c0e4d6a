import { LEAVER_FILTERS, PERSON_KINDS } from '@lapwing/protocol/features/people/api.ts';
import { Id } from '@lapwing/protocol/ids.ts';
import { z } from 'zod';
import { paths } from '../../paths.ts';

/** Which people the list holds, as the address says it. */
export interface PeopleFilters {
  readonly search?: string | undefined;
  readonly group?: string | undefined;
  readonly kind?: (typeof PERSON_KINDS)[number] | undefined;
  readonly year?: string | undefined;
  readonly form?: string | undefined;
  readonly leavers?: (typeof LEAVER_FILTERS)[number] | undefined;
}

const Text = z.string().min(1).max(200).optional().catch(undefined);
const Search = z.object({
  search: Text,
  group: Id.optional().catch(undefined),
  kind: z.enum(PERSON_KINDS).optional().catch(undefined),
  year: Text,
  form: Text,
  leavers: z.enum(LEAVER_FILTERS).optional().catch(undefined),
});

/** Reads the filters from an address; what is not understood is left out. */
export function parsePeopleFilters(search: Readonly<Record<string, unknown>>): PeopleFilters {
  return Search.parse(search);
}

/** The part of an address that `parsePeopleFilters` reads back; empty without filters. */
export function searchOf(filters: PeopleFilters): string {
  const query = new URLSearchParams();
  for (const name of ['search', 'group', 'kind', 'year', 'form', 'leavers'] as const) {
    const value = filters[name];
    if (value !== undefined && value !== '' && value !== 'without') query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

export function peopleHref(filters: PeopleFilters): string {
  return paths.people(searchOf(filters));
}

/** Whether the list is narrowed by anything. */
export function isFiltered(filters: PeopleFilters): boolean {
  return searchOf(filters) !== '';
}

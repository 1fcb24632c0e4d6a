import { ConcernRisk } from '@lapwing/protocol/features/concerns/risk.ts';
import { Id } from '@lapwing/protocol/ids.ts';
import { z } from 'zod';
import { paths } from '../../paths.ts';

/** Which concerns the list holds, as the address says it, and captures that are to be attached to one of them. */
export interface ConcernFilters {
  readonly status?: 'open' | 'closed' | undefined;
  readonly person?: string | undefined;
  readonly owner?: string | undefined;
  readonly risk?: ConcernRisk | undefined;
  readonly search?: string | undefined;
  /** Ids with commas between them. */
  readonly capture?: string | undefined;
}

const MOST_CAPTURES = 200;
const Text = z.string().min(1).max(100).optional().catch(undefined);
const Captures = z
  .string()
  .transform((text) => text.split(',').filter((id) => Id.safeParse(id).success))
  .transform((ids) => (ids.length === 0 ? undefined : ids.slice(0, MOST_CAPTURES).join(',')))
  .optional()
  .catch(undefined);
const Search = z.object({
  status: z.enum(['open', 'closed']).optional().catch(undefined),
  person: Id.optional().catch(undefined),
  owner: Text,
  risk: ConcernRisk.optional().catch(undefined),
  search: Text,
  capture: Captures,
});

/** Reads the filters from an address; what is not understood is left out. */
export function parseConcernFilters(search: Readonly<Record<string, unknown>>): ConcernFilters {
  return Search.parse(search);
}

/** The ids of the captures that the address brings along. */
export function capturesIn(filters: Pick<ConcernFilters, 'capture'>): readonly string[] {
  return filters.capture === undefined ? [] : filters.capture.split(',');
}

/** The part of an address that `parseConcernFilters` reads back; empty without filters. */
export function searchOf(filters: ConcernFilters): string {
  const query = new URLSearchParams();
  for (const name of ['status', 'person', 'owner', 'risk', 'search', 'capture'] as const) {
    const value = filters[name];
    if (value !== undefined && value !== '') query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

export function concernsHref(filters: ConcernFilters): string {
  return paths.concerns(searchOf(filters));
}

/** Whether the list is narrowed by anything. */
export function isFiltered(filters: ConcernFilters): boolean {
  return searchOf({ ...filters, capture: undefined }) !== '';
}

import { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import type { CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import { isClosed } from '@lapwing/protocol/features/captures/status.ts';
import { Id } from '@lapwing/protocol/ids.ts';
import { PolicyKey, Severity, Source } from '@lapwing/protocol/vocabulary.ts';
import { z } from 'zod';

export const SORTS = ['worst', 'newest', 'oldest'] as const;
export type CaptureSort = (typeof SORTS)[number];

/** What narrows the list of captures; it stands in the address, so that a view can be linked and gone back to. */
export interface CaptureFilters {
  readonly status: CaptureStatus | 'open' | 'any';
  readonly severity: Severity | null;
  readonly policy: PolicyKey | null;
  readonly source: Source | null;
  readonly group: Id | null;
  readonly person: Id | null;
  readonly device: Id | null;
  /** Who has it: an account, `me` or `nobody`. */
  readonly assigned: string | null;
  /** Of one term. */
  readonly term: string | null;
  /** First and last day, both included: `2026-11-14`. */
  readonly from: string | null;
  readonly to: string | null;
  /** Null: the worst first while they are open, the newest first otherwise. */
  readonly sort: CaptureSort | null;
}

const Search = z.object({
  status: z.union([CaptureStatus, z.literal(['open', 'any'])]).catch('open'),
  severity: Severity.nullable().catch(null),
  policy: PolicyKey.nullable().catch(null),
  source: Source.nullable().catch(null),
  group: Id.nullable().catch(null),
  person: Id.nullable().catch(null),
  device: Id.nullable().catch(null),
  assigned: z.string().min(1).max(100).nullable().catch(null),
  term: z.string().min(1).max(120).nullable().catch(null),
  from: z.iso.date().nullable().catch(null),
  to: z.iso.date().nullable().catch(null),
  sort: z.enum(SORTS).nullable().catch(null),
});

const NARROWING = Object.freeze([
  'severity',
  'policy',
  'source',
  'group',
  'person',
  'device',
  'assigned',
  'term',
  'from',
  'to',
] as const);

/** Reads the filters from an address; what is not understood is left out. */
export function parseFilters(search: Readonly<Record<string, unknown>>): CaptureFilters {
  return Search.parse(search);
}

/** The part of the address from `?`, or nothing for the usual view. */
export function filtersToSearch(filters: CaptureFilters): string {
  const query = new URLSearchParams();
  if (filters.status !== 'open') query.set('status', filters.status);
  for (const name of NARROWING) {
    const value = filters[name];
    if (value !== null) query.set(name, value);
  }
  if (filters.sort !== null && filters.sort !== usualSort(filters)) query.set('sort', filters.sort);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** What waits is worked off from the worst; what is looked up is wanted by its time. */
export function usualSort(filters: Pick<CaptureFilters, 'status'>): CaptureSort {
  return filters.status === 'open' ? 'worst' : 'newest';
}

/** The order that the list has. */
export function sortOf(filters: CaptureFilters): CaptureSort {
  return filters.sort ?? usualSort(filters);
}

/** The same as the endpoint's query. */
export function filtersToQuery(filters: CaptureFilters): {
  status?: CaptureStatus | 'open';
  severity?: Severity;
  policy?: PolicyKey;
  source?: Source;
  groupId?: string;
  personId?: string;
  deviceId?: string;
  assigned?: string;
  term?: string;
  from?: string;
  to?: string;
  sort: CaptureSort;
} {
  return {
    sort: sortOf(filters),
    ...(filters.status === 'any' ? {} : { status: filters.status }),
    ...(filters.severity === null ? {} : { severity: filters.severity }),
    ...(filters.policy === null ? {} : { policy: filters.policy }),
    ...(filters.source === null ? {} : { source: filters.source }),
    ...(filters.group === null ? {} : { groupId: filters.group }),
    ...(filters.person === null ? {} : { personId: filters.person }),
    ...(filters.device === null ? {} : { deviceId: filters.device }),
    ...(filters.assigned === null ? {} : { assigned: filters.assigned }),
    ...(filters.term === null ? {} : { term: filters.term }),
    ...(filters.from === null ? {} : { from: filters.from }),
    ...(filters.to === null ? {} : { to: filters.to }),
  };
}

/** Whether less than everything is shown; the order narrows nothing. */
export function isNarrowed(filters: CaptureFilters): boolean {
  return filters.status !== 'open' || NARROWING.some((name) => filters[name] !== null);
}

/**
 * Whether a capture that has just arrived belongs in the list that is shown.
 *
 * @param me the account of the reader
 */
export function matches(filters: CaptureFilters, capture: CaptureSummary, me: string): boolean {
  if (
    filters.status === 'open'
      ? isClosed(capture.status)
      : filters.status !== 'any' && filters.status !== capture.status
  )
    return false;
  // Of which term it is, no row says: the list of one term is read, not watched.
  if (filters.term !== null) return false;
  if (filters.severity !== null && filters.severity !== capture.severity) return false;
  if (filters.policy !== null && filters.policy !== capture.policy.key) return false;
  if (filters.source !== null && filters.source !== capture.source) return false;
  if (filters.person !== null && filters.person !== capture.person?.id) return false;
  if (filters.device !== null && filters.device !== capture.device.id) return false;
  if (filters.assigned !== null && !isAssigned(filters.assigned, capture, me)) return false;
  const day = dayOf(capture.happenedAt);
  if (filters.from !== null && day < filters.from) return false;
  if (filters.to !== null && day > filters.to) return false;
  return filters.group === null || capture.groups.some((group) => group.id === filters.group);
}

function isAssigned(wanted: string, capture: CaptureSummary, me: string): boolean {
  if (wanted === 'nobody') return capture.assignedTo === null;
  return capture.assignedTo?.id === (wanted === 'me' ? me : wanted);
}

/** The day by the reader's clock, as the filters write it. */
function dayOf(instant: string): string {
  const at = new Date(instant);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

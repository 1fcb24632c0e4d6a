import { CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import type { CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';
import { isClosed } from '@lapwing/protocol/features/captures/status.ts';
import { Id } from '@lapwing/protocol/ids.ts';
import { PolicyKey, Severity } from '@lapwing/protocol/vocabulary.ts';
import { z } from 'zod';

/** What narrows the list of captures; it stands in the address, so that a view can be linked and gone back to. */
export interface CaptureFilters {
  readonly status: CaptureStatus | 'open' | 'any';
  readonly severity: Severity | null;
  readonly policy: PolicyKey | null;
  readonly group: Id | null;
  readonly person: Id | null;
  readonly device: Id | null;
}

const Search = z.object({
  status: z.union([CaptureStatus, z.literal(['open', 'any'])]).catch('open'),
  severity: Severity.nullable().catch(null),
  policy: PolicyKey.nullable().catch(null),
  group: Id.nullable().catch(null),
  person: Id.nullable().catch(null),
  device: Id.nullable().catch(null),
});

/** Reads the filters from an address; what is not understood is left out. */
export function parseFilters(search: Readonly<Record<string, unknown>>): CaptureFilters {
  return Search.parse(search);
}

/** The part of the address from `?`, or nothing for the usual view. */
export function filtersToSearch(filters: CaptureFilters): string {
  const query = new URLSearchParams();
  if (filters.status !== 'open') query.set('status', filters.status);
  for (const name of ['severity', 'policy', 'group', 'person', 'device'] as const) {
    const value = filters[name];
    if (value !== null) query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** The same as the endpoint's query. */
export function filtersToQuery(filters: CaptureFilters): {
  status?: CaptureStatus | 'open';
  severity?: Severity;
  policy?: PolicyKey;
  groupId?: string;
  personId?: string;
  deviceId?: string;
} {
  return {
    ...(filters.status === 'any' ? {} : { status: filters.status }),
    ...(filters.severity === null ? {} : { severity: filters.severity }),
    ...(filters.policy === null ? {} : { policy: filters.policy }),
    ...(filters.group === null ? {} : { groupId: filters.group }),
    ...(filters.person === null ? {} : { personId: filters.person }),
    ...(filters.device === null ? {} : { deviceId: filters.device }),
  };
}

export function isNarrowed(filters: CaptureFilters): boolean {
  return filtersToSearch(filters) !== '';
}

/** Whether a capture that has just arrived belongs in the list that is shown. */
export function matches(filters: CaptureFilters, capture: CaptureSummary): boolean {
  if (
    filters.status === 'open'
      ? isClosed(capture.status)
      : filters.status !== 'any' && filters.status !== capture.status
  )
    return false;
  if (filters.severity !== null && filters.severity !== capture.severity) return false;
  if (filters.policy !== null && filters.policy !== capture.policy.key) return false;
  if (filters.person !== null && filters.person !== capture.person?.id) return false;
  if (filters.device !== null && filters.device !== capture.device.id) return false;
  return filters.group === null || capture.groups.some((group) => group.id === filters.group);
}

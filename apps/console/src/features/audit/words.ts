import type { AuditEntry } from '@lapwing/protocol/features/audit/api.ts';
import { z } from 'zod';
import { paths } from '../../paths.ts';

export interface AuditFilters {
  readonly actor: string | null;
  readonly action: string | null;
  readonly subject: string | null;
}

const Search = z.object({
  actor: z.string().min(1).max(100).nullable().catch(null),
  action: z.string().min(1).max(80).nullable().catch(null),
  subject: z.string().min(1).max(100).nullable().catch(null),
});

/** Reads the filters from an address; what is not understood is left out. */
export function parseAuditFilters(search: Readonly<Record<string, unknown>>): AuditFilters {
  return Search.parse(search);
}

export function auditHref(filters: AuditFilters): string {
  const query = new URLSearchParams();
  for (const name of ['actor', 'action', 'subject'] as const) {
    const value = filters[name];
    if (value !== null) query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? paths.audit() : `${paths.audit()}?${text}`;
}

export const OUTCOME_WORDS: Readonly<
  Record<AuditEntry['outcome'], { word: string; tone: 'good' | 'quiet' | 'warn' | 'stop' }>
> = Object.freeze({
  opened: { word: 'Opened', tone: 'quiet' },
  done: { word: 'Done', tone: 'good' },
  refused: { word: 'Refused', tone: 'warn' },
  failed: { word: 'Failed', tone: 'stop' },
});

/** `evidence.view` as `Evidence: view`; the server's word stays recognisable. */
export function sayAction(action: string): string {
  const [feature = '', ...rest] = action.split('.');
  const name = feature.charAt(0).toUpperCase() + feature.slice(1);
  const verb = rest.join(' ').replaceAll('-', ' ');
  return verb === '' ? name : `${name}: ${verb}`;
}

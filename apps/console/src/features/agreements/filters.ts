import { Id } from '@lapwing/protocol/ids.ts';
import { z } from 'zod';
import { paths } from '../../paths.ts';

/** Which signatures the list holds, as the address says it. */
export interface SignatureFilters {
  readonly state?: 'agreed' | 'declined' | 'open' | undefined;
  readonly search?: string | undefined;
  readonly group?: string | undefined;
}

const Search = z.object({
  state: z.enum(['agreed', 'declined', 'open']).optional().catch(undefined),
  search: z.string().min(1).max(200).optional().catch(undefined),
  group: Id.optional().catch(undefined),
});

/** Reads the filters from an address; what is not understood is left out. */
export function parseSignatureFilters(search: Readonly<Record<string, unknown>>): SignatureFilters {
  return Search.parse(search);
}

export function signaturesHref(id: string, filters: SignatureFilters): string {
  const query = new URLSearchParams();
  for (const name of ['state', 'search', 'group'] as const) {
    const value = filters[name];
    if (value !== undefined && value !== '') query.set(name, value);
  }
  const text = query.toString();
  return paths.agreementSignatures(id, text === '' ? '' : `?${text}`);
}

export function isNarrowed(filters: SignatureFilters): boolean {
  return filters.state !== undefined || filters.search !== undefined || filters.group !== undefined;
}

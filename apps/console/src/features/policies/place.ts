import { Id } from '@lapwing/protocol/ids.ts';
import { Severity } from '@lapwing/protocol/vocabulary.ts';

/** Which terms of a policy are shown. */
export const SHOWN = Object.freeze(['all', 'changed', 'own', 'off'] as const);
export type Shown = (typeof SHOWN)[number];

/** What the address of a page of policies holds, so that it can be linked, reloaded and gone back from. */
export interface PoliciesSearch {
  /** For whom it is looked at; the whole school without it. */
  readonly group?: string | undefined;
  readonly q?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly language?: string | undefined;
  readonly show?: Exclude<Shown, 'all'> | undefined;
  /** The term whose details are open. */
  readonly term?: string | undefined;
  /** The policy that a file of terms is for. */
  readonly policy?: string | undefined;
}

/** Reads an address; what is not understood is left out, never passed on. */
export function parsePoliciesSearch(search: Record<string, unknown>): PoliciesSearch {
  const text = (name: string, most: number): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && value !== '' && value.length <= most ? value : undefined;
  };
  const show = text('show', 20);
  const language = text('language', 20);
  return {
    group: Id.safeParse(search['group']).data,
    q: text('q', 200),
    severity: Severity.safeParse(search['severity']).data,
    language: language !== undefined && /^[a-z-]+$/i.test(language) ? language : undefined,
    show: show === 'changed' || show === 'own' || show === 'off' ? show : undefined,
    term: text('term', 80),
    policy: text('policy', 80),
  };
}

/** The part of an address after the path: `?group=…&q=…`, or nothing. */
export function searchOf(search: PoliciesSearch): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    if (typeof value === 'string' && value !== '') query.set(name, value);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** Only for whom it is looked at: what is searched for stays on its page. */
export function groupSearch(search: PoliciesSearch): string {
  return searchOf({ group: search.group });
}

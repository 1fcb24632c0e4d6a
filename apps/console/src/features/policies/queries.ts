import { checkTerm, listPolicies, showPolicy, showTerm } from '@lapwing/protocol/features/policies/api.ts';
import { listChanges, type PolicyChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import type { OwnTerm } from '@lapwing/protocol/features/policies/edits.ts';
import { PolicyId, TermId } from '@lapwing/protocol/features/policies/rules.ts';
import type { Source } from '@lapwing/protocol/vocabulary.ts';
import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { load } from '../../api/client.ts';
import { RequestFailed } from '../../api/failure.ts';

const inGroup = (group: string | undefined): { groupId?: string } =>
  group === undefined ? {} : { groupId: group };

/** The policies, and what holds in a group; in the whole school without one. */
export function policiesQuery(group: string | undefined) {
  return queryOptions({
    queryKey: ['policies', 'list', group ?? null],
    queryFn: ({ signal }) => load(listPolicies, { query: inGroup(group) }, signal),
  });
}

export function policyQuery(id: string, group: string | undefined) {
  return queryOptions({
    queryKey: ['policies', 'one', id, group ?? null],
    queryFn: ({ signal }) =>
      load(showPolicy, { params: { id: known(PolicyId, id) }, query: inGroup(group) }, signal),
  });
}

export function termQuery(id: string, group: string | undefined) {
  return queryOptions({
    queryKey: ['policies', 'term', id, group ?? null],
    queryFn: ({ signal }) =>
      load(showTerm, { params: { id: known(TermId, id) }, query: inGroup(group) }, signal),
  });
}

/** What is wrong or risky about a term as far as it is written, and what it finds in a sample. */
export function checkQuery(asked: {
  readonly term: Partial<z.input<typeof OwnTerm>>;
  readonly sample: string;
  readonly source: Source;
}) {
  return queryOptions({
    queryKey: ['policies', 'check', asked],
    queryFn: ({ signal }) => load(checkTerm, { body: asked }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
}

/** What others have changed since the change of this number, newest first, and the number of the last one. */
export async function changesSince(base: number): Promise<{ last: number; changes: PolicyChange[] }> {
  const { items } = await load(listChanges, { query: { limit: 20 } });
  return {
    last: Math.max(base, ...items.map((change) => change.number)),
    changes: items.filter((change) => change.number > base),
  };
}

/** Has everything asked for anew that a change may have changed. */
export function refreshPolicies(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['policies'] });
}

/** An address that names no policy or term is answered as the server would: it is not there. */
function known<Schema extends z.ZodType>(schema: Schema, value: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RequestFailed({
    kind: 'refused',
    status: 404,
    code: 'not-found',
    reason: 'not-found',
    message: 'There is no such thing.',
    field: undefined,
    remedy: undefined,
    retryAfter: undefined,
  });
}

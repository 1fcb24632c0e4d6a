import { listAssistance } from '@lapwing/protocol/features/assistance/api.ts';
import { queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';

/** What pupils ask for now; frames say when to ask again. */
export const asksQuery = queryOptions({
  queryKey: ['assistance', 'now'],
  queryFn: ({ signal }) => load(listAssistance, { query: { over: 'false' } }, signal),
  refetchOnWindowFocus: false,
  staleTime: 60_000,
});

/** What was answered today. */
export const answeredQuery = queryOptions({
  queryKey: ['assistance', 'over'],
  queryFn: ({ signal }) => load(listAssistance, { query: { over: 'true' } }, signal),
  refetchOnWindowFocus: false,
});

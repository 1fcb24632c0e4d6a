import { listMessages, showMessage } from '@lapwing/protocol/features/messages/api.ts';
import { queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';

/** How it stands with something that was said to devices; frames say when to ask again. */
export function messageQuery(id: string) {
  return queryOptions({
    queryKey: ['messages', 'one', id],
    queryFn: ({ signal }) => load(showMessage, { params: { id } }, signal),
    staleTime: 0,
  });
}

/** What was said to somebody in the last days. */
export function messagesOfPersonQuery(personId: string) {
  return queryOptions({
    queryKey: ['messages', 'list', { personId }],
    queryFn: ({ signal }) => load(listMessages, { query: { personId, limit: 20 } }, signal),
    refetchOnWindowFocus: false,
  });
}

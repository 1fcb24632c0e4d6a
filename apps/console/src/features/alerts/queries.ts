import { listMails, type MailState, showMailHealth } from '@lapwing/protocol/features/alerts/api.ts';
import { showChain } from '@lapwing/protocol/features/alerts/chain.api.ts';
import { showMailServer } from '@lapwing/protocol/features/alerts/mail-server.api.ts';
import { showMyAlerts } from '@lapwing/protocol/features/alerts/mine.api.ts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';
import type { DeliveryFilters } from './words.ts';

/** While mails are on their way the log changes by itself. */
const LOOK_AGAIN_MS = 10_000;

export const healthQuery = queryOptions({
  queryKey: ['alerts', 'health'],
  queryFn: ({ signal }) => load(showMailHealth, {}, signal),
  refetchInterval: 60_000,
});

export function mailsQuery(filters: DeliveryFilters) {
  return infiniteQueryOptions({
    queryKey: ['alerts', 'mails', filters],
    queryFn: ({ pageParam, signal }) =>
      load(
        listMails,
        {
          query: {
            ...(filters.state === 'any' ? {} : { state: filters.state satisfies MailState }),
            ...(filters.who === null ? {} : { accountId: filters.who }),
            ...(pageParam === null ? {} : { after: pageParam }),
          },
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: LOOK_AGAIN_MS,
  });
}

export const mailServerQuery = queryOptions({
  queryKey: ['alerts', 'mail-server'],
  queryFn: ({ signal }) => load(showMailServer, {}, signal),
});

export const chainQuery = queryOptions({
  queryKey: ['alerts', 'chain'],
  queryFn: ({ signal }) => load(showChain, {}, signal),
});

export const mineQuery = queryOptions({
  queryKey: ['alerts', 'mine'],
  queryFn: ({ signal }) => load(showMyAlerts, {}, signal),
});

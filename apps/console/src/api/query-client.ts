import { QueryClient } from '@tanstack/react-query';
import { failureOf } from './failure.ts';

/** Tries again by itself only where that can help. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        networkMode: 'always',
        retry(count, error) {
          const failure = failureOf(error);
          const passing =
            failure.kind === 'unreachable' || (failure.kind === 'refused' && failure.code === 'unavailable');
          return passing && count < 2;
        },
        retryDelay: (count) => 400 * 2 ** count,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

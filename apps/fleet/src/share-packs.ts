import type { Http, HttpOutcome } from '@lapwing/agent-core/contracts/http.ts';

/**
 * For benchmarks. Packs of terms go by their hash: what one device has fetched is there for all of this process, so that
 * what is measured is not hundreds of downloads.
 */
export function sharingPacks(http: Http): Http {
  const packs = new Map<string, Promise<HttpOutcome>>();
  return {
    request(asked) {
      const { pathname } = new URL(asked.url);
      if (asked.method !== 'GET' || !pathname.startsWith('/agent/state/packs/')) return http.request(asked);
      const known = packs.get(pathname);
      if (known !== undefined) return known;
      const fetched = http.request(asked).then((outcome) => {
        if (!outcome.ok || outcome.status !== 200) packs.delete(pathname);
        return outcome;
      });
      packs.set(pathname, fetched);
      return fetched;
    },
  };
}

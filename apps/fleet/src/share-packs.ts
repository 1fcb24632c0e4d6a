import type { Digest } from '@lapwing/agent-core/contracts/digest.ts';
import type { Http, HttpOutcome } from '@lapwing/agent-core/contracts/http.ts';
import type { StateStore } from '@lapwing/agent-core/contracts/state-store.ts';

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

/** A disk that keeps no packs: hundreds of devices in one process would each have their own megabytes. */
export function withoutPacks(store: StateStore): StateStore {
  return {
    ...store,
    write: (name, bytes) => (name.startsWith('pack:') ? Promise.resolve() : store.write(name, bytes)),
  };
}

/** Knows the hash of what is one and the same in memory, such as a pack that was fetched once for all. */
export function rememberingHashes(digest: Digest): Digest {
  const known = new WeakMap<Uint8Array, Promise<string>>();
  return {
    ...digest,
    sha256(bytes) {
      const before = known.get(bytes);
      if (before !== undefined) return before;
      const made = digest.sha256(bytes);
      known.set(bytes, made);
      return made;
    },
  };
}

import type { Digest } from './contracts/digest.ts';
import type { Log } from './contracts/log.ts';
import type { StateStore } from './contracts/state-store.ts';
import type { SignedRequest } from './signed-request.ts';
import type { Made } from './stored-document.ts';

const TIMEOUT_MS = 60_000;

export type ContentProblem = 'missing' | 'damaged' | 'unsupported';

/** Content in force, and the hash by which it was fetched. */
export interface Held<T> {
  readonly sha256: string;
  readonly value: T;
}

/** One content that the state document names by its hash: fetched, proved, kept. */
export interface Content<T> {
  /** The last good one; null where none is wanted or none was ever had. */
  held(): Held<T> | null;
  /** Makes it the one that is wanted (null: none); while that cannot be done the last good one stays. */
  have(wanted: string | null): Promise<ContentProblem | null>;
  /** The stored one, or, where that is not there, the last good one. Asks nobody. */
  load(wanted: string | null): Promise<void>;
  /** Resolves when nothing is being written any more. */
  idle(): Promise<void>;
}

export function createContent<T>(parts: {
  /** Names it on the device and in the log. */
  readonly name: string;
  readonly make: (bytes: Uint8Array, sha256: string) => Made<T>;
  readonly store: StateStore;
  readonly digest: Digest;
  readonly request: SignedRequest;
  readonly log: Log;
  readonly changed: () => void;
}): Content<T> {
  const { name, make, store, digest, request, log, changed } = parts;
  const prefix = contentPrefix(name);
  let held: Held<T> | null = null;
  let keeping: Promise<void> = Promise.resolve();

  async function take(bytes: Uint8Array, sha256: string): Promise<ContentProblem | null> {
    if ((await digest.sha256(bytes)) !== sha256) return 'damaged';
    const made = make(bytes, sha256);
    if (!made.ok) {
      log('state.content-unreadable', { content: name, code: made.code });
      return made.code;
    }
    held = { sha256, value: made.value };
    changed();
    return null;
  }

  async function takeStored(sha256: string): Promise<boolean> {
    const bytes = await store.read(prefix + sha256);
    return bytes !== null && (await take(bytes, sha256)) === null;
  }

  /** What is in force is kept, those before are cleared away. A disk that refuses costs a fetch at the next start. */
  async function keep(sha256: string | null, bytes: Uint8Array | null): Promise<void> {
    try {
      if (sha256 !== null && bytes !== null) await store.write(prefix + sha256, bytes);
      for (const one of await store.names())
        if (one.startsWith(prefix) && one !== prefix + (sha256 ?? '')) await store.delete(one);
    } catch {
      log('state.content-not-kept', { content: name });
    }
  }

  async function keepNow(sha256: string | null, bytes: Uint8Array | null): Promise<void> {
    keeping = keep(sha256, bytes);
    await keeping;
  }

  return {
    held: () => held,
    async have(wanted) {
      if (wanted === null) {
        if (held === null) return null;
        held = null;
        changed();
        await keepNow(null, null);
        return null;
      }
      if (held?.sha256 === wanted || (await takeStored(wanted))) return null;
      const answer = await request({
        method: 'GET',
        path: `/agent/state/packs/${wanted}`,
        body: null,
        mediaType: null,
        timeoutMs: TIMEOUT_MS,
      });
      const fetched = answer.ok && answer.status === 200 ? answer.body : null;
      const problem = fetched === null ? 'missing' : await take(fetched, wanted);
      if (problem === null) await keepNow(wanted, fetched);
      else log('state.content-refused', { content: name, problem, status: answer.ok ? answer.status : 0 });
      return problem;
    },
    async load(wanted) {
      if (wanted === null || (await takeStored(wanted))) return;
      for (const one of await store.names())
        if (one.startsWith(prefix) && (await takeStored(one.slice(prefix.length)))) return;
    },
    idle: () => keeping,
  };
}

/** Under which names content is stored. */
export function contentPrefix(name: string): string {
  return `${name}:`;
}

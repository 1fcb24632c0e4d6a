import type { Engine } from '@lapwing/detection/engine.ts';
import type { StateApplied } from '@lapwing/protocol/features/state/applied.event.ts';
import { StateChanged, StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { backoff } from './backoff.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Digest } from './contracts/digest.ts';
import type { Log } from './contracts/log.ts';
import type { Random } from './contracts/random.ts';
import type { StateStore } from './contracts/state-store.ts';
import type { Identity } from './identity.ts';
import type { LoadTerms } from './load-terms.ts';
import { createSerial } from './serial.ts';
import type { SignedRequest } from './signed-request.ts';
import { parseJson, readDocument, writeDocument } from './stored-document.ts';
import { encodeUtf8 } from './utf8.ts';

const STATE = 'state';
const PACK = 'pack:';
const PACK_TIMEOUT_MS = 60_000;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** Terms that are loaded, and the hash of the pack that they came from. */
export interface LoadedTerms {
  readonly sha256: string;
  readonly engine: Engine;
}

export interface StateKeeper {
  /** Takes up what was stored; a document that does not prove itself is as good as none. */
  load(): Promise<void>;
  /** A document from the server. Resolves when it is in force or turned down; `report` was called by then. */
  offer(changed: StateChanged): Promise<void>;
  /** Tries again for a pack that could not be had; call it when the server is there. */
  retry(): void;
  document(): StateDocument | null;
  terms(): LoadedTerms | null;
  /** Resolves when nothing is being written any more. */
  stop(): Promise<void>;
}

export interface StateParts {
  readonly store: StateStore;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly identity: Identity;
  readonly loadTerms: LoadTerms;
  readonly request: SignedRequest;
  readonly serverNow: () => number;
  /** Tells the server what became of a document; dropped while it is away, since it sends it again. */
  readonly report: (applied: StateApplied) => void;
  readonly changed: () => void;
}

type Problem = StateApplied['problem'];
type PackProblem = 'pack-missing' | 'pack-damaged' | 'pack-unsupported' | null;

/** What the device is to be like, and the terms it looks for: SPEC.md, STATE. */
export function createStateKeeper(parts: StateParts): StateKeeper {
  const { store, digest, clock, random, log, identity, request, serverNow, report, changed } = parts;
  const serial = createSerial();
  let document: StateDocument | null = null;
  let terms: LoadedTerms | null = null;
  let failures = 0;
  let cancelRetry: Cancel | null = null;
  let stopped = false;
  let keeping: Promise<void> = Promise.resolve();

  async function prove(offered: StateChanged): Promise<StateDocument | Problem> {
    const proved = await digest.verify(identity.stateKey, offered.signature, encodeUtf8(offered.payload));
    if (!proved) return 'bad-signature';
    const read = parseJson(offered.payload, StateDocument);
    if (read === null || read.schoolId !== identity.schoolId || read.deviceId !== identity.deviceId)
      return 'bad-document';
    return read;
  }

  async function offerNow(offered: StateChanged): Promise<void> {
    const proved = await prove(offered);
    if (proved === null || typeof proved === 'string') return turnDown(proved);
    if (document !== null && proved.version < document.version) return turnDown('older-version');
    const stale = Date.parse(proved.expiresAt) <= serverNow();
    // Nothing that is out of date replaces what is in force; only without anything is it better than nothing.
    if (stale && document !== null && proved.version > document.version) return turnDown('expired');
    if (document === null || proved.version > document.version) {
      await writeDocument(store, STATE, offered);
      document = proved;
      failures = 0;
      changed();
    }
    const problem = await havePack();
    report({
      type: 'state/applied',
      version: document.version,
      problem: problem ?? (stale ? 'expired' : null),
    });
  }

  function turnDown(problem: Problem): void {
    log('state.refused', { problem: problem ?? '', version: document?.version ?? 0 });
    report({ type: 'state/applied', version: document?.version ?? 0, problem });
  }

  /** Makes the terms those of the document; keeps the last good ones while that cannot be done. */
  async function havePack(): Promise<PackProblem> {
    cancelRetry?.();
    cancelRetry = null;
    const wanted = document?.detection.pack ?? null;
    if (wanted === null) {
      if (terms !== null) setTerms(null);
      return null;
    }
    if (terms?.sha256 === wanted.sha256) return null;
    const stored = await store.read(PACK + wanted.sha256);
    if (stored !== null && (await take(stored, wanted.sha256)) === null) return null;
    const answer = await request({
      method: 'GET',
      path: `/agent/state/packs/${wanted.sha256}`,
      body: null,
      mediaType: null,
      timeoutMs: PACK_TIMEOUT_MS,
    });
    const problem =
      answer.ok && answer.status === 200 ? await take(answer.body, wanted.sha256) : 'pack-missing';
    if (problem !== null) {
      log('state.pack-refused', { problem, status: answer.ok ? answer.status : 0 });
      retryLater();
      return problem;
    }
    failures = 0;
    if (answer.ok) {
      keeping = keep(wanted.sha256, answer.body);
      await keeping;
    }
    return null;
  }

  async function take(bytes: Uint8Array, sha256: string): Promise<PackProblem> {
    if ((await digest.sha256(bytes)) !== sha256) return 'pack-damaged';
    const loaded = parts.loadTerms(bytes, sha256);
    if (!loaded.ok) {
      log('state.pack-unreadable', { code: loaded.code });
      return loaded.code === 'unsupported-version' ? 'pack-unsupported' : 'pack-damaged';
    }
    setTerms({ sha256, engine: loaded.engine });
    return null;
  }

  function setTerms(next: LoadedTerms | null): void {
    terms = next;
    changed();
  }

  /** The pack in force is kept, those before are cleared away. A disk that refuses costs a fetch at the next start. */
  async function keep(sha256: string, bytes: Uint8Array): Promise<void> {
    try {
      await store.write(PACK + sha256, bytes);
      for (const name of await store.names())
        if (name.startsWith(PACK) && name !== PACK + sha256) await store.delete(name);
    } catch {
      log('state.pack-not-kept');
    }
  }

  function retryLater(): void {
    if (stopped) return;
    cancelRetry?.();
    const wait = backoff(random, failures, FIRST_RETRY_MS, LONGEST_RETRY_MS);
    failures += 1;
    cancelRetry = clock.setTimer(wait, retry);
  }

  function retry(): void {
    if (stopped || document === null || terms?.sha256 === document.detection.pack?.sha256) return;
    void serial
      .run(async () => {
        const problem = await havePack();
        if (document !== null && problem === null)
          report({ type: 'state/applied', version: document.version, problem });
      })
      .catch(() => {
        log('state.pack-failed');
        retryLater();
      });
  }

  /** Offline, the terms of an earlier document serve until those of the newest can be had. */
  async function lastGoodPack(): Promise<void> {
    for (const name of await store.names()) {
      if (!name.startsWith(PACK)) continue;
      const bytes = await store.read(name);
      if (bytes !== null && (await take(bytes, name.slice(PACK.length))) === null) return;
    }
  }

  return {
    load: () =>
      serial.run(async () => {
        const stored = await readDocument(store, STATE, StateChanged);
        if (stored === null) return;
        const proved = await prove(stored);
        if (proved === null || typeof proved === 'string') {
          log('state.stored-refused', { problem: proved ?? '' });
          return;
        }
        document = proved;
        const wanted = proved.detection.pack;
        if (wanted !== null) {
          const bytes = await store.read(PACK + wanted.sha256);
          if (bytes === null || (await take(bytes, wanted.sha256)) !== null) await lastGoodPack();
        }
        changed();
      }),
    offer: (offered) => serial.run(() => offerNow(offered)),
    retry,
    document: () => document,
    terms: () => terms,
    stop() {
      stopped = true;
      cancelRetry?.();
      // Terms are looked for before they are kept; switched off in between, the device would start without any.
      return keeping;
    },
  };
}

/** Forgets the documents of an earlier enrolment; packs are content and stay good. */
export async function forgetState(store: StateStore): Promise<void> {
  await store.delete(STATE);
}

import type { Engine } from '@lapwing/detection/engine.ts';
import type { Pack } from '@lapwing/detection/pack.ts';
import type { Watch } from '@lapwing/detection/watch.ts';
import type { AgreementContent } from '@lapwing/protocol/features/agreements/content.ts';
import type { StateApplied } from '@lapwing/protocol/features/state/applied.event.ts';
import { StateChanged, StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { AGREEMENTS } from './agreements.ts';
import { backoff } from './backoff.ts';
import { type Content, type ContentProblem, contentPrefix, createContent, type Held } from './content.ts';
import type { ContentLoader } from './content-loader.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Digest } from './contracts/digest.ts';
import type { Log } from './contracts/log.ts';
import type { Random } from './contracts/random.ts';
import type { StateStore } from './contracts/state-store.ts';
import type { Identity } from './identity.ts';
import type { LoadedRules } from './restriction-rules.ts';
import { SANCTIONS } from './sanctions.ts';
import { createSerial } from './serial.ts';
import type { SignedRequest } from './signed-request.ts';
import { parseJson, readDocument, writeDocument } from './stored-document.ts';
import { TOLD } from './told.ts';
import { encodeUtf8 } from './utf8.ts';

const STATE = 'state';
const OWN_PACK = 'own-pack';
const RULES = 'rules';
const RESTRICTIONS = 'restriction-rules';
const AGREEMENT = 'agreement-';
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** Terms that are loaded. Another object whenever they are others. */
export interface LoadedTerms {
  readonly engine: Engine;
}

export interface StateKeeper {
  /** Takes up what was stored; a document that does not prove itself is as good as none. */
  load(): Promise<void>;
  /** A document from the server. Resolves when it is in force or turned down; `report` was called by then. */
  offer(changed: StateChanged): Promise<void>;
  /** Tries again for content that could not be had; call it when the server is there. */
  retry(): void;
  document(): StateDocument | null;
  /** Of the library and of the school's own; null while there are none. */
  terms(): LoadedTerms | null;
  /** What the school has decided for whoever is at the device; null where it leaves all as the terms have it. */
  rules(): Held<Watch> | null;
  /** What the device is made to do besides what the document says itself; null while there is none. */
  restrictions(): LoadedRules | null;
  /** The text of an agreement that the document names; null while it could not be had. */
  agreement(id: string): AgreementContent | null;
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
  readonly loader: ContentLoader;
  readonly request: SignedRequest;
  readonly serverNow: () => number;
  /** Tells the server what became of a document; dropped while it is away, since it sends it again. */
  readonly report: (applied: StateApplied) => void;
  readonly changed: () => void;
}

type Problem = StateApplied['problem'];

/** What the device is to be like, and the terms it looks for: SPEC.md, STATE. */
export function createStateKeeper(parts: StateParts): StateKeeper {
  const { store, digest, clock, random, log, identity, request, loader, serverNow, report, changed } = parts;
  const serial = createSerial();
  /** Apart from the documents: what is slow to come must not hold up what is to be done now. */
  const fetching = createSerial();
  let document: StateDocument | null = null;
  let terms: LoadedTerms | null = null;
  let failures = 0;
  let cancelRetry: Cancel | null = null;
  let stopped = false;
  const common = { store, digest, request, log };
  const pack = createContent({ ...common, name: 'pack', make: loader.pack, changed: termsChanged });
  const ownPack = createContent({ ...common, name: OWN_PACK, make: loader.pack, changed: termsChanged });
  const rules = createContent({ ...common, name: RULES, make: loader.watch, changed });
  const restrictions = createContent({ ...common, name: RESTRICTIONS, make: loader.restrictions, changed });
  const agreements = new Map<string, Content<AgreementContent>>();

  function termsChanged(): void {
    const packs: Pack[] = [pack.held(), ownPack.held()].flatMap((held) => held?.value ?? []);
    terms = packs.length === 0 ? null : { engine: loader.engine(packs) };
    changed();
  }

  function agreementContent(id: string): Content<AgreementContent> {
    const content =
      agreements.get(id) ??
      createContent({ ...common, name: AGREEMENT + id, make: loader.agreement, changed });
    agreements.set(id, content);
    return content;
  }

  /** Those that the document no longer names are let go. */
  async function haveAgreements(wanted: ReadonlyMap<string, string>): Promise<ContentProblem | null> {
    for (const [id, content] of agreements) {
      if (wanted.has(id)) continue;
      await content.have(null);
      agreements.delete(id);
    }
    const had = await Promise.all([...wanted].map(([id, sha256]) => agreementContent(id).have(sha256)));
    return had.find((problem) => problem !== null) ?? null;
  }

  async function prove(offered: StateChanged): Promise<StateDocument | Problem> {
    const proved = await digest.verify(identity.stateKey, offered.signature, encodeUtf8(offered.payload));
    if (!proved) return 'bad-signature';
    const read = parseJson(offered.payload, StateDocument);
    if (read === null || read.schoolId !== identity.schoolId || read.deviceId !== identity.deviceId)
      return 'bad-document';
    return read;
  }

  /** @returns true if it is the one in force now */
  async function take(offered: StateChanged): Promise<boolean> {
    const proved = await prove(offered);
    if (proved === null || typeof proved === 'string') return turnDown(proved);
    if (document !== null && proved.version < document.version) return turnDown('older-version');
    const stale = isStale(proved);
    // Nothing that is out of date replaces what is in force; only without anything is it better than nothing.
    if (stale && document !== null && proved.version > document.version) return turnDown('expired');
    if (document === null || proved.version > document.version) {
      await writeDocument(store, STATE, offered);
      document = proved;
      failures = 0;
      changed();
    }
    return true;
  }

  async function offerNow(offered: StateChanged): Promise<void> {
    if (!(await serial.run(() => take(offered)))) return;
    await fetching.run(async () => {
      const of = document;
      if (of === null) return;
      const problem = await haveContents();
      report({
        type: 'state/applied',
        version: of.version,
        problem: problem ?? (isStale(of) ? 'expired' : null),
      });
    });
  }

  function isStale({ expiresAt }: StateDocument): boolean {
    return Date.parse(expiresAt) <= serverNow();
  }

  function turnDown(problem: Problem): false {
    log('state.refused', { problem: problem ?? '', version: document?.version ?? 0 });
    report({ type: 'state/applied', version: document?.version ?? 0, problem });
    return false;
  }

  /** Makes the contents those of the document; keeps the last good ones while that cannot be done. */
  async function haveContents(): Promise<Problem> {
    cancelRetry?.();
    cancelRetry = null;
    const wanted = wantedOf(document);
    // First what the school has decided, so that new terms are not looked for where they are not to be.
    const ruled = await rules.have(wanted.rules);
    const [library, own, restricted, agreed] = await Promise.all([
      pack.have(wanted.pack),
      ownPack.have(wanted.ownPack),
      restrictions.have(wanted.restrictions),
      haveAgreements(wanted.agreements),
    ]);
    const problem = packProblem(library ?? own) ?? rulesProblem(ruled ?? restricted ?? agreed);
    if (problem === null) failures = 0;
    else retryLater();
    return problem;
  }

  function retryLater(): void {
    if (stopped) return;
    cancelRetry?.();
    const wait = backoff(random, failures, FIRST_RETRY_MS, LONGEST_RETRY_MS);
    failures += 1;
    cancelRetry = clock.setTimer(wait, retry);
  }

  function retry(): void {
    if (stopped || document === null || hasAll()) return;
    void fetching
      .run(async () => {
        const problem = await haveContents();
        if (document !== null && problem === null)
          report({ type: 'state/applied', version: document.version, problem });
      })
      .catch(() => {
        log('state.content-failed');
        retryLater();
      });
  }

  function hasAll(): boolean {
    const wanted = wantedOf(document);
    return (
      (pack.held()?.sha256 ?? null) === wanted.pack &&
      (ownPack.held()?.sha256 ?? null) === wanted.ownPack &&
      (rules.held()?.sha256 ?? null) === wanted.rules &&
      (restrictions.held()?.sha256 ?? null) === wanted.restrictions &&
      [...wanted.agreements].every(([id, sha256]) => agreements.get(id)?.held()?.sha256 === sha256)
    );
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
        // Offline, the contents of an earlier document serve until those of the newest can be had.
        const wanted = wantedOf(proved);
        await restrictions.load(wanted.restrictions);
        for (const [id, sha256] of wanted.agreements) await agreementContent(id).load(sha256);
        await rules.load(wanted.rules);
        await pack.load(wanted.pack);
        await ownPack.load(wanted.ownPack);
        changed();
      }),
    offer: offerNow,
    retry,
    document: () => document,
    terms: () => terms,
    rules: () => rules.held(),
    restrictions: () => restrictions.held()?.value ?? null,
    agreement: (id) => agreements.get(id)?.held()?.value ?? null,
    async stop() {
      stopped = true;
      cancelRetry?.();
      // Terms are looked for before they are kept; switched off in between, the device would start without any.
      await Promise.all(
        [pack, ownPack, rules, restrictions, ...agreements.values()].map((one) => one.idle()),
      );
    },
  };
}

/** The hashes that a document names; one from before there were own terms and rules has none. */
function wantedOf(document: StateDocument | null): Record<
  'pack' | 'ownPack' | 'rules' | 'restrictions',
  string | null
> & {
  /** By the id of the agreement. */
  readonly agreements: ReadonlyMap<string, string>;
} {
  const { pack, ownPack, rules } = document?.detection ?? {};
  const orders = document?.orders;
  return {
    pack: pack?.sha256 ?? null,
    ownPack: ownPack?.sha256 ?? null,
    rules: rules?.sha256 ?? null,
    restrictions: orders?.rules?.sha256 ?? null,
    agreements: new Map((orders?.agreements ?? []).map(({ id, content }) => [id, content.sha256])),
  };
}

function packProblem(problem: ContentProblem | null): Problem {
  return problem === null ? null : `pack-${problem}`;
}

function rulesProblem(problem: ContentProblem | null): Problem {
  if (problem === null) return null;
  return problem === 'missing' ? 'rules-missing' : 'rules-damaged';
}

/** Forgets the documents of an earlier enrolment, what its school decided and what came of it; the library's packs stay good. */
export async function forgetState(store: StateStore): Promise<void> {
  for (const name of [STATE, AGREEMENTS, SANCTIONS, TOLD]) await store.delete(name);
  const decided = [...[OWN_PACK, RULES, RESTRICTIONS].map(contentPrefix), AGREEMENT];
  for (const name of await store.names())
    if (decided.some((prefix) => name.startsWith(prefix))) await store.delete(name);
}

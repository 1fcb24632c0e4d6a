import { compileOptions } from '@lapwing/library/compile-options.ts';
import type { Source } from '@lapwing/protocol/vocabulary.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import type { OrderedGroup } from '../groups/index.ts';
import { canonical, configOf, itemsByKey, type Items, type PolicyConfig } from './config.ts';
import { hashOf, type Content, type InForce, type Libraries } from './libraries.ts';
import { ownTermsOf } from './own-terms.ts';
import { effectiveFor, groupsThatSet, saysNothing } from './resolve.ts';
import type { OpenSealed } from './sealed.ts';
import { insertPack, type PackKind } from './store.ts';
import { lastNumber, listItems } from './store-changes.ts';
import type { Work } from './work.ts';

/** All that a school has decided, and the version of the library that it has chosen. */
export interface Decided {
  /** Number of the last change; 0 before the first. */
  readonly number: number;
  readonly items: Items;
  readonly config: PolicyConfig;
  readonly inForce: InForce;
}

/** Content that a device fetches by its hash. */
export interface ByHash {
  readonly sha256: string;
  readonly bytes: number;
}

/** What a device is told to look for. */
export interface ForDevice {
  readonly pack: ByHash;
  readonly ownPack: ByHash | null;
  readonly rules: ByHash | null;
  readonly sources: readonly Source[];
  readonly privateHosts: readonly string[];
  readonly privateApplications: readonly string[];
}

/** What devices of a school are told to look for, as of now. */
export interface Contents {
  /** Groups that set something about it. */
  readonly setters: ReadonlySet<string>;
  /** For whoever is in these groups, in any order; the content is kept for devices to fetch. */
  forGroups(groups: readonly OrderedGroup[]): Promise<ForDevice>;
}

export interface PolicyState {
  readonly libraries: Libraries;
  readonly timeZone: string;
  /** Sites of help that are private in a school that has set none of its own. */
  readonly helpSites: readonly string[];
  /** As it is in this very transaction. */
  decided(tx: SchoolTx): Promise<Decided>;
  /** Compiles the school's own terms, to devices' taste; null while there are none. Throws RangeError where that cannot be. */
  ownPack(tx: SchoolTx, config: PolicyConfig, inForce: InForce): Promise<Content | null>;
  contents(tx: SchoolTx): Promise<Contents>;
  /** As it was at the last change, kept between changes; without what has gone with a group since. */
  latest(tx: SchoolTx): Promise<Latest>;
}

export type Latest = Pick<Decided, 'number' | 'config' | 'inForce'>;

/** What is kept of a school between two changes. */
interface Kept extends Latest {
  readonly ownPack: Content | null;
  readonly setters: ReadonlySet<string>;
  /** By the groups that set something, in the order of their strength. */
  readonly rules: Map<string, Ruled>;
  /** Hashes that are in the database for sure. */
  readonly stored: Set<string>;
}

/** What groups make of it for whoever is in them. */
interface Ruled {
  /** Null where it would say nothing. */
  readonly content: Content | null;
  readonly sources: readonly Source[];
  readonly privateHosts: readonly string[] | null;
  readonly privateApplications: readonly string[];
}

/** Own packs that are held ready: of a school's last change and of one that is being made. */
const OWN_PACKS = 16;

export function createPolicyState(deps: {
  readonly libraries: Libraries;
  readonly work: Work;
  readonly openSealed: OpenSealed;
  readonly timeZone: string;
  readonly helpSites: readonly string[];
  readonly log: Log;
}): PolicyState {
  const { libraries, work, timeZone } = deps;
  const schools = new Map<string, Kept>();
  const latests = new Map<string, Latest>();
  const ownPacks = new Map<string, Promise<Content>>();

  async function decided(tx: SchoolTx): Promise<Decided> {
    const number = await lastNumber(tx);
    const items = itemsByKey(await listItems(tx));
    const config = configOf(items.values());
    return { number, items, config, inForce: await libraries.inForce(tx, config.library) };
  }

  async function ownPack(tx: SchoolTx, config: PolicyConfig, inForce: InForce): Promise<Content | null> {
    const terms = ownTermsOf(config);
    if (terms.length === 0 && config.sealedLists.size === 0) return null;
    const sealed = await deps.openSealed(tx, config.sealedLists);
    const key = hashOf(
      `${tx.schoolId} ${inForce.managed.version} ${canonical([terms, [...config.sealedLists]])}`,
    );
    const known = ownPacks.get(key);
    const content =
      known ??
      work
        .run('compile', { ...compileOptions(inForce.managed.library), terms, version: 'own', sealed })
        .then((bytes): Content => ({ sha256: hashOf(bytes), bytes }));
    ownPacks.delete(key);
    ownPacks.set(key, content);
    content.catch(() => ownPacks.delete(key));
    const oldest = ownPacks.keys().next();
    if (ownPacks.size > OWN_PACKS && oldest.done !== true) ownPacks.delete(oldest.value);
    return content;
  }

  /**
   * The own pack without terms that cannot be compiled any more, such as those that name a word class which another
   * version of the library has not: one of them must not keep devices from all the others.
   */
  async function soundOwnPack(tx: SchoolTx, config: PolicyConfig, inForce: InForce): Promise<Content | null> {
    try {
      return await ownPack(tx, config, inForce);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      const { classes } = inForce.managed.library;
      const bad = await work.run('check', { terms: ownTermsOf(config), classes });
      deps.log.error('policies.terms-not-compiled', { schoolId: tx.schoolId, terms: bad.length }, cause);
      if (bad.length === 0) return null;
      const ids = new Set(bad.map(({ id }) => id));
      const terms = new Map([...config.terms].filter(([id]) => !ids.has(id)));
      return ownPack(tx, { ...config, terms }, inForce);
    }
  }

  async function latest(tx: SchoolTx): Promise<Latest> {
    const before = latests.get(tx.schoolId);
    if (before !== undefined && before.number === (await lastNumber(tx))) return before;
    const { number, config, inForce } = await decided(tx);
    const now = { number, config, inForce };
    tx.afterCommit(() => {
      if ((latests.get(tx.schoolId)?.number ?? -1) < number) latests.set(tx.schoolId, now);
    });
    return now;
  }

  async function keptOf(tx: SchoolTx): Promise<Kept> {
    const before = schools.get(tx.schoolId);
    if (before !== undefined && before.number === (await lastNumber(tx))) return before;
    const { number, config, inForce } = await latest(tx);
    const kept: Kept = {
      number,
      config,
      inForce,
      ownPack: await soundOwnPack(tx, config, inForce),
      setters: groupsThatSet(config),
      rules: new Map(),
      stored: new Set(),
    };
    tx.afterCommit(() => {
      const now = schools.get(tx.schoolId);
      if (now === undefined || now.number < number) schools.set(tx.schoolId, kept);
    });
    return kept;
  }

  async function store(tx: SchoolTx, kept: Kept, content: Content, kind: PackKind): Promise<ByHash> {
    const { sha256, bytes } = content;
    if (!kept.stored.has(sha256)) {
      await insertPack(tx, {
        sha256,
        bytes,
        kind,
        libraryVersion: kind === 'library' ? kept.inForce.managed.version : null,
        change: kind === 'library' ? null : kept.number,
      });
      tx.afterCommit(() => kept.stored.add(sha256));
    }
    return { sha256, bytes: bytes.length };
  }

  return {
    libraries,
    timeZone,
    helpSites: deps.helpSites,
    decided,
    ownPack,
    latest,
    async contents(tx) {
      const kept = await keptOf(tx);
      const pack = await store(tx, kept, kept.inForce.pack, 'library');
      const own = kept.ownPack === null ? null : await store(tx, kept, kept.ownPack, 'own');
      return {
        setters: kept.setters,
        async forGroups(groups) {
          const some = groups.filter((group) => kept.setters.has(group.id));
          // Names and priorities decide, too, so they are part of what it is remembered by.
          const key = keyOf(some);
          const ruled = kept.rules.get(key) ?? ruledBy(kept.config, some, timeZone);
          kept.rules.set(key, ruled);
          const { content, sources, privateApplications } = ruled;
          const privateHosts = ruled.privateHosts ?? deps.helpSites;
          const rules = content === null ? null : await store(tx, kept, content, 'rules');
          return { pack, ownPack: own, rules, sources, privateHosts, privateApplications };
        },
      };
    },
  };
}

function ruledBy(config: PolicyConfig, groups: readonly OrderedGroup[], timeZone: string): Ruled {
  const { rules, ...watched } = effectiveFor(config, groups, timeZone);
  const { sources, privateHosts, privateApplications } = watched;
  const said = { sources, privateHosts, privateApplications };
  if (saysNothing(rules)) return { content: null, ...said };
  const bytes = new TextEncoder().encode(canonical(rules));
  return { content: { sha256: hashOf(bytes), bytes }, ...said };
}

/** One text for the same groups in whatever order they come. */
function keyOf(groups: readonly OrderedGroup[]): string {
  const each = groups.map(({ id, name, priority, depth }) => JSON.stringify([id, name, priority, depth]));
  return [...new Set(each)].sort().join('');
}

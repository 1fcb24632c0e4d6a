import { createEngine, type Engine } from '@lapwing/detection/engine.ts';
import { loadPack, type Pack } from '@lapwing/detection/pack.ts';
import { createWatch, type Watch } from '@lapwing/detection/watch.ts';
import { AgreementContent } from '@lapwing/protocol/features/agreements/content.ts';
import { WatchRules } from '@lapwing/protocol/features/policies/rules.ts';
import { type LoadedRules, readRestrictionRules } from './restriction-rules.ts';
import { type Made, parseJson } from './stored-document.ts';
import { decodeUtf8 } from './utf8.ts';

/** Makes of fetched content what detects by it. */
export interface ContentLoader {
  /** The pack is named by its hash, and so are the findings of its terms. */
  readonly pack: (bytes: Uint8Array, sha256: string) => Made<Pack>;
  readonly engine: (packs: readonly Pack[]) => Engine;
  readonly watch: (bytes: Uint8Array, sha256: string) => Made<Watch>;
  readonly restrictions: (bytes: Uint8Array, sha256: string) => Made<LoadedRules>;
  readonly agreement: (bytes: Uint8Array) => Made<AgreementContent>;
}

/** What is made of different content at once, at most; a school changes its rules some times a day. */
const MAX_SHARED = 64;

/** Everything made anew for each call: what a program with one agent wants. */
export const contentLoader: ContentLoader = Object.freeze({
  pack(bytes: Uint8Array, sha256: string): Made<Pack> {
    const loaded = loadPack(bytes, sha256);
    if (loaded.ok) return { ok: true, value: loaded.pack };
    return { ok: false, code: loaded.code === 'unsupported-version' ? 'unsupported' : 'damaged' };
  },
  engine: (packs: readonly Pack[]): Engine => createEngine(packs),
  watch(bytes: Uint8Array): Made<Watch> {
    const rules = parseJson(decodeUtf8(bytes), WatchRules);
    if (rules === null) return { ok: false, code: 'damaged' };
    try {
      return { ok: true, value: createWatch(rules) };
    } catch (error) {
      // A time zone that this device has never heard of.
      if (error instanceof RangeError) return { ok: false, code: 'damaged' };
      throw error;
    }
  },
  restrictions: readRestrictionRules,
  agreement(bytes: Uint8Array): Made<AgreementContent> {
    const content = parseJson(decodeUtf8(bytes), AgreementContent);
    return content === null ? { ok: false, code: 'damaged' } : { ok: true, value: content };
  },
});

/**
 * For a program with many agents: those with the same content share what is made of it, which keeps nothing of what
 * it reads.
 */
export function createSharedLoader(): ContentLoader {
  const packs = new Map<string, Made<Pack>>();
  const engines = new Map<string, Engine>();
  const watches = new Map<string, Made<Watch>>();
  const restricted = new Map<string, Made<LoadedRules>>();
  return {
    pack: (bytes, sha256) => shared(packs, sha256, () => contentLoader.pack(bytes, sha256), isMade),
    engine: (of) => shared(engines, of.map(({ name }) => name).join(), () => contentLoader.engine(of)),
    watch: (bytes, sha256) => shared(watches, sha256, () => contentLoader.watch(bytes, sha256), isMade),
    restrictions: (bytes, sha256) =>
      shared(restricted, sha256, () => contentLoader.restrictions(bytes, sha256), isMade),
    agreement: contentLoader.agreement,
  };
}

function isMade(made: Made<unknown>): boolean {
  return made.ok;
}

/** The one of that name, made if it is not there; the one asked for longest ago makes room. */
function shared<T>(all: Map<string, T>, name: string, make: () => T, keep = (_one: T): boolean => true): T {
  const one = all.get(name) ?? make();
  all.delete(name);
  if (keep(one)) all.set(name, one);
  const oldest = all.keys().next();
  if (all.size > MAX_SHARED && oldest.done !== true) all.delete(oldest.value);
  return one;
}

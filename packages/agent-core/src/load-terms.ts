import { createEngine, type Engine } from '@lapwing/detection/engine.ts';
import { loadPack } from '@lapwing/detection/pack.ts';

export type LoadedEngine = { ok: true; engine: Engine } | { ok: false; code: string };

/** Makes an engine of a pack whose hash has been checked. */
export type LoadTerms = (bytes: Uint8Array, sha256: string) => LoadedEngine;

/** One engine for each call: what a program with one agent wants. */
export const loadTerms: LoadTerms = (bytes) => {
  const loaded = loadPack(bytes);
  return loaded.ok ? { ok: true, engine: createEngine(loaded.pack) } : { ok: false, code: loaded.code };
};

/** For a program with many agents: those with the same pack share its engine, which keeps nothing of what it scans. */
export function createSharedTerms(): LoadTerms {
  const engines = new Map<string, LoadedEngine>();
  return (bytes, sha256) => {
    const known = engines.get(sha256);
    if (known !== undefined) return known;
    const loaded = loadTerms(bytes, sha256);
    if (loaded.ok) engines.set(sha256, loaded);
    return loaded;
  };
}

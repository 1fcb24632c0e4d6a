import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** A pack is a third of its size on its way to a device; a whole school fetches a new one at once. */
export interface Packed {
  /** The bytes compressed by gzip. Made once for each hash while it is among those asked for lately. */
  of(sha256: string, bytes: Uint8Array): Promise<Uint8Array>;
}

/** Schools of one server have few distinct packs. */
const KEPT = 8;

export function createPacked(): Packed {
  const kept = new Map<string, Promise<Uint8Array>>();
  return {
    of(sha256, bytes) {
      const known = kept.get(sha256);
      const packed = known ?? compress(bytes);
      kept.delete(sha256);
      kept.set(sha256, packed);
      // One that failed must not be remembered.
      packed.catch(() => kept.delete(sha256));
      const oldest = kept.keys().next();
      if (kept.size > KEPT && oldest.done !== true) kept.delete(oldest.value);
      return packed;
    },
  };
}

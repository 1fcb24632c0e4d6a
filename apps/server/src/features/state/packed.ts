import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** A pack is a third of its size on its way to a device; a whole school fetches a new one at once. */
export interface Packed {
  /**
   * The bytes compressed by gzip. However many ask at once, they are read and compressed once; large ones are kept while
   * they are among those asked for lately.
   *
   * @param read gives the bytes; asked only where they are needed
   */
  of(sha256: string, read: () => Promise<Uint8Array>): Promise<Uint8Array>;
}

/** Schools of one server have few distinct libraries. */
const KEPT = 8;
/** What is smaller is compressed in no time; kept, the many small ones would push out the few large. */
const LARGE_BYTES = 1024 * 1024;

export function createPacked(): Packed {
  const kept = new Map<string, Promise<Uint8Array>>();
  return {
    async of(sha256, read) {
      const known = kept.get(sha256);
      if (known !== undefined) {
        kept.delete(sha256);
        kept.set(sha256, known);
        return known;
      }
      const packed = read().then(async (bytes) => {
        if (bytes.length < LARGE_BYTES) kept.delete(sha256);
        return compress(bytes);
      });
      kept.set(sha256, packed);
      // One that failed must not be remembered.
      packed.catch(() => kept.delete(sha256));
      const oldest = kept.keys().next();
      if (kept.size > KEPT && oldest.done !== true) kept.delete(oldest.value);
      return packed;
    },
  };
}

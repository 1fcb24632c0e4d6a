/** Bytes of a line; longer ones come from nobody who speaks as agreed. */
const MAX_LINE = 4_000_000;
const NEWLINE = 0x0a;

/** Cuts bytes that come in pieces into lines. */
export interface Lines {
  add(chunk: Uint8Array): void;
  /** The next line without its end, and only it; null while none is whole. */
  next(): string | null;
  /** True for ever once a line was too long to be held. */
  tooLong(): boolean;
}

export function createLines(): Lines {
  let waiting: Buffer = Buffer.alloc(0);
  /** Up to where no end is to be found. */
  let looked = 0;
  let long = false;

  return {
    add(chunk) {
      if (long) return;
      waiting = waiting.length === 0 ? Buffer.from(chunk) : Buffer.concat([waiting, chunk]);
    },
    next() {
      const end = waiting.indexOf(NEWLINE, looked);
      if (end < 0) {
        looked = waiting.length;
        if (looked > MAX_LINE) {
          long = true;
          looked = 0;
          waiting = Buffer.alloc(0);
        }
        return null;
      }
      const line = waiting.toString('utf8', 0, end);
      waiting = waiting.subarray(end + 1);
      looked = 0;
      return line;
    },
    tooLong: () => long,
  };
}

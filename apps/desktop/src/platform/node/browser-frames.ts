// Native messaging: the length in four bytes, the lowest first, then JSON in UTF-8 (Chrome, "Native messaging").

/** A browser ends a host that says more at once. */
const MOST_TO_BROWSER = 1_048_576;
/** Bytes of one message of a browser. */
const MOST_FROM_BROWSER = 4_000_000;
const HEAD = 4;

/** Cuts what a browser sends into its messages. */
export interface BrowserFrames {
  add(chunk: Uint8Array): void;
  /** The next message as one line of JSON; null while none is whole. */
  next(): string | null;
  /** True for ever once a length was none that a browser sends. */
  broken(): boolean;
}

export function createBrowserFrames(): BrowserFrames {
  let waiting: Buffer = Buffer.alloc(0);
  let bad = false;

  return {
    add(chunk) {
      if (!bad) waiting = waiting.length === 0 ? Buffer.from(chunk) : Buffer.concat([waiting, chunk]);
    },
    next() {
      if (bad || waiting.length < HEAD) return null;
      const length = waiting.readUInt32LE(0);
      if (length > MOST_FROM_BROWSER) {
        bad = true;
        waiting = Buffer.alloc(0);
        return null;
      }
      if (waiting.length < HEAD + length) return null;
      const text = waiting.toString('utf8', HEAD, HEAD + length);
      waiting = waiting.subarray(HEAD + length);
      // In JSON a bare end of a line can only be space between its signs.
      return text.replaceAll(/[\r\n]/gu, ' ');
    },
    broken: () => bad,
  };
}

/** A message as a browser reads it; null for one that is too long. */
export function browserFrame(text: string): Buffer | null {
  const body = Buffer.from(text, 'utf8');
  if (body.length > MOST_TO_BROWSER) return null;
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}

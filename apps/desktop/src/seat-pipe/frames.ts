/** What goes over the pipe at once: a JSON value, and bytes that belong to it. */
export interface Frame {
  readonly head: unknown;
  readonly body: Uint8Array;
}

/** Two lengths of four bytes: of the JSON value, of the bytes. */
const PREFIX_BYTES = 8;
/** Windows with long titles, by the hundred. */
export const MOST_HEAD = 1024 * 1024;
/** Four screens of 4K side by side. */
export const MOST_BODY = 4 * 3840 * 2160 * 4;
const NOTHING = new Uint8Array();

/**
 * A frame as it is written, in pieces: bytes are not copied, and are not to be changed until they are written.
 * Throws for one that the other side would refuse.
 */
export function encodeFrame(head: unknown, body: readonly Uint8Array[] = []): readonly Uint8Array[] {
  const json = Buffer.from(JSON.stringify(head));
  const bytes = body.reduce((sum, { length }) => sum + length, 0);
  if (json.length > MOST_HEAD || bytes > MOST_BODY)
    throw new RangeError('A frame is too large for the pipe.');
  const first = Buffer.allocUnsafe(PREFIX_BYTES + json.length);
  first.writeUInt32LE(json.length, 0);
  first.writeUInt32LE(bytes, 4);
  json.copy(first, PREFIX_BYTES);
  return [first, ...body.filter(({ length }) => length > 0)];
}

/**
 * Puts frames together from what comes in pieces of any size.
 * @returns takes the next piece; false for what is no frame, after which nothing is read any more
 */
export function createFrameReader(take: (frame: Frame) => void): (piece: Uint8Array) => boolean {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  let stage: 'prefix' | 'head' | 'body' | 'broken' = 'prefix';
  /** What is filled now, and how far. */
  let into: Uint8Array = prefix;
  let filled = 0;
  let bodyBytes = 0;
  let head: unknown = null;

  function fill(next: typeof stage, room: Uint8Array): void {
    stage = next;
    into = room;
    filled = 0;
  }
  function finish(body: Uint8Array): void {
    const frame = { head, body };
    head = null;
    fill('prefix', prefix);
    take(frame);
  }
  /** @returns false for what is no frame */
  function full(): boolean {
    if (stage === 'prefix') {
      const headBytes = prefix.readUInt32LE(0);
      bodyBytes = prefix.readUInt32LE(4);
      // Before memory is made for it.
      if (headBytes === 0 || headBytes > MOST_HEAD || bodyBytes > MOST_BODY) return false;
      fill('head', new Uint8Array(headBytes));
      return true;
    }
    if (stage === 'body') {
      finish(into);
      return true;
    }
    try {
      head = JSON.parse(Buffer.from(into.buffer, into.byteOffset, into.length).toString('utf8'));
    } catch {
      return false;
    }
    if (bodyBytes === 0) finish(NOTHING);
    else fill('body', new Uint8Array(bodyBytes));
    return true;
  }

  return (piece) => {
    let at = 0;
    while (at < piece.length && stage !== 'broken') {
      const taken = Math.min(into.length - filled, piece.length - at);
      into.set(piece.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled === into.length && !full()) fill('broken', NOTHING);
    }
    return stage !== 'broken';
  };
}

/** Names one blob. Both parts become names of files or objects, so their characters are few. */
export interface BlobName {
  /** The UUID of the school: each school's blobs lie apart. */
  readonly schoolId: string;
  /** Lower-case letters, figures, dots and dashes, at most 100, beginning with a letter or figure. */
  readonly id: string;
}

/** The bytes from `start` up to and not including `end`; both within the blob. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * - `length-mismatch`: more or fewer bytes came than were declared; nothing is kept.
 * - `no-space`: the store is full; nothing is kept, the same may succeed later.
 * - `failed`: the store did not take it; `cause` is for the log.
 */
export type PutOutcome =
  | { ok: true }
  | { ok: false; code: 'length-mismatch' | 'no-space' }
  | { ok: false; code: 'failed'; cause: unknown };

/**
 * - `missing`: there is no such blob.
 * - `damaged`: what is stored is not what was put.
 * - `bad-range`: the range does not lie within the blob.
 */
export type ReadOutcome =
  | { ok: true; bytes: Uint8Array; totalLength: number }
  | { ok: false; code: 'missing' | 'damaged' }
  | { ok: false; code: 'bad-range'; totalLength: number }
  | { ok: false; code: 'failed'; cause: unknown };

export type DeleteOutcome = { ok: true; existed: boolean } | { ok: false; code: 'failed'; cause: unknown };

/** Keeps bytes by name, whole or not at all: a blob that can be read was put completely, even across a power cut. */
export interface Blobs {
  /** Stores exactly `length` bytes; an older blob of the name is replaced in one step. A throw of `bytes` is `failed`. */
  put(
    name: BlobName,
    length: number,
    bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<PutOutcome>;
  /** The whole blob, or one range of it, in memory: a caller with large blobs asks for one range after the other. */
  read(name: BlobName, range?: ByteRange): Promise<ReadOutcome>;
  delete(name: BlobName): Promise<DeleteOutcome>;
  exists(name: BlobName): Promise<boolean>;
}

const SCHOOL = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ID = /^[a-z0-9](?:[a-z0-9-]|\.(?!\.)){0,99}$/;

/** Throws for a name that could mean another place than its own; names are made by the server, so that is a bug. */
export function checkBlobName(name: BlobName): void {
  if (!SCHOOL.test(name.schoolId)) throw new RangeError('a blob belongs to a school by its UUID');
  if (!ID.test(name.id))
    throw new RangeError('a blob is named by lower-case letters, figures, dots and dashes');
}

/** Whether the range lies within the length and is not empty, unless it is all of an empty blob. */
export function liesWithin(range: ByteRange, totalLength: number): boolean {
  if (!Number.isSafeInteger(range.start) || !Number.isSafeInteger(range.end)) return false;
  if (range.start < 0 || range.end > totalLength) return false;
  return range.start < range.end || (totalLength === 0 && range.start === 0 && range.end === 0);
}

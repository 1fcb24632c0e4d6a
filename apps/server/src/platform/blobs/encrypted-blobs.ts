import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { liesWithin, type BlobName, type Blobs, type ByteRange } from './blobs.ts';

/** The 32-byte data key of a school. */
export type DataKeyOf = (schoolId: string) => Promise<Uint8Array>;

/** Bytes of plain text in each chunk but the last. */
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

const MAGIC = Buffer.from('LWB1', 'latin1');
const SALT_BYTES = 16;
const PREFIX_BYTES = 8;
/** Magic, salt, nonce prefix, and the length of the plain text as an unsigned 64-bit number. */
const HEADER_BYTES = MAGIC.length + SALT_BYTES + PREFIX_BYTES + 8;

interface Header {
  readonly salt: Buffer;
  readonly prefix: Buffer;
  readonly length: number;
}

/**
 * Encrypts what is put into `inner`: AES-256-GCM in chunks, so that a range is read by opening only the chunks that
 * hold it. Each blob has its own key, derived from the school's data key with a random salt, so that no nonce can
 * meet itself in another blob. Each chunk's nonce is a random prefix and its index, and each is bound to school,
 * blob, index and total length: chunks cannot be swapped, repeated, cut, or carried over from another blob.
 */
export function createEncryptedBlobs(inner: Blobs, dataKeyOf: DataKeyOf): Blobs {
  return {
    async put(name, length, bytes) {
      if (!Number.isSafeInteger(length) || length < 0) throw new RangeError('a length counts bytes');
      const header: Header = { salt: randomBytes(SALT_BYTES), prefix: randomBytes(PREFIX_BYTES), length };
      const key = blobKey(await dataKeyOf(name.schoolId), name, header);
      return inner.put(name, sealedLength(length), sealAll(name, header, key, bytes));
    },
    async read(name, range) {
      const head = await inner.read(name, { start: 0, end: HEADER_BYTES });
      if (!head.ok) return head.code === 'bad-range' ? { ok: false, code: 'damaged' } : head;
      const header = parseHeader(head.bytes);
      if (header === null || head.totalLength !== sealedLength(header.length)) {
        return { ok: false, code: 'damaged' };
      }
      const wanted = range ?? { start: 0, end: header.length };
      if (!liesWithin(wanted, header.length)) {
        return { ok: false, code: 'bad-range', totalLength: header.length };
      }
      const first = Math.floor(wanted.start / CHUNK_BYTES);
      const last = Math.max(first, Math.ceil(wanted.end / CHUNK_BYTES) - 1);
      const sealed = await inner.read(name, sealedRange(first, last, header.length));
      if (!sealed.ok) return sealed.code === 'bad-range' ? { ok: false, code: 'damaged' } : sealed;
      const key = blobKey(await dataKeyOf(name.schoolId), name, header);
      const plain = openChunks(name, header, key, first, sealed.bytes);
      if (plain === null) return { ok: false, code: 'damaged' };
      const from = wanted.start - first * CHUNK_BYTES;
      return {
        ok: true,
        bytes: plain.subarray(from, from + wanted.end - wanted.start),
        totalLength: header.length,
      };
    },
    delete: (name) => inner.delete(name),
    exists: (name) => inner.exists(name),
  };
}

/** An empty blob has one chunk of nothing, so that it too is sealed. */
function chunkCount(length: number): number {
  return Math.max(1, Math.ceil(length / CHUNK_BYTES));
}

function sealedLength(length: number): number {
  return HEADER_BYTES + length + chunkCount(length) * TAG_BYTES;
}

function sealedRange(first: number, last: number, length: number): ByteRange {
  const start = HEADER_BYTES + first * SEALED_CHUNK_BYTES;
  const end = Math.min(HEADER_BYTES + (last + 1) * SEALED_CHUNK_BYTES, sealedLength(length));
  return { start, end };
}

function formatHeader(header: Header): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(header.length));
  return Buffer.concat([MAGIC, header.salt, header.prefix, length]);
}

function parseHeader(bytes: Uint8Array): Header | null {
  const buffer = Buffer.from(bytes);
  if (buffer.length !== HEADER_BYTES || !buffer.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const length = buffer.readBigUInt64BE(HEADER_BYTES - 8);
  if (length > BigInt(Number.MAX_SAFE_INTEGER) / 2n) return null;
  const prefixAt = MAGIC.length + SALT_BYTES;
  return {
    salt: buffer.subarray(MAGIC.length, prefixAt),
    prefix: buffer.subarray(prefixAt, prefixAt + PREFIX_BYTES),
    length: Number(length),
  };
}

function blobKey(dataKey: Uint8Array, name: BlobName, header: Header): Buffer {
  if (dataKey.length !== 32) throw new RangeError('a data key has 32 bytes');
  return Buffer.from(
    hkdfSync('sha256', dataKey, header.salt, `lapwing blob ${name.schoolId} ${name.id}`, 32),
  );
}

function nonceOf(header: Header, index: number): Buffer {
  const nonce = Buffer.alloc(PREFIX_BYTES + 4);
  header.prefix.copy(nonce);
  nonce.writeUInt32BE(index, PREFIX_BYTES);
  return nonce;
}

function boundTo(name: BlobName, header: Header, index: number): Buffer {
  return Buffer.from(`LWB1\n${name.schoolId}\n${name.id}\n${index}\n${header.length}`);
}

async function* sealAll(
  name: BlobName,
  header: Header,
  key: Buffer,
  bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield formatHeader(header);
  const seal = (index: number, plain: Uint8Array): Uint8Array => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(header, index));
    cipher.setAAD(boundTo(name, header, index));
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  const chunks = chunkCount(header.length);
  let index = 0;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for await (const piece of bytes) {
    let rest = piece;
    while (waitingBytes + rest.length >= CHUNK_BYTES && index < chunks - 1) {
      const taken = rest.subarray(0, CHUNK_BYTES - waitingBytes);
      yield seal(index, Buffer.concat([...waiting, taken]));
      index += 1;
      rest = rest.subarray(taken.length);
      waiting = [];
      waitingBytes = 0;
    }
    // More bytes than were declared end here; the sealed length is then wrong, which the inner store refuses.
    if (waitingBytes + rest.length > CHUNK_BYTES) {
      yield Buffer.concat([...waiting, rest, Buffer.alloc(TAG_BYTES + 1)]);
      return;
    }
    if (rest.length > 0) {
      waiting.push(rest);
      waitingBytes += rest.length;
    }
  }
  yield seal(index, Buffer.concat(waiting));
}

/** Opens chunks that lie one after the other; null when one of them is not what was sealed there. */
function openChunks(
  name: BlobName,
  header: Header,
  key: Buffer,
  first: number,
  sealed: Uint8Array,
): Buffer | null {
  const plain: Buffer[] = [];
  for (let at = 0, index = first; at < sealed.length; at += SEALED_CHUNK_BYTES, index += 1) {
    const chunk = sealed.subarray(at, at + SEALED_CHUNK_BYTES);
    const tagAt = chunk.length - TAG_BYTES;
    if (tagAt < 0) return null;
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(header, index), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundTo(name, header, index));
    decipher.setAuthTag(chunk.subarray(tagAt));
    try {
      plain.push(decipher.update(chunk.subarray(0, tagAt)), decipher.final());
    } catch {
      return null;
    }
  }
  return Buffer.concat(plain);
}

import { crc32 } from 'node:zlib';
import { z } from 'zod';

/** One step of the outbox's file: what was put together, or what was deleted. */
export type OutboxStep =
  | { readonly kind: 'put'; readonly items: readonly OutboxItem[] }
  | { readonly kind: 'delete'; readonly keys: readonly string[] };

/** An entry without its content. */
export interface OutboxItem {
  readonly key: string;
  readonly kind: 'message' | 'evidence';
  /** Bytes before and after sealing. */
  readonly size: number;
  readonly sealed: number;
}

/** A step at its place in the file. */
export interface OutboxHead {
  readonly step: OutboxStep;
  /** Bytes from the beginning of the record to its contents, and of those. */
  readonly headBytes: number;
  readonly dataBytes: number;
  readonly dataSum: number;
}

/*
 * A record: `LWO1`, kind (1 byte) and three of nothing, bytes of the list, bytes of the contents, sum of the contents,
 * sum of all that stands before and of the list (CRC-32; 4 bytes each, the lowest first), the list as JSON, the sealed
 * contents one after the other.
 */
export const MAGIC = Buffer.from('LWO1');
export const FIXED_BYTES = 24;
export const MOST_LIST_BYTES = 4 * 1024 * 1024;
const SUMMED = 20;
const KINDS = Object.freeze({ put: 1, delete: 2 });

const Items = z.array(
  z.tuple([z.string(), z.enum(['message', 'evidence']), z.int().nonnegative(), z.int().nonnegative()]),
);
const Keys = z.array(z.string());

/** @param data sealed contents in the order of the items */
export function encodeRecord(step: OutboxStep, data: readonly Uint8Array[]): Buffer {
  const list = Buffer.from(
    JSON.stringify(
      step.kind === 'put'
        ? step.items.map(({ key, kind, size, sealed }) => [key, kind, size, sealed])
        : step.keys,
    ),
  );
  if (list.length > MOST_LIST_BYTES) throw new Error('too many entries at once');
  const contents = Buffer.concat(data);
  const fixed = Buffer.alloc(FIXED_BYTES);
  MAGIC.copy(fixed);
  fixed.writeUInt8(KINDS[step.kind], 4);
  fixed.writeUInt32LE(list.length, 8);
  fixed.writeUInt32LE(contents.length, 12);
  fixed.writeUInt32LE(crc32(contents), 16);
  fixed.writeUInt32LE(crc32(list, crc32(fixed.subarray(0, SUMMED))), SUMMED);
  return Buffer.concat([fixed, list, contents]);
}

/** How many bytes the list has after the fixed beginning; null where no record begins. */
export function listBytes(fixed: Buffer): number | null {
  if (fixed.length < FIXED_BYTES || !fixed.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const bytes = fixed.readUInt32LE(8);
  return bytes > MOST_LIST_BYTES ? null : bytes;
}

/** @param head the fixed beginning and the list. Null where it was not written whole or was changed. */
export function decodeHead(head: Buffer): OutboxHead | null {
  const bytes = listBytes(head);
  if (bytes === null || head.length < FIXED_BYTES + bytes) return null;
  const list = head.subarray(FIXED_BYTES, FIXED_BYTES + bytes);
  if (crc32(list, crc32(head.subarray(0, SUMMED))) !== head.readUInt32LE(SUMMED)) return null;
  const step = readList(head.readUInt8(4), list);
  const [dataBytes, dataSum] = [head.readUInt32LE(12), head.readUInt32LE(16)];
  if (step === null) return null;
  const sealed = step.kind === 'put' ? step.items.reduce((sum, item) => sum + item.sealed, 0) : 0;
  return sealed === dataBytes ? { step, headBytes: FIXED_BYTES + bytes, dataBytes, dataSum } : null;
}

function readList(kind: number, list: Buffer): OutboxStep | null {
  let value: unknown;
  try {
    value = JSON.parse(list.toString('utf8'));
  } catch {
    return null;
  }
  if (kind === KINDS.delete) {
    const keys = Keys.safeParse(value);
    return keys.success ? { kind: 'delete', keys: keys.data } : null;
  }
  const items = Items.safeParse(value);
  if (kind !== KINDS.put || !items.success) return null;
  return {
    kind: 'put',
    items: items.data.map(([key, what, size, sealed]) => ({ key, kind: what, size, sealed })),
  };
}

/** Whether contents are as they were written. */
export function isWhole(contents: Uint8Array, sum: number): boolean {
  return crc32(contents) === sum;
}

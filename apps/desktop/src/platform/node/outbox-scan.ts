import type { FileHandle } from 'node:fs/promises';

import { decodeHead, FIXED_BYTES, isWhole, listBytes, MAGIC, type OutboxHead } from './outbox-record.ts';

/** Where an entry is in the file. */
export interface OutboxPlace {
  readonly kind: 'message' | 'evidence';
  readonly size: number;
  readonly sealed: number;
  /** Where the sealed content begins. */
  readonly at: number;
}

export interface Scanned {
  /** In the order in which their keys were first put. */
  readonly places: Map<string, OutboxPlace>;
  /** Where the last whole record ends. */
  readonly end: number;
  readonly size: number;
}

interface FoundRecord {
  readonly at: number;
  readonly head: OutboxHead;
}

const SEARCH_BYTES = 1024 * 1024;

/**
 * Finds what an outbox file holds, without its contents. A record that is damaged is left out; the last one, which may
 * have been cut off, counts only with contents that are whole.
 */
export async function readRecords(handle: FileHandle): Promise<Scanned> {
  const { size } = await handle.stat();
  const places = new Map<string, OutboxPlace>();
  let held: FoundRecord | null = null;
  let end = 0;
  let at = 0;
  while (at < size) {
    const record = (await recordAt(handle, at, size)) ?? (await nextRecord(handle, at + 1, size));
    if (record === null) break;
    if (held !== null) apply(places, held);
    held = record;
    at = record.at + record.head.headBytes + record.head.dataBytes;
    end = at;
  }
  if (held !== null && (await isWritten(handle, held))) apply(places, held);
  else if (held !== null) end = held.at;
  return { places, end, size };
}

async function read(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** Null where no record begins, or one that reaches beyond the end. */
async function recordAt(handle: FileHandle, at: number, size: number): Promise<FoundRecord | null> {
  const list = listBytes(await read(handle, at, FIXED_BYTES));
  if (list === null) return null;
  const head = decodeHead(await read(handle, at, FIXED_BYTES + list));
  if (head === null || at + head.headBytes + head.dataBytes > size) return null;
  return { at, head };
}

async function nextRecord(handle: FileHandle, from: number, size: number): Promise<FoundRecord | null> {
  for (let at = from; at < size; at += SEARCH_BYTES - MAGIC.length) {
    const part = await read(handle, at, SEARCH_BYTES);
    for (let found = part.indexOf(MAGIC); found >= 0; found = part.indexOf(MAGIC, found + 1)) {
      const record = await recordAt(handle, at + found, size);
      if (record !== null) return record;
    }
  }
  return null;
}

async function isWritten(handle: FileHandle, { at, head }: FoundRecord): Promise<boolean> {
  return isWhole(await read(handle, at + head.headBytes, head.dataBytes), head.dataSum);
}

function apply(places: Map<string, OutboxPlace>, { at, head }: FoundRecord): void {
  if (head.step.kind === 'delete') {
    for (const key of head.step.keys) places.delete(key);
    return;
  }
  let content = at + head.headBytes;
  for (const { key, kind, size, sealed } of head.step.items) {
    places.set(key, { kind, size, sealed, at: content });
    content += sealed;
  }
}

import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { syncFolder } from './durable.ts';
import { encodeRecord, type OutboxItem } from './outbox-record.ts';
import { type OutboxPlace, readRecords } from './outbox-scan.ts';
import type { Seal } from './seal.ts';

/** The device's queue on disk. */
export interface OutboxFile {
  /** All or none; on the disk once fulfilled. Rejects when the disk refuses or the queue is full. */
  put(
    puts: readonly {
      readonly key: string;
      readonly kind: 'message' | 'evidence';
      readonly bytes: Uint8Array;
    }[],
  ): Promise<void>;
  entries(): Promise<
    readonly { readonly key: string; readonly kind: 'message' | 'evidence'; readonly size: number }[]
  >;
  read(key: string): Promise<Uint8Array | null>;
  delete(keys: readonly string[]): Promise<void>;
  /** After what was begun; another call opens it anew. */
  close(): Promise<void>;
}

export interface OutboxFileLimits {
  /** Sealed bytes that may wait. */
  readonly bytes: number;
  /** The file is written anew when it holds more than this, and more than what waits, that is of no use any more. */
  readonly waste: number;
}

export const OUTBOX_FILE_LIMITS: OutboxFileLimits = Object.freeze({
  bytes: 256 * 1024 * 1024,
  waste: 4 * 1024 * 1024,
});

interface Opened {
  handle: FileHandle;
  readonly places: Map<string, OutboxPlace>;
  /** Bytes of the file that are written whole. */
  end: number;
  /** Sealed bytes that wait. */
  live: number;
}

/**
 * One file to which each step is added (outbox-record.ts), so that a step costs one write and one forcing to the disk,
 * and a step that was cut off is found at the end and forgotten. What a deletion leaves is dropped when the file is
 * written anew.
 * @param folder absolute; made when there is none
 */
export function createOutboxFile(folder: string, seal: Seal, limits = OUTBOX_FILE_LIMITS): OutboxFile {
  const file = path.join(folder, 'outbox.log');
  const beside = path.join(folder, 'outbox.next');
  let opened: Opened | null = null;
  let work: Promise<unknown> = Promise.resolve();

  async function inTurn<T>(run: (outbox: Opened) => Promise<T>): Promise<T> {
    const next = work.then(async () => run((opened ??= await openFile())));
    work = next.catch(() => undefined);
    return next;
  }

  async function openFile(): Promise<Opened> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rm(beside, { force: true });
    const handle = await open(file, 'a+', 0o600);
    await handle.close();
    await syncFolder(folder);
    const writable = await open(file, 'r+');
    try {
      const { places, end, size } = await readRecords(writable);
      if (end < size) await writable.truncate(end);
      const live = [...places.values()].reduce((sum, { sealed }) => sum + sealed, 0);
      return { handle: writable, places, end, live };
    } catch (error) {
      await writable.close();
      throw error;
    }
  }

  async function forget(outbox: Opened): Promise<void> {
    opened = null;
    await outbox.handle.close().catch(() => undefined);
  }

  /** @param lasting whether it is forced to the disk before this is over */
  async function append(outbox: Opened, record: Buffer, lasting: boolean): Promise<void> {
    try {
      let written = 0;
      while (written < record.length) {
        const { bytesWritten } = await outbox.handle.write(
          record,
          written,
          record.length - written,
          outbox.end + written,
        );
        written += bytesWritten;
      }
      if (lasting) await outbox.handle.datasync();
    } catch (error) {
      // Nothing of it may be found by a later run.
      await outbox.handle.truncate(outbox.end).catch(async () => forget(outbox));
      throw error;
    }
    outbox.end += record.length;
  }

  function take(outbox: Opened, items: readonly OutboxItem[], begin: number): void {
    let at = begin;
    for (const { key, kind, size, sealed } of items) {
      outbox.live += sealed - (outbox.places.get(key)?.sealed ?? 0);
      outbox.places.set(key, { kind, size, sealed, at });
      at += sealed;
    }
  }

  async function tidy(outbox: Opened): Promise<void> {
    if (outbox.end - outbox.live <= Math.max(limits.waste, outbox.live)) return;
    try {
      await writeAnew(outbox);
    } catch {
      // It stays as it is, and is tried again.
      await rm(beside, { force: true });
    }
  }

  async function writeAnew(outbox: Opened): Promise<void> {
    const next = await open(beside, 'wx+', 0o600);
    const places = new Map<string, OutboxPlace>();
    let end = 0;
    try {
      for (const [key, place] of outbox.places) {
        const sealed = await readAt(outbox.handle, place);
        const item = { key, kind: place.kind, size: place.size, sealed: place.sealed };
        const record = encodeRecord({ kind: 'put', items: [item] }, [sealed]);
        await next.write(record, 0, record.length, end);
        places.set(key, { ...place, at: end + record.length - sealed.length });
        end += record.length;
      }
      await next.sync();
      // Windows does not let an open file be replaced.
      await outbox.handle.close();
      await rename(beside, file);
      await syncFolder(folder);
    } catch (error) {
      await next.close();
      await forget(outbox);
      throw error;
    }
    await next.close();
    outbox.handle = await open(file, 'r+');
    outbox.end = end;
    for (const [key, place] of places) outbox.places.set(key, place);
  }

  return {
    put: async (puts) => {
      const items = puts.map(({ key, kind, bytes }) => {
        const sealed = seal.close(bytes, placeOf(key, kind, bytes.length));
        return { item: { key, kind, size: bytes.length, sealed: sealed.length }, sealed };
      });
      return inTurn(async (outbox) => {
        if (items.length === 0) return;
        const more = items.reduce((sum, { sealed }) => sum + sealed.length, 0);
        if (outbox.live + more > limits.bytes) throw new Error('the outbox is full');
        const step = { kind: 'put', items: items.map(({ item }) => item) } as const;
        const record = encodeRecord(
          step,
          items.map(({ sealed }) => sealed),
        );
        await append(outbox, record, true);
        take(outbox, step.items, outbox.end - more);
        await tidy(outbox);
      });
    },
    entries: async () =>
      inTurn(async ({ places }) =>
        Promise.resolve([...places].map(([key, { kind, size }]) => ({ key, kind, size }))),
      ),
    read: async (key) =>
      inTurn(async ({ handle, places }) => {
        const place = places.get(key);
        if (place === undefined) return null;
        return seal.open(await readAt(handle, place), placeOf(key, place.kind, place.size));
      }),
    delete: async (keys) =>
      inTurn(async (outbox) => {
        const there = [...new Set(keys)].filter((key) => outbox.places.has(key));
        if (there.length === 0) return;
        // Not forced to the disk: what a power cut brings back is sent once more, which does no harm.
        await append(outbox, encodeRecord({ kind: 'delete', keys: there }, []), false);
        for (const key of there) {
          outbox.live -= outbox.places.get(key)?.sealed ?? 0;
          outbox.places.delete(key);
        }
        await tidy(outbox);
      }),
    close: async () => {
      const next = work.then(async () => (opened === null ? undefined : forget(opened)));
      work = next;
      return next;
    },
  };
}

function placeOf(key: string, kind: string, size: number): string {
  return `outbox ${kind} ${size} ${key}`;
}

async function readAt(handle: FileHandle, { at, sealed }: OutboxPlace): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(sealed), 0, sealed, at);
  return buffer.subarray(0, bytesRead);
}

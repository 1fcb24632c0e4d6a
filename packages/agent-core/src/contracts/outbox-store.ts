/** What waits to be sent. Messages are small JSON texts, evidence are the bytes of screenshots. */
export type OutboxKind = 'message' | 'evidence';

export interface OutboxPut {
  /** Unique in the outbox. */
  readonly key: string;
  readonly kind: OutboxKind;
  readonly bytes: Uint8Array;
}

/** An entry without its content. */
export interface OutboxEntry {
  readonly key: string;
  readonly kind: OutboxKind;
  /** Bytes of the content before it was sealed. */
  readonly size: number;
}

/**
 * The device's queue on disk. Implementations seal every content by encryption with a key that does not leave the
 * device; keys of entries are random ids and need no sealing.
 */
export interface OutboxStore {
  /**
   * Keeps all of `puts` or none; durable once the promise is fulfilled. A key that is there keeps its place in the
   * order and gets the new content. Rejects when the disk refuses.
   */
  put(puts: readonly OutboxPut[]): Promise<void>;
  /** Every entry in the order in which their keys were first put. */
  entries(): Promise<readonly OutboxEntry[]>;
  /** The content; null if there is none or if it can no longer be opened. */
  read(key: string): Promise<Uint8Array | null>;
  /** Unknown keys are ignored. */
  delete(keys: readonly string[]): Promise<void>;
}

import { ActivityDone, type ActivityRecorded } from '@lapwing/protocol/features/activity/recorded.event.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { z } from 'zod';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Log } from './contracts/log.ts';
import type { Random } from './contracts/random.ts';
import type { StateStore } from './contracts/state-store.ts';
import type { Outbox } from './outbox.ts';
import { createSerial } from './serial.ts';
import { readDocument, writeDocument } from './stored-document.ts';
import { encodeUtf8 } from './utf8.ts';

/** Under which it is stored how many records were given up and not yet told. */
const DROPPED = 'activity-dropped';
/** Records of one batch. */
const MOST_RECORDS = 100;
/** Bytes of the records of one batch: a frame holds 64 KiB. */
const MOST_BYTES = 48 * 1024;
const BATCH_MS = 10_000;
/** Letters of a name that are told. */
const LONGEST_NAME = 500;

const StoredDropped = z.object({ records: z.number().int().min(0) });

export interface Activity {
  load(): Promise<void>;
  /** What was done on the device; nothing of a kind that the school does not record. Never throws. */
  record(done: ActivityDone): void;
  /** Puts what was recorded into the outbox. */
  flush(): Promise<void>;
}

type Batched = ActivityRecorded['records'][number];

/** What was done on the device, in batches: SPEC.md, ACT. */
export function createActivity(parts: {
  readonly outbox: Outbox;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Kinds that the school records. */
  readonly kinds: () => readonly string[];
  /** The session that goes on; null while there is none. */
  readonly session: () => string | null;
}): Activity {
  const { outbox, store, clock, random, log } = parts;
  const serial = createSerial();
  let batch: { readonly sessionId: string | null; readonly records: Batched[]; bytes: number } | null = null;
  let dropped = 0;
  let cancelTimer: Cancel = () => undefined;

  const newId = (): string => uuidV7(clock.now(), random.bytes(10));

  function drop(records: number): void {
    dropped += records;
    void serial
      .run(() => writeDocument(store, DROPPED, { records: dropped }))
      .catch(() => log('activity.loss-not-written'));
  }
  outbox.onActivityLost(drop);

  /** Ends the batch that is open; what follows begins another. */
  function close(): void {
    cancelTimer();
    const closed = batch;
    batch = null;
    if (closed === null) return;
    void serial.run(() => put(closed.sessionId, closed.records)).catch(() => log('activity.not-kept'));
  }

  async function put(sessionId: string | null, records: Batched[]): Promise<void> {
    const told = dropped;
    const kept = await outbox.add({
      type: 'activity/recorded',
      id: newId(),
      sessionId,
      records,
      dropped: Math.min(told, 1_000_000_000),
    });
    // What was given up meanwhile, to make room for this, is for the next to tell.
    dropped += kept ? -told : records.length;
    if (told > 0 || dropped > 0) await writeDocument(store, DROPPED, { records: dropped });
  }

  return {
    async load() {
      dropped = (await readDocument(store, DROPPED, StoredDropped))?.records ?? 0;
    },
    record(done) {
      const known = ActivityDone.safeParse(clipped(done));
      if (!known.success || !parts.kinds().includes(done.kind)) return;
      const sessionId = parts.session();
      const record: Batched = { id: newId(), at: new Date(clock.now()).toISOString(), done: known.data };
      const bytes = encodeUtf8(JSON.stringify(record)).length;
      if (batch !== null && (batch.sessionId !== sessionId || batch.bytes + bytes > MOST_BYTES)) close();
      if (batch === null) {
        batch = { sessionId, records: [], bytes: 0 };
        cancelTimer = clock.setTimer(BATCH_MS, close);
      }
      batch.records.push(record);
      batch.bytes += bytes;
      if (batch.records.length >= MOST_RECORDS) close();
    },
    async flush() {
      close();
      await serial.idle();
    },
  };
}

/** Names of a length that the server takes; of a longer one, such as that of a deep folder, the beginning. */
function clipped(done: ActivityDone): object {
  return Object.fromEntries(
    Object.entries(done).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' ? value.slice(0, LONGEST_NAME).toWellFormed() : value,
    ]),
  );
}

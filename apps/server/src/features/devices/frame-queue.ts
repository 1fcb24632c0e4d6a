import { setTimeout as delay } from 'node:timers/promises';
import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type { Refusal } from '@lapwing/protocol/wire.ts';
import type { AgentFrames, FrameCall, HeardFrame } from '../../permissions/agent-frames.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Allowance } from './allowance.ts';
import { isInForce } from './store.ts';

/** One thing that a device sent, with its price. What is `nothing` was not understood and costs all the same. */
export type QueueItem =
  | {
      readonly kind: 'frame';
      readonly frame: HeardFrame;
      readonly price: number;
      /** Called once: it is stored, or will not be by this connection. */
      readonly settled?: () => void;
    }
  | { readonly kind: 'bad'; readonly id: string; readonly detail: string; readonly price: number }
  | { readonly kind: 'ping'; readonly price: number }
  | { readonly kind: 'nothing'; readonly price: number };

export interface FrameQueue {
  /** @returns false when the device has sent more than may wait: an honest agent waits for its acknowledgements */
  add(item: QueueItem): boolean;
}

export interface FrameQueueParts {
  readonly db: Database;
  readonly agentFrames: AgentFrames;
  readonly allowance: Allowance;
  readonly clock: Clock;
  readonly log: Log;
  readonly origin: Omit<FrameCall, 'tx'>;
  readonly send: (frame: ServerFrame) => void;
  readonly refuse: (reason: Refusal, retryAfter: number | null) => void;
  readonly track: (work: Promise<void>) => void;
  readonly stopping: AbortSignal;
}

/** The sum of prices that may wait; an agent has at most 64 items on the way. */
export const MOST_WAITING = 400;
/** Items that share a transaction. */
const BATCH = 32;
/** How often an item that fails by itself is tried again, and milliseconds in between. */
const TRIES_AGAIN = 3;
const AGAIN_AFTER_MS = 200;

/**
 * Works off what one device sends, in order and at the pace that it is allowed, several at once in one transaction.
 * An item that fails does not take the others with it.
 */
export function createFrameQueue(parts: FrameQueueParts): FrameQueue {
  const { db, agentFrames, log, origin } = parts;
  const deviceKey = `${origin.schoolId} ${origin.deviceId}`;
  const waiting: QueueItem[] = [];
  let price = 0;
  let working = false;
  let failure: unknown;

  async function work(): Promise<void> {
    working = true;
    try {
      while (waiting.length > 0 && !parts.stopping.aborted) {
        const batch = await paidBatch();
        for (const item of await store(batch)) await storeAlone(item);
      }
    } finally {
      working = false;
      if (parts.stopping.aborted) waiting.forEach(settle);
    }
  }

  async function paidBatch(): Promise<QueueItem[]> {
    const batch: QueueItem[] = [];
    for (let next = waiting[0]; next !== undefined && batch.length < BATCH; next = waiting[0]) {
      const wait = parts.allowance.take(deviceKey, next.price, parts.clock.now());
      if (wait > 0 && batch.length > 0) break;
      if (wait > 0) {
        await delay(wait, undefined, { signal: parts.stopping }).catch(() => undefined);
        if (parts.stopping.aborted) break;
        continue;
      }
      waiting.shift();
      price -= next.price;
      batch.push(next);
    }
    return batch;
  }

  /**
   * Nothing overtakes an item while the database does not answer: a capture would be refused whose session was to come
   * before it. An item that fails though it answers is passed over in the end.
   */
  async function storeAlone(item: QueueItem): Promise<void> {
    for (let tries = 0; tries <= TRIES_AGAIN;) {
      if ((await store([item])).length === 0) return;
      if (await answers()) tries += 1;
      await delay(AGAIN_AFTER_MS, undefined, { signal: parts.stopping }).catch(() => undefined);
      if (parts.stopping.aborted) return settle(item);
    }
    settle(item);
    // Nothing is acknowledged, so the device keeps the item and sends it again.
    const type = item.kind === 'frame' ? item.frame.type : 'malformed';
    log.error('devices.frame-failed', { deviceId: origin.deviceId, type }, failure);
  }

  async function answers(): Promise<boolean> {
    try {
      await db.ping();
      return true;
    } catch {
      return false;
    }
  }

  /** @returns the items that could not be stored, to be tried one by one */
  async function store(batch: readonly QueueItem[]): Promise<readonly QueueItem[]> {
    if (batch.some((item) => item.kind === 'ping')) {
      parts.send({ type: 'devices/pong', serverTime: new Date(parts.clock.now()).toISOString() });
    }
    const items = batch.filter((item) => item.kind === 'frame' || item.kind === 'bad');
    if (items.length === 0) return [];
    try {
      const replies = await db.inSchool(origin.schoolId, async (tx) => {
        if (!(await isInForce(tx, origin.deviceId))) return null;
        const frames: ServerFrame[] = [];
        const call = { ...origin, tx };
        for (const item of items) {
          frames.push(
            ...(item.kind === 'frame'
              ? await agentFrames.handle(call, item.frame)
              : await agentFrames.handleBad(call, { id: item.id, detail: item.detail })),
          );
        }
        return frames;
      });
      if (replies === null) parts.refuse('device-revoked', null);
      else for (const frame of replies) parts.send(frame);
      items.forEach(settle);
      return [];
    } catch (cause) {
      failure = cause;
      return items;
    }
  }

  function settle(item: QueueItem): void {
    if (item.kind === 'frame') item.settled?.();
  }

  return {
    add(item) {
      if (price + item.price > MOST_WAITING) return false;
      waiting.push(item);
      price += item.price;
      if (!working) parts.track(work());
      return true;
    },
  };
}

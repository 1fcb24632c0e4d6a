import { z } from 'zod';
import { Refusal } from '@lapwing/protocol/wire.ts';
import type { Clock } from './contracts/clock.ts';
import type { DeviceKey, KeyStore } from './contracts/key-store.ts';
import type { Log } from './contracts/log.ts';
import type { StateStore } from './contracts/state-store.ts';
import { Identity } from './identity.ts';
import { forgetState } from './state.ts';
import { readDocument, writeDocument } from './stored-document.ts';

const ENROLMENT = 'enrolment';
const REFUSAL = 'refusal';
const LOST = 'lost';

const StoredRefusal = z.object({ reason: Refusal, until: z.number() });
const StoredLoss = z.object({ count: z.number().int().min(0) });

/** What is stored of the enrolment: who this device is, its key, whether it was refused, what it had to give up. */
export interface Enrolments {
  load(): Promise<void>;
  identity(): Identity | null;
  key(): DeviceKey | null;
  /** The key for a device that is not enrolled: the same for every try, so that a reply that was lost does no harm. */
  firstKey(): Promise<DeviceKey>;
  replace(identity: Identity, key: DeviceKey): Promise<void>;
  rename(schoolName: string, deviceName: string): Promise<void>;
  refusal(): Refusal | null;
  /** When a refused device looks again, in milliseconds since 1970; 0 for at once. */
  notBefore(): number;
  setRefusal(refusal: { readonly reason: Refusal; readonly until: number } | null): Promise<void>;
  lost(): number;
  addLost(count: number): Promise<void>;
}

export function createEnrolments(parts: {
  readonly state: StateStore;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly log: Log;
}): Enrolments {
  const { state, keys, clock, log } = parts;
  let identity: Identity | null = null;
  let key: DeviceKey | null = null;
  let refusal: z.infer<typeof StoredRefusal> | null = null;
  let lost = 0;

  return {
    async load() {
      key = await keys.load();
      identity = await readDocument(state, ENROLMENT, Identity);
      if (identity !== null && key === null) {
        log('enrolment.key-gone');
        identity = null;
      }
      refusal = await readDocument(state, REFUSAL, StoredRefusal);
      lost = (await readDocument(state, LOST, StoredLoss))?.count ?? 0;
    },
    identity: () => identity,
    key: () => key,
    async firstKey() {
      if (key !== null) return key;
      const made = await keys.make();
      await keys.keep(made);
      key = made;
      return made;
    },
    async replace(next, nextKey) {
      // The document goes first: should the device stop in between, it is not enrolled, rather than wrongly so.
      await state.delete(ENROLMENT);
      await forgetState(state);
      await keys.keep(nextKey);
      await writeDocument(state, ENROLMENT, next);
      await state.delete(REFUSAL);
      await state.delete(LOST);
      identity = next;
      key = nextKey;
      refusal = null;
      lost = 0;
    },
    async rename(schoolName, deviceName) {
      if (identity === null) return;
      if (identity.schoolName === schoolName && identity.deviceName === deviceName) return;
      identity = { ...identity, schoolName, deviceName };
      await writeDocument(state, ENROLMENT, identity);
    },
    refusal: () => refusal?.reason ?? null,
    notBefore() {
      if (refusal === null) return 0;
      // A clock that was moved must not shut the device out for longer than the wait itself.
      const wait = refusal.until - clock.now();
      return wait > 0 && wait <= 2 * 60 * 60 * 1000 ? refusal.until : 0;
    },
    async setRefusal(next) {
      if (next === null && refusal === null) return;
      refusal = next;
      if (next === null) await state.delete(REFUSAL);
      else await writeDocument(state, REFUSAL, next);
    },
    lost: () => lost,
    async addLost(count) {
      lost += count;
      await writeDocument(state, LOST, { count: lost });
    },
  };
}

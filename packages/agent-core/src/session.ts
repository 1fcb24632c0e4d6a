import { z } from 'zod';
import { Id, Instant, uuidV7 } from '@lapwing/protocol/ids.ts';
import { DeviceAccount } from '@lapwing/protocol/features/sessions/session-started.event.ts';
import type { Accounts } from './contracts/accounts.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Log } from './contracts/log.ts';
import type { Random } from './contracts/random.ts';
import type { StateStore } from './contracts/state-store.ts';
import type { Outbox } from './outbox.ts';
import { createSerial } from './serial.ts';
import { readDocument, writeDocument } from './stored-document.ts';

const SESSION = 'session';
/** How exactly the end of a session is known after a crash. */
const SEEN_EVERY_MS = 60_000;

const StoredSession = z.object({ id: Id, account: DeviceAccount.nullable(), seenAt: Instant });
type StoredSession = z.infer<typeof StoredSession>;

export interface Sessions {
  /** Goes on with the stored session if `resume` and the account is the same; else ends it and begins another. */
  begin(resume: boolean): Promise<void>;
  /** Ends the session; later captures wait for the next `begin`. */
  end(): Promise<void>;
  /** Stops looking, leaving the session open for a later `begin(true)`. */
  pause(): Promise<void>;
  /** The session that captures belong to now; resolves after a change of account that is under way. */
  current(): Promise<string | null>;
  /** The one that goes on, without waiting for anything; null before the first and after the last. */
  now(): { readonly id: string; readonly account: string | null } | null;
}

/** One person's time on the device: SPEC.md, SESS. */
export function createSessions(parts: {
  readonly store: StateStore;
  readonly outbox: Outbox;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Another session has begun: somebody else may sit there. */
  readonly begun: () => void;
}): Sessions {
  const { store, outbox, accounts, clock, random, log, begun } = parts;
  const serial = createSerial();
  let session: StoredSession | null = null;
  let cancelWatch: Cancel = () => undefined;
  let cancelSeen: Cancel = () => undefined;

  const instant = (): string => new Date(clock.now()).toISOString();

  async function open(account: DeviceAccount | null): Promise<void> {
    const id = uuidV7(clock.now(), random.bytes(10));
    await outbox.add({ type: 'sessions/started', id, at: instant(), account });
    session = { id, account, seenAt: instant() };
    begun();
    await writeDocument(store, SESSION, session);
  }

  async function shut(stored: StoredSession, at: string): Promise<void> {
    session = null;
    await outbox.add({ type: 'sessions/ended', id: stored.id, at });
    await store.delete(SESSION);
  }

  async function accountChanged(): Promise<void> {
    if (session === null) return;
    const account = await accounts.current();
    if (sameAccount(session.account, account)) return;
    await shut(session, instant());
    await open(account);
  }

  function keepSeen(): void {
    cancelSeen = clock.setTimer(SEEN_EVERY_MS, () => {
      void serial
        .run(async () => {
          if (session === null) return;
          session = { ...session, seenAt: instant() };
          await writeDocument(store, SESSION, session);
        })
        .catch(() => log('session.not-written'));
      keepSeen();
    });
  }

  function stopWatching(): void {
    cancelWatch();
    cancelSeen();
  }

  return {
    begin: (resume) =>
      serial.run(async () => {
        stopWatching();
        const account = await accounts.current();
        const stored = session ?? (await readDocument(store, SESSION, StoredSession));
        if (stored !== null && resume && sameAccount(stored.account, account)) session = stored;
        else {
          if (stored !== null) await shut(stored, stored.seenAt);
          await open(account);
        }
        cancelWatch = accounts.onChange(() => {
          void serial.run(accountChanged).catch(() => log('session.not-changed'));
        });
        keepSeen();
      }),
    end: () =>
      serial.run(async () => {
        stopWatching();
        if (session !== null) await shut(session, instant());
      }),
    pause: () =>
      serial.run(async () => {
        stopWatching();
        if (session !== null) await writeDocument(store, SESSION, { ...session, seenAt: instant() });
        session = null;
      }),
    current: () => serial.run(() => Promise.resolve(session?.id ?? null)),
    now: () => (session === null ? null : { id: session.id, account: session.account?.name ?? null }),
  };
}

function sameAccount(one: DeviceAccount | null, other: DeviceAccount | null): boolean {
  return one?.name === other?.name && one?.origin === other?.origin;
}

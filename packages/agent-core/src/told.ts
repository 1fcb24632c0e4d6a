import { z } from 'zod';
import { MessagesDone } from '@lapwing/protocol/features/messages/done.reply.ts';
import type { MessagesTold } from '@lapwing/protocol/features/messages/told.command.ts';
import { Id } from '@lapwing/protocol/ids.ts';
import { withoutCredentials } from './address.ts';
import type { Cancel, Clock } from './contracts/clock.ts';
import type { Log } from './contracts/log.ts';
import type { Notices } from './contracts/notices.ts';
import type { StateStore } from './contracts/state-store.ts';
import { createSerial } from './serial.ts';
import { readDocument, writeDocument } from './stored-document.ts';

export const TOLD = 'told';
/** Milliseconds that a platform may take. */
export const TOLD_WITHIN_MS = 10_000;
/** Those of one moment at most; more than a server ever says within their deadlines. */
const MOST_KEPT = 500;

const Outcome = MessagesDone.shape.outcome;
type Outcome = z.infer<typeof Outcome>;
/** `outcome` is null from the moment that it is begun until it is done. */
const Kept = z.object({ id: Id, deadline: z.number(), outcome: Outcome.nullable() });
const StoredTold = z.object({ kept: z.array(Kept) });
type Kept = z.infer<typeof Kept>;

export interface Told {
  load(): Promise<void>;
  /** Something of the moment came from the server. */
  told(command: MessagesTold): void;
  /** The server is there: what could not be said of earlier ones is said. */
  connected(): void;
  /** Resolves when nothing is being written any more. */
  idle(): Promise<void>;
}

/** Messages, pages to open, tabs to close: once, and never after their time: SPEC.md, MSG. */
export function createTold(parts: {
  readonly notices: Notices | null;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly schoolName: () => string;
  /** The server's time, in milliseconds since 1970. */
  readonly now: () => number;
  /** False when it did not go out. */
  readonly say: (reply: MessagesDone) => boolean;
}): Told {
  const { notices, store, clock, log, now, say } = parts;
  const serial = createSerial();
  let kept: readonly Kept[] = [];
  const underWay = new Set<string>();
  const unsaid = new Map<string, MessagesDone>();

  function reply(id: string, outcome: Outcome): void {
    const done: MessagesDone = {
      type: 'messages/done',
      id,
      at: new Date(clock.now()).toISOString(),
      outcome,
    };
    if (say(done)) unsaid.delete(id);
    else unsaid.set(id, done);
  }

  /** A disk that refuses costs that a message may come twice after a restart, not the message. */
  function keep(one: Kept): Promise<void> {
    const others = kept.filter(({ id, deadline }) => id !== one.id && deadline > now());
    kept = [...others, one].slice(-MOST_KEPT);
    return serial
      .run(() => writeDocument(store, TOLD, { kept }))
      .catch(() => {
        log('told.not-written');
      });
  }

  async function begin(command: MessagesTold): Promise<void> {
    const { id } = command;
    const deadline = Date.parse(command.deadline);
    const before = kept.find((one) => one.id === id);
    if (before !== undefined) {
      // What was begun when the agent died may or may not have been seen: it is not done again.
      if (!underWay.has(id)) reply(id, before.outcome ?? 'failed');
      return;
    }
    if (deadline <= now()) return reply(id, 'too-late');
    underWay.add(id);
    await keep({ id, deadline, outcome: null });
    const outcome = await doneInTime(command);
    underWay.delete(id);
    const seen = kept.some((one) => one.id === id && one.outcome === 'seen');
    if (seen) return;
    await keep({ id, deadline, outcome });
    reply(id, outcome);
  }

  async function doneInTime(command: MessagesTold): Promise<Outcome> {
    let cancel: Cancel = () => undefined;
    const tooSlow = new Promise<Outcome>((resolve) => {
      cancel = clock.setTimer(TOLD_WITHIN_MS, () => resolve('failed'));
    });
    const done = doNow(command).catch((): Outcome => 'failed');
    return Promise.race([done, tooSlow]).finally(() => cancel());
  }

  function doNow({ id, deadline, by, what }: MessagesTold): Promise<Outcome> {
    if (notices === null) return Promise.resolve('not-possible');
    switch (what.kind) {
      case 'message': {
        const notice = { id, text: what.text, by, schoolName: parts.schoolName() };
        return notices.show(notice, () => {
          void keep({ id, deadline: Date.parse(deadline), outcome: 'seen' });
          reply(id, 'seen');
        });
      }
      case 'open':
        // Nothing but pages of the web: an address with a script in it is not one.
        return /^https?:\/\//i.test(what.url)
          ? notices.open(withoutCredentials(what.url))
          : Promise.resolve('not-possible');
      case 'close-tabs':
        return notices.closeTabs(what.host, what.all);
      case 'log-off':
        return notices.logOff(what.text);
    }
  }

  return {
    async load() {
      kept = (await readDocument(store, TOLD, StoredTold))?.kept ?? [];
    },
    told(command) {
      begin(command).catch(() => log('told.failed'));
    },
    connected() {
      for (const done of Array.from(unsaid.values())) if (say(done)) unsaid.delete(done.id);
    },
    idle: () => serial.idle(),
  };
}

import type { AssistanceAnswered } from '@lapwing/protocol/features/assistance/answered.command.ts';
import type {
  AssistanceAsked,
  AssistanceWithdrawn,
} from '@lapwing/protocol/features/assistance/asked.event.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { withoutCredentials } from './address.ts';
import type { Clock } from './contracts/clock.ts';
import type { Random } from './contracts/random.ts';
import type { AskShown, ControlShown } from './status.ts';

/** Those that the person is shown at most. */
const MOST_ASKS = 5;
const OFFLINE = 'This device is not connected to your school now. Tell your teacher, or ask again later.';
const NOT_TAKEN = 'Your school does not take this from here. Tell your teacher instead.';

/** What the person at the device asks for. */
export interface AskWish {
  readonly kind: 'help' | 'access';
  /** The page, for `access`. */
  readonly url: string | null;
  /** The person's own words; may be empty. */
  readonly text: string;
}

export interface Asks {
  /** Asks at once; where that cannot be, it comes back as refused, with words. The same again while it waits is one. */
  ask(wish: AskWish): AskShown;
  withdraw(id: string): void;
  answered(answer: AssistanceAnswered): void;
  /** The server is there. */
  connected(): void;
  /** Somebody else sits at the device. */
  personChanged(): void;
  /** The newest first. */
  shown(): readonly AskShown[];
}

interface Ask {
  shown: AskShown;
  readonly frame: AssistanceAsked;
  /** The server has said something of it. */
  known: boolean;
}

const OPEN: ReadonlySet<string> = new Set(['waiting', 'coming']);

/** Requests for help and for pages: SPEC.md, ASK. */
export function createAsks(parts: {
  readonly clock: Clock;
  readonly random: Random;
  readonly mayAsk: () => ControlShown['mayAsk'];
  /** A moment of the server's time, in milliseconds since 1970, as the device's clock shows it. */
  readonly onDevice: (at: number) => number;
  /** False when it did not go out. */
  readonly say: (frame: AssistanceAsked | AssistanceWithdrawn) => boolean;
  readonly changed: () => void;
}): Asks {
  const { clock, random, mayAsk, onDevice, say, changed } = parts;
  let asks: readonly Ask[] = [];
  let withdrawn: readonly string[] = [];

  function keep(ask: Ask): AskShown {
    asks = [ask, ...asks];
    if (asks.length > MOST_ASKS) {
      // Something that is over goes before something that still waits.
      const over = asks.findLast(({ shown }) => !OPEN.has(shown.state)) ?? asks.at(-1);
      asks = asks.filter((one) => one !== over);
    }
    changed();
    return ask.shown;
  }

  return {
    ask({ kind, url, text }) {
      const page =
        kind === 'help' || url === null ? null : withoutCredentials(url).slice(0, 2000).toWellFormed();
      const same = asks.find(
        ({ shown, frame }) => OPEN.has(shown.state) && frame.kind === kind && frame.url === page,
      );
      if (same !== undefined) return same.shown;
      const id = uuidV7(clock.now(), random.bytes(10));
      const words = text.slice(0, 300).toWellFormed().replaceAll('\0', '\ufffd');
      const frame: AssistanceAsked = { type: 'assistance/asked', id, kind, url: page, text: words };
      const refusal = mayAsk()[kind] ? (say(frame) ? null : OFFLINE) : NOT_TAKEN;
      const state = refusal === null ? 'waiting' : 'refused';
      return keep({
        frame,
        known: refusal !== null,
        shown: { id, kind, url: page, state, words: refusal, by: null, until: null },
      });
    },
    withdraw(id) {
      const ask = asks.find(({ shown }) => shown.id === id);
      if (ask === undefined) return;
      asks = asks.filter((one) => one !== ask);
      if (OPEN.has(ask.shown.state) && !say({ type: 'assistance/withdrawn', id }))
        withdrawn = [...withdrawn, id];
      changed();
    },
    answered({ id, state, words, by, until }) {
      const ask = asks.find(({ shown }) => shown.id === id);
      if (ask === undefined) return;
      ask.known = true;
      ask.shown = {
        ...ask.shown,
        state,
        words,
        by,
        until: until === null ? null : onDevice(Date.parse(until)),
      };
      changed();
    },
    connected() {
      withdrawn = withdrawn.filter((id) => !say({ type: 'assistance/withdrawn', id }));
      // It may have been lost with the connection; its id makes it one where it was not.
      for (const { known, frame } of asks) if (!known) say(frame);
    },
    personChanged() {
      if (asks.length === 0) return;
      asks = [];
      changed();
    },
    shown: () => asks.map(({ shown }) => shown),
  };
}

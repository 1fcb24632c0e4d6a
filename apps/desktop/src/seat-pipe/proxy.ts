import type { BrowserDoor } from '../platform/contract/browser-link.ts';
import type {
  FocusedField,
  FieldText,
  InputSource,
  InputTarget,
  KeyStroke,
} from '../platform/contract/input.ts';
import { createListeners, type Listeners } from '../platform/contract/listeners.ts';
import type { Opener } from '../platform/contract/opener.ts';
import type { Seat } from '../platform/contract/platform.ts';
import type { DesktopSession } from '../platform/contract/session.ts';
import type { Tray } from '../platform/contract/surfaces.ts';
import type { DesktopWindow, Windows } from '../platform/contract/windows.ts';
import { openChannel, type Pipe } from './channel.ts';
import { ANSWERS, type AnswerTo, Answered, type AskSeat, Hello, Told } from './messages.ts';
import { createBrowsersProxy } from './proxy-browsers.ts';
import { createScreenProxy } from './proxy-screen.ts';
import { createSurfacesProxy } from './proxy-surfaces.ts';

export interface SeatProxy {
  readonly seat: Seat;
  readonly opener: Opener | null;
  /** Where the person's browsers come; null where they cannot. */
  readonly browsers: BrowserDoor | null;
  /** Process of the seat. */
  readonly pid: number;
  /** Resolves with the answer of the seat: it lives. */
  ping(): Promise<void>;
}

const HELLO_MS = 20_000;
const PING_MS = 10_000;
/** Nothing that a seat is asked takes longer. */
const ANSWER_MS = 15_000;

/**
 * The seat at the other end of a pipe, as if it were here. Null when it does not say what it has, in time.
 * @param parts.over called once, when it is gone, hung or has said what makes no sense: nothing of it is of use then
 */
export async function openSeatProxy(parts: {
  readonly pipe: Pipe;
  readonly over: () => void;
  readonly answerMs?: number;
  readonly pingMs?: number;
}): Promise<SeatProxy | null> {
  const { pipe, over, answerMs = ANSWER_MS, pingMs = PING_MS } = parts;
  const waiting = new Map<number, (value: unknown, body: Uint8Array) => void>();
  const told = createListeners<[Told]>();
  let asked = 0;
  let ended = false;
  let greet: (hello: Hello | null) => void = () => undefined;
  const greeted = new Promise<Hello | null>((resolve) => {
    greet = resolve;
  });
  let greeting = true;
  const late = setTimeout(() => channel.end(), HELLO_MS);
  const channel = openChannel(pipe, {
    frame({ head, body }) {
      if (greeting) {
        const hello = Hello.safeParse(head);
        if (!hello.success) return false;
        greeting = false;
        clearTimeout(late);
        greet(hello.data);
        return true;
      }
      const answer = Answered.safeParse(head);
      if (answer.success) {
        waiting.get(answer.data.answer)?.(answer.data.value, body);
        return true;
      }
      const event = Told.safeParse(head);
      if (!event.success) return false;
      if ('browser' in event.data) return browsers.told(event.data, body);
      told.tell(event.data);
      return true;
    },
    over() {
      ended = true;
      clearTimeout(late);
      clearInterval(pinging);
      greet(null);
      for (const settle of waiting.values()) settle(undefined, new Uint8Array());
      browsers.over();
      over();
    },
  });
  const ask: AskSeat = async (one, body) => {
    if (ended) return null;
    asked += 1;
    const id = asked;
    return new Promise((resolve) => {
      // Whatever it hangs in: another one is started in its place.
      const hung = setTimeout(() => channel.end(), answerMs);
      waiting.set(id, (value, bytes) => {
        waiting.delete(id);
        clearTimeout(hung);
        const read = ended ? null : ANSWERS[one.do].safeParse(value);
        if (read?.success === false) channel.end();
        // The table says of each ask what it is answered with, which the type of the table alone does not tell here.
        resolve(
          read?.success === true ? { value: read.data as AnswerTo<(typeof one)['do']>, body: bytes } : null,
        );
      });
      channel.say({ ask: id, of: one }, body);
    });
  };
  const browsers = createBrowsersProxy(ask);
  const ping = async (): Promise<void> => {
    await ask({ do: 'ping' });
  };
  const pinging = setInterval(() => void ping(), pingMs);
  pinging.unref();
  const hello = await greeted;
  if (hello === null) return null;
  return {
    seat: seatOf(hello, ask, told, () => channel.end()),
    opener: hello.has.opener
      ? { open: async (url) => (await ask({ do: 'open', url }))?.value ?? false }
      : null,
    browsers: hello.has.browsers ? browsers.door : null,
    pid: hello.pid,
    ping,
  };
}

function seatOf(hello: Hello, ask: AskSeat, told: Listeners<[Told]>, end: () => void): Seat {
  const { has } = hello;
  // Those first that remember, so that whoever hears of it finds it so.
  const windows = has.windows ? createWindows(hello.front, ask, told) : null;
  const input = has.input ? createInput(hello, told) : null;
  const screen = has.screen ? createScreenProxy(ask, told) : null;
  const surfaces = has.surfaces ? createSurfacesProxy(hello, ask, told) : null;
  return {
    session: createSession(ask, told),
    screen,
    windows,
    input,
    target: has.target ? createTarget(ask) : null,
    surfaces,
    tray: has.tray ? createTray(ask, told) : null,
    sound: has.sound
      ? { setMuted: async (muted) => (await ask({ do: 'sound.mute', muted }))?.value ?? false }
      : null,
    gaps: hello.gaps,
    close: async () => {
      await ask({ do: 'close' });
      end();
    },
  };
}

function createSession(ask: AskSeat, told: Listeners<[Told]>): DesktopSession {
  return {
    current: async () => (await ask({ do: 'session.current' }))?.value ?? null,
    onChange: (changed) =>
      told.on((event) => {
        if (event.tell === 'session') changed();
      }),
    idle: async () => (await ask({ do: 'session.idle' }))?.value ?? null,
    logOff: async (graceMs) => {
      const wanted = Number.isFinite(graceMs) ? Math.max(0, graceMs) : null;
      return (await ask({ do: 'session.logOff', graceMs: wanted }))?.value ?? 'failed';
    },
  };
}

function createWindows(first: DesktopWindow | null, ask: AskSeat, told: Listeners<[Told]>): Windows {
  let front = first;
  told.on((event) => {
    if (event.tell === 'front') ({ front } = event);
  });
  return {
    front: () => front,
    onFront: (changed) =>
      told.on((event) => {
        if (event.tell === 'front') changed();
      }),
    list: async () => (await ask({ do: 'windows.list' }))?.value ?? [],
    close: async (place) => (await ask({ do: 'windows.close', place }))?.value ?? false,
    onGone: (gone) =>
      told.on((event) => {
        if (event.tell === 'gone') gone(event.place);
      }),
  };
}

function createInput(first: Pick<Hello, 'focused' | 'hears'>, told: Listeners<[Told]>): InputSource {
  const keys = createListeners<[KeyStroke]>();
  const fields = createListeners<[FieldText]>();
  const focuses = createListeners<[FocusedField]>();
  const pointers = createListeners<[]>();
  const hearings = createListeners<[]>();
  let { focused, hears } = first;
  const turn = (next: FocusedField): void => {
    if (next === focused) return;
    focused = next;
    focuses.tell(next);
  };
  told.on((event) => {
    if (event.tell === 'focus') turn(event.focused);
    if (event.tell === 'pointer') pointers.tell();
    if (event.tell === 'hears') {
      ({ hears } = event);
      hearings.tell();
    }
    if (event.tell === 'field') fields.tell(event.field);
    if (event.tell !== 'key') return;
    turn(event.focused);
    keys.tell({ key: event.key, command: event.command, place: event.place });
  });
  return {
    onKey: keys.on,
    onField: fields.on,
    onFocus: focuses.on,
    onPointer: pointers.on,
    focused: () => focused,
    hearing: { now: () => hears, onChange: hearings.on },
  };
}

function createTarget(ask: AskSeat): InputTarget {
  return {
    move: async (x, y) =>
      Number.isFinite(x) && Number.isFinite(y)
        ? ((await ask({ do: 'target.move', x, y }))?.value ?? false)
        : false,
    button: async (button, down) => (await ask({ do: 'target.button', button, down }))?.value ?? false,
    scroll: async (lines) =>
      Number.isFinite(lines) ? ((await ask({ do: 'target.scroll', lines }))?.value ?? false) : false,
    key: async (code, down) => (await ask({ do: 'target.key', code, down }))?.value ?? false,
    text: async (text) => (await ask({ do: 'target.text', text }))?.value ?? false,
    release: async () => {
      await ask({ do: 'target.release' });
    },
  };
}

function createTray(ask: AskSeat, told: Listeners<[Told]>): Tray {
  let choose: (entry: string) => void = () => undefined;
  told.on((event) => {
    if (event.tell === 'chosen') choose(event.entry);
  });
  return {
    show: async ({ tip, watching, entries }, chosen) => {
      choose = chosen;
      return (await ask({ do: 'tray.show', tip, watching, entries: [...entries] }))?.value ?? false;
    },
    hide: async () => {
      choose = () => undefined;
      await ask({ do: 'tray.hide' });
    },
  };
}

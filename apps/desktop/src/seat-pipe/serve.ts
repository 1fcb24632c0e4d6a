import type { BrowserDoor } from '../platform/contract/browser-link.ts';
import type { Cancel } from '../platform/contract/cancel.ts';
import type { InputSource } from '../platform/contract/input.ts';
import type { Opener } from '../platform/contract/opener.ts';
import type { Monitor } from '../platform/contract/screen.ts';
import type { Seat } from '../platform/contract/platform.ts';
import { type Channel, openChannel, type Pipe } from './channel.ts';
import {
  type Answer,
  type AnswerTo,
  type Ask,
  Asked,
  type BrowsersAsk,
  type Hello,
  type PlainAsk,
  type ScreenAsk,
  type SurfacesAsk,
  type Told,
} from './messages.ts';
import { createServedBrowsers } from './serve-browsers.ts';
import { createServedScreen } from './serve-screen.ts';
import { createServedSurfaces } from './serve-surfaces.ts';

/** Milliseconds without a word from the agent, which asks every ten seconds, after which it counts as hung. */
const SILENCE_MS = 45_000;

/**
 * Lets the agent at the other end of a pipe have a seat. Resolves when the pipe is over or the agent is hung: everything
 * is let go of by then, so that nobody stays before a cover that nobody takes away.
 */
export async function serveSeat(parts: {
  readonly pipe: Pipe;
  readonly seat: Seat;
  /** Hands addresses to the person's browser; null where nothing does. */
  readonly opener?: Opener | null;
  /** Where the person's browsers come; null where they cannot. Closed at the end. */
  readonly browsers?: BrowserDoor | null;
  /** Of the screen, for what is drawn on it: 1.5 for 150 %. */
  readonly scale: number;
  readonly silenceMs?: number;
}): Promise<void> {
  const { pipe, seat, opener = null, browsers = null, scale, silenceMs = SILENCE_MS } = parts;
  const monitors = async (): Promise<readonly Monitor[]> => (await seat.screen?.monitors()) ?? [];
  const first = await monitors();
  const cancels: Cancel[] = [];
  await new Promise<void>((resolve) => {
    const silent = setTimeout(() => channel.end(), silenceMs);
    const channel: Channel = openChannel(pipe, {
      frame({ head, body }) {
        silent.refresh();
        const asked = Asked.safeParse(head);
        if (!asked.success) return false;
        const { ask, of } = asked.data;
        void answer(of, body).then(
          ({ value, body: bytes }) => channel.say({ answer: ask, value }, bytes),
          () => channel.end(),
        );
        return true;
      },
      over() {
        clearTimeout(silent);
        resolve();
      },
    });
    const tell = (told: Told, body?: readonly Uint8Array[]): void => channel.say(told, body);
    const surfaces = createServedSurfaces(seat.surfaces, tell);
    const screen = createServedScreen(seat.screen);
    channel.say(helloOf(seat, { opener: opener !== null, browsers: browsers !== null }, first, scale));
    const link = createServedBrowsers(browsers, tell);
    cancels.push(...watch(seat, monitors, tell), () => link.close());

    async function answer(ask: Ask, body: Uint8Array): Promise<Answer> {
      if (isOfScreen(ask)) return screen.answer(ask);
      if (isOfSurfaces(ask)) return surfaces.answer(ask, body);
      if (isOfBrowsers(ask)) return link.answer(ask, body);
      return { value: await plainAnswer({ seat, opener }, ask, tell) };
    }
  });
  for (const cancel of cancels) cancel();
  await seat.close();
}

function helloOf(
  seat: Seat,
  besides: Pick<Hello['has'], 'opener' | 'browsers'>,
  monitors: readonly Monitor[],
  scale: number,
): Hello {
  const { screen, windows, input, target, surfaces, tray, sound } = seat;
  return {
    tell: 'hello',
    pid: process.pid,
    has: {
      screen: screen !== null,
      windows: windows !== null,
      input: input !== null,
      target: target !== null,
      surfaces: surfaces !== null,
      tray: tray !== null,
      sound: sound !== null,
      ...besides,
    },
    gaps: [...seat.gaps],
    scale,
    monitors: monitors.map((monitor) => ({ ...monitor })),
    front: windows?.front() ?? null,
    focused: input?.focused() ?? 'keys',
    hears: input?.hearing?.now() ?? true,
  };
}

/** Tells the agent of everything that it cannot ask for. */
function watch(
  seat: Seat,
  monitors: () => Promise<readonly Monitor[]>,
  tell: (told: Told) => void,
): Cancel[] {
  const { session, screen, windows, input, surfaces } = seat;
  return [
    session.onChange(() => tell({ tell: 'session' })),
    ...(screen === null
      ? []
      : [
          screen.onMonitors(() => {
            void monitors().then((now) => tell({ tell: 'monitors', monitors: [...now] }));
          }),
        ]),
    ...(windows === null
      ? []
      : [
          windows.onFront(() => tell({ tell: 'front', front: windows.front() })),
          windows.onGone((place) => tell({ tell: 'gone', place })),
        ]),
    ...(input === null
      ? []
      : [
          input.onKey(({ key, command, place }) =>
            tell({ tell: 'key', key, command, place, focused: input.focused() }),
          ),
          input.onField(({ fieldId, place, text, caret }) =>
            tell({ tell: 'field', field: { fieldId, place, text, caret } }),
          ),
          input.onFocus((focused) => tell({ tell: 'focus', focused })),
          input.onPointer(() => tell({ tell: 'pointer' })),
          ...hearingOf(input, tell),
        ]),
    ...(surfaces === null ? [] : [surfaces.onHeld((held) => tell({ tell: 'held', held }))]),
  ];
}

function hearingOf({ hearing }: InputSource, tell: (told: Told) => void): Cancel[] {
  return hearing === undefined ? [] : [hearing.onChange(() => tell({ tell: 'hears', hears: hearing.now() }))];
}

function isOfScreen(ask: Ask): ask is ScreenAsk {
  return ask.do.startsWith('screen.');
}

function isOfSurfaces(ask: Ask): ask is SurfacesAsk {
  return ask.do === 'cover' || ask.do === 'uncover' || ask.do.startsWith('panel.');
}

function isOfBrowsers(ask: Ask): ask is BrowsersAsk {
  return ask.do.startsWith('browsers.');
}

async function plainAnswer(
  { seat, opener }: { readonly seat: Seat; readonly opener: Opener | null },
  ask: PlainAsk,
  tell: (told: Told) => void,
): Promise<unknown> {
  const { session, windows, target, tray, sound } = seat;
  switch (ask.do) {
    case 'ping':
      return null;
    case 'session.current':
      return (await session.current()) satisfies AnswerTo<'session.current'>;
    case 'session.idle':
      return session.idle();
    case 'session.logOff':
      return session.logOff(ask.graceMs ?? Number.POSITIVE_INFINITY);
    case 'windows.list':
      return (await windows?.list()) ?? [];
    case 'windows.close':
      return (await windows?.close(ask.place)) ?? false;
    case 'target.move':
      return (await target?.move(ask.x, ask.y)) ?? false;
    case 'target.button':
      return (await target?.button(ask.button, ask.down)) ?? false;
    case 'target.scroll':
      return (await target?.scroll(ask.lines)) ?? false;
    case 'target.key':
      return (await target?.key(ask.code, ask.down)) ?? false;
    case 'target.text':
      return (await target?.text(ask.text)) ?? false;
    case 'target.release':
      await target?.release();
      return null;
    case 'tray.show': {
      const { tip, watching, entries } = ask;
      const chosen = (entry: string): void => tell({ tell: 'chosen', entry });
      return (await tray?.show({ tip, watching, entries }, chosen)) ?? false;
    }
    case 'tray.hide':
      await tray?.hide();
      return null;
    case 'sound.mute':
      return (await sound?.setMuted(ask.muted)) ?? false;
    case 'open':
      return (await opener?.open(ask.url)) ?? false;
    case 'close':
      await seat.close();
      return null;
  }
}

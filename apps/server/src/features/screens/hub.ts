import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type { Picture } from '@lapwing/protocol/features/screens/picture.ts';
import type { InFront, ScreensShown } from '@lapwing/protocol/features/screens/shown.event.ts';
import type { ScreensWanted } from '@lapwing/protocol/features/screens/wanted.command.ts';
import type { WatchedState } from '@lapwing/protocol/features/screens/watch.ts';
import type { WorkStep } from '@lapwing/protocol/features/screens/worked.command.ts';
import type { Timers } from '../../platform/clock/timers.ts';
import { changeOf, LONGEST_NAME, mergeWishes, MOST_NAMES, type Demand, type Wish } from './demand.ts';

/** How it stands with a screen, as one watcher may know it. */
export interface Standing {
  readonly state: Exclude<WatchedState, 'unknown'>;
  readonly front: InFront;
  readonly answeredBy: 'person' | 'silence' | null;
}

/** Somebody who watches: a console, or a recording that runs. */
export interface Watcher {
  /** The member of staff, as the person at the device is told. */
  readonly name: string;
  stands(deviceId: string, standing: Standing): void;
  /** Must return at once: a watcher that takes its time keeps the newest picture for later and lets the others go. */
  picture(deviceId: string, picture: Picture): void;
}

export interface DevicePlace {
  readonly schoolId: string;
  readonly deviceId: string;
}

/** A device's connection, as the hub uses it. */
export interface HubLine {
  /** False where the agent shows no screens. */
  readonly shows: boolean;
  /** False where its keyboard and pointer cannot be worked from afar. */
  readonly works: boolean;
  send(frame: ServerFrame): void;
}

/**
 * Brings the screens of devices to those who watch them: one stream for each device, whoever many watch. Decides
 * nothing about rights: whoever calls `watch` has looked at them, and a held device is shown to nobody.
 */
export interface Hub {
  /** A device is there. It is held until `release`. */
  enter(place: DevicePlace, line: HubLine): void;
  leave(place: DevicePlace, line: HubLine): void;
  /** @returns false when it answers no command in force */
  picture(place: DevicePlace, line: HubLine, picture: Picture): boolean;
  shown(place: DevicePlace, line: HubLine, frame: ScreensShown): void;
  /** Shows nothing of the device to anybody until as many releases. */
  hold(place: DevicePlace): void;
  /**
   * @param seat what stands for whoever sits there, such as the session's id; when it is another than before, what was
   *   seen before is forgotten and the device is asked anew
   */
  release(place: DevicePlace, seat: string | null): void;
  /**
   * Takes the place of what this watcher wanted of the device before.
   * @param seat as with `release`, as of when the right was looked at
   */
  watch(place: DevicePlace, watcher: Watcher, wish: Wish, seat: string | null): void;
  unwatch(place: DevicePlace, watcher: Watcher): void;
  /**
   * Sends on what a watcher does with the keyboard and the pointer. `later` while the screen is not shown to them,
   * `cannot` where the device is not there or takes no such thing. Nothing is sent then.
   */
  work(place: DevicePlace, watcher: Watcher, steps: readonly WorkStep[]): 'sent' | 'later' | 'cannot';
  /** What stands for whoever sits there, as of the last release. */
  seat(place: DevicePlace): string | null;
  /** Devices that are asked for pictures now. */
  streams(): number;
  close(): void;
}

export interface HubOptions {
  readonly timers: Timers;
  readonly makeId: () => string;
}

/** Scrolling past a hundred screens is one change of what is wanted. */
export const GATHER_MS = 150;
/** A stream goes on this long after its last watcher, and stays large this long after its last large one. */
export const LINGER_MS = 3000;
/** A command is over after WANTED_SECONDS without another. */
export const REPEAT_MS = 30_000;
/** An agent says how it stands at most every half second: a picture may be there before the word. */
export const PARKED_MS = 2000;

const NOTHING: InFront = Object.freeze({ application: '', title: '', site: null });

interface Stream {
  readonly place: DevicePlace;
  readonly wishes: Map<Watcher, Wish>;
  command: { readonly frame: ScreensWanted; readonly demand: Demand } | null;
  shown: ScreensShown | null;
  /** Whom the person at the device was told of when it showed its screen after asking: it shows it to them alone. */
  granted: ReadonlySet<string>;
  /** In memory only while the stream flows: for a watcher who comes later, since an unchanged screen sends nothing. */
  last: Picture | null;
  /** Came while the device was held, or a little before it said that it shows its screen. */
  parked: { readonly picture: Picture; readonly at: number } | null;
  seat: string | null;
  stopGather: (() => void) | null;
  stopLinger: (() => void) | null;
}

export function createHub(options: HubOptions): Hub {
  const { timers } = options;
  const lines = new Map<string, HubLine>();
  const holds = new Map<string, number>();
  const streams = new Map<string, Stream>();
  const keyOf = (place: DevicePlace): string => `${place.schoolId} ${place.deviceId}`;
  const isHeld = (key: string): boolean => (holds.get(key) ?? 0) > 0;

  function standingFor(key: string, stream: Stream, watcher: Watcher, wish: Wish): Standing {
    const line = lines.get(key);
    if (line === undefined) return { state: 'offline', front: NOTHING, answeredBy: null };
    if (!line.shows) return { state: 'unsupported', front: NOTHING, answeredBy: null };
    const { shown } = stream;
    if (shown === null || isHeld(key)) return { state: 'waiting', front: NOTHING, answeredBy: null };
    // Whoever was asked was asked for those who look, by name: the others are where they would be without them.
    const asked = shown.answeredBy !== null || shown.state === 'asking' || shown.state === 'denied';
    const named = wish.purpose === 'look' && stream.command?.demand.names.includes(watcher.name) === true;
    const mayKnow = shown.state === 'live' ? stream.granted.has(watcher.name) : named;
    if (asked && !mayKnow) {
      const state = wish.purpose === 'glance' ? 'asks-first' : 'waiting';
      return { state, front: NOTHING, answeredBy: null };
    }
    return { state: shown.state, front: shown.front, answeredBy: shown.answeredBy };
  }

  function tellStanding(key: string, stream: Stream): void {
    for (const [watcher, wish] of Array.from(stream.wishes)) {
      watcher.stands(stream.place.deviceId, standingFor(key, stream, watcher, wish));
    }
  }

  /** Those to whom the picture may be handed now. */
  function seeing(key: string, stream: Stream, picture: Picture): Watcher[] {
    const command = stream.command?.frame;
    return Array.from(stream.wishes)
      .filter(([watcher, wish]) => {
        if (wish.width === 0 || standingFor(key, stream, watcher, wish).state !== 'live') return false;
        return wish.whole !== true || (command?.id === picture.id && command.width >= wish.width);
      })
      .map(([watcher]) => watcher);
  }

  function handOverParked(key: string, stream: Stream): void {
    const { parked } = stream;
    if (parked === null || stream.shown?.state !== 'live') return;
    stream.parked = null;
    if (timers.now() - parked.at <= PARKED_MS) handOver(key, stream, parked.picture);
  }

  function handOver(key: string, stream: Stream, picture: Picture): void {
    stream.last = picture;
    for (const watcher of seeing(key, stream, picture)) {
      watcher.picture(stream.place.deviceId, picture);
    }
  }

  function gather(key: string, stream: Stream): void {
    if (stream.stopGather !== null) return;
    stream.stopGather = timers.after(GATHER_MS, () => {
      stream.stopGather = null;
      settle(key, stream);
    });
  }

  function linger(stream: Stream, then: () => void): void {
    if (stream.stopLinger !== null) return;
    stream.stopLinger = timers.after(LINGER_MS, () => {
      stream.stopLinger = null;
      then();
    });
  }

  /** Makes what the device is asked for equal to what is wanted of it. */
  function settle(key: string, stream: Stream): void {
    const line = lines.get(key);
    const wanted = mergeWishes(Array.from(stream.wishes, ([watcher, wish]) => [watcher.name, wish] as const));
    if (wanted === null && stream.command === null) return forget(key, stream);
    if (line === undefined || !line.shows || isHeld(key)) return;
    if (wanted === null) {
      return linger(stream, () => {
        if (stream.wishes.size > 0) return settle(key, stream);
        if (stream.command !== null) lines.get(key)?.send({ type: 'screens/unwanted' });
        forget(key, stream);
      });
    }
    const change = stream.command === null ? 'more' : changeOf(stream.command.demand, wanted);
    if (change === 'less') return linger(stream, () => ask(key, stream));
    stream.stopLinger?.();
    stream.stopLinger = null;
    if (change === 'more') ask(key, stream);
  }

  /** Asks the device for what is wanted by now, if that is anything else than it was asked for. */
  function ask(key: string, stream: Stream): void {
    const line = lines.get(key);
    const demand = mergeWishes(Array.from(stream.wishes, ([watcher, wish]) => [watcher.name, wish] as const));
    if (demand === null) return settle(key, stream);
    if (line === undefined || isHeld(key)) return;
    if (stream.command !== null && changeOf(stream.command.demand, demand) === 'none') return;
    const frame: ScreensWanted = {
      type: 'screens/wanted',
      id: options.makeId(),
      purpose: demand.purpose,
      width: demand.width,
      quality: demand.quality,
      everyMs: demand.everyMs,
      watchers: demand.names.slice(0, MOST_NAMES),
    };
    stream.command = { frame, demand };
    line.send(frame);
  }

  function forget(key: string, stream: Stream): void {
    stream.stopGather?.();
    stream.stopLinger?.();
    if (streams.get(key) === stream) streams.delete(key);
  }

  /** The device is to begin anew: nothing of before is shown any longer. */
  function clear(stream: Stream): void {
    stream.stopLinger?.();
    stream.stopLinger = null;
    stream.command = null;
    stream.shown = null;
    stream.granted = new Set();
    stream.last = null;
    stream.parked = null;
  }

  const stopRepeating = repeat(timers, REPEAT_MS, () => {
    for (const [key, stream] of streams) {
      if (stream.command !== null && stream.wishes.size > 0) lines.get(key)?.send(stream.command.frame);
    }
  });

  return {
    enter(place, line) {
      const key = keyOf(place);
      lines.set(key, line);
      holds.set(key, (holds.get(key) ?? 0) + 1);
      const stream = streams.get(key);
      if (stream === undefined) return;
      clear(stream);
      tellStanding(key, stream);
    },
    leave(place, line) {
      const key = keyOf(place);
      if (lines.get(key) !== line) return;
      lines.delete(key);
      const stream = streams.get(key);
      if (stream === undefined) return;
      clear(stream);
      if (stream.wishes.size === 0) return forget(key, stream);
      tellStanding(key, stream);
    },
    picture(place, line, picture) {
      const key = keyOf(place);
      const stream = streams.get(key);
      if (stream === undefined || lines.get(key) !== line) return false;
      if (stream.command?.frame.id !== picture.id) return false;
      if (isHeld(key) || stream.shown?.state !== 'live') stream.parked = { picture, at: timers.now() };
      else handOver(key, stream, picture);
      return true;
    },
    shown(place, line, frame) {
      const key = keyOf(place);
      const stream = streams.get(key);
      if (stream === undefined || lines.get(key) !== line || stream.command?.frame.id !== frame.id) return;
      const { last } = stream;
      const before = new Set(last === null ? [] : seeing(key, stream, last));
      stream.shown = frame;
      if (frame.state === 'live') {
        if (frame.answeredBy !== null)
          stream.granted = new Set([...stream.granted, ...stream.command.demand.names]);
      } else {
        stream.granted = new Set();
        stream.last = null;
        stream.parked = null;
      }
      if (isHeld(key)) return;
      tellStanding(key, stream);
      // Whoever may see it only now would wait for a change of the screen.
      if (last !== null && stream.last === last) {
        for (const watcher of seeing(key, stream, last)) {
          if (!before.has(watcher)) watcher.picture(place.deviceId, last);
        }
      }
      handOverParked(key, stream);
    },
    hold(place) {
      const key = keyOf(place);
      holds.set(key, (holds.get(key) ?? 0) + 1);
    },
    release(place, seat) {
      const key = keyOf(place);
      const left = (holds.get(key) ?? 1) - 1;
      if (left > 0) {
        holds.set(key, left);
        return;
      }
      holds.delete(key);
      const stream = streams.get(key);
      if (stream === undefined) return;
      if (stream.seat !== seat) {
        if (stream.command !== null && stream.wishes.size === 0)
          lines.get(key)?.send({ type: 'screens/unwanted' });
        clear(stream);
      }
      stream.seat = seat;
      tellStanding(key, stream);
      handOverParked(key, stream);
      settle(key, stream);
    },
    watch(place, watcher, wish, seat) {
      const key = keyOf(place);
      let stream = streams.get(key);
      if (stream === undefined) {
        stream = {
          place,
          wishes: new Map(),
          command: null,
          shown: null,
          granted: new Set(),
          last: null,
          parked: null,
          seat,
          stopGather: null,
          stopLinger: null,
        };
        streams.set(key, stream);
      }
      const before = stream.wishes.get(watcher);
      stream.wishes.set(watcher, wish);
      if (before?.purpose !== wish.purpose || before.width !== wish.width) {
        watcher.stands(place.deviceId, standingFor(key, stream, watcher, wish));
        const { last } = stream;
        if (last !== null && seeing(key, stream, last).includes(watcher))
          watcher.picture(place.deviceId, last);
      }
      gather(key, stream);
    },
    unwatch(place, watcher) {
      const key = keyOf(place);
      const stream = streams.get(key);
      if (stream?.wishes.delete(watcher) === true) gather(key, stream);
    },
    work(place, watcher, steps) {
      const key = keyOf(place);
      const [line, stream] = [lines.get(key), streams.get(key)];
      const wish = stream?.wishes.get(watcher);
      if (line?.works !== true || stream === undefined || wish === undefined) return 'cannot';
      const { command } = stream;
      // Whoever works a device is among those whom it was told of.
      const isNamed = command?.demand.names.includes(watcher.name.slice(0, LONGEST_NAME)) === true;
      if (command === null || !isNamed || wish.purpose !== 'look') return 'later';
      if (standingFor(key, stream, watcher, wish).state !== 'live') return 'later';
      line.send({ type: 'screens/worked', id: command.frame.id, by: watcher.name, steps: [...steps] });
      return 'sent';
    },
    seat: (place) => streams.get(keyOf(place))?.seat ?? null,
    streams: () => Array.from(streams.values()).filter((stream) => stream.command !== null).length,
    close() {
      stopRepeating();
      for (const stream of streams.values()) {
        stream.stopGather?.();
        stream.stopLinger?.();
      }
      streams.clear();
    },
  };
}

function repeat(timers: Timers, everyMs: number, action: () => void): () => void {
  let stop = timers.after(everyMs, turn);
  function turn(): void {
    stop = timers.after(everyMs, turn);
    action();
  }
  return () => stop();
}

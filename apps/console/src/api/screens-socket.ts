import { type Picture, readPicture } from '@lapwing/protocol/features/screens/picture.ts';
import {
  ScreensFrame,
  type WatchFrame,
  type WatchScreens,
} from '@lapwing/protocol/features/screens/watch.ts';
import { keepOpen, readFrameBy, type LiveState, type SocketLike } from './reconnect.ts';

export interface ScreensSocketLike extends SocketLike {
  send: (text: string) => void;
}

export type ScreenControlFrame = Extract<ScreensFrame, { type: 'screens/work' }>;
export type ScreenStateFrame = Extract<ScreensFrame, { type: 'screens/state' }>;

export interface ScreensParts {
  /** The socket gives binary messages as `ArrayBuffer`. */
  open: () => ScreensSocketLike;
  schedule: (job: () => void, ms: number) => () => void;
  random: () => number;
  onState: (state: LiveState) => void;
  onScreen: (frame: ScreenStateFrame) => void;
  onPicture: (picture: Picture) => void;
  /** Whether a screen can be controlled; `null` when the connection was lost, and any control with it. */
  onControl: (frame: ScreenControlFrame | null) => void;
}

export interface ScreensConnection {
  /** What is wanted from now on; said again by itself after each reconnection. */
  watch: (wanted: WatchScreens) => void;
  /** Says something of the moment; nothing while the connection is away. */
  say: (frame: Exclude<WatchFrame, WatchScreens>) => void;
  hurry: () => void;
  lose: () => void;
  stop: () => void;
}

/** The socket for live screens: says what is in view, hears states and pictures. Anything else is passed over. */
export function connectScreens(parts: ScreensParts): ScreensConnection {
  let wanted: string | null = null;
  let ready: ScreensSocketLike | null = null;
  const connection = keepOpen({
    open: parts.open,
    schedule: parts.schedule,
    random: parts.random,
    onState(state) {
      if (state !== 'live') {
        ready = null;
        parts.onControl(null);
      }
      parts.onState(state);
    },
    onData(data, socket, isReady) {
      if (data instanceof ArrayBuffer) {
        const picture = readPicture(new Uint8Array(data));
        if (picture !== null) parts.onPicture(picture);
        return;
      }
      const frame = readScreensFrame(data);
      if (frame === null) return;
      if (frame.type === 'screens/state') {
        parts.onScreen(frame);
        return;
      }
      if (frame.type === 'screens/work') {
        parts.onControl(frame);
        return;
      }
      isReady();
      ready = socket;
      if (wanted !== null) socket.send(wanted);
    },
  });
  return {
    watch(next) {
      const text = JSON.stringify(next);
      if (text === wanted) return;
      wanted = text;
      ready?.send(text);
    },
    say: (frame) => ready?.send(JSON.stringify(frame)),
    hurry: connection.hurry,
    lose: connection.lose,
    stop: connection.stop,
  };
}

/** Parses one frame; null for what this console does not know. */
export function readScreensFrame(data: unknown): ScreensFrame | null {
  return readFrameBy(ScreensFrame, data);
}

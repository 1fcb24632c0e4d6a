import { once } from 'node:events';
import { type Picture, readPicture } from '@lapwing/protocol/features/screens/picture.ts';
import {
  SCREENS_SOCKET_PATH,
  ScreensFrame,
  type Watched,
  type WatchedState,
} from '@lapwing/protocol/features/screens/watch.ts';
import { WebSocket } from 'ws';

type State = Extract<ScreensFrame, { type: 'screens/state' }>;

/** A console that has screens in view, without its pages. */
export interface Watching {
  /** Says what is in view from now on. */
  watch(screens: readonly Watched[]): void;
  /** What was told of each screen, in order. */
  readonly states: readonly State[];
  /** Every picture that came, in order. */
  readonly pictures: readonly Picture[];
  /** The newest word on a screen. */
  state(): WatchedState | null;
  close(): void;
}

/** @param cookie of somebody who is signed in */
export async function startWatching(server: string, cookie: string): Promise<Watching> {
  const socket = new WebSocket(`${server.replace('http', 'ws')}${SCREENS_SOCKET_PATH}`, {
    headers: { cookie, origin: server },
  });
  const states: State[] = [];
  const pictures: Picture[] = [];
  socket.on('message', (data: Buffer, binary: boolean) => {
    if (binary) {
      const picture = readPicture(new Uint8Array(data));
      if (picture !== null) pictures.push(picture);
      return;
    }
    // Beside these there are signs of life, which every socket of the console has.
    const frame = ScreensFrame.safeParse(JSON.parse(data.toString('utf8')));
    if (!frame.success) return;
    if (frame.data.type === 'screens/state') states.push(frame.data);
    else socket.emit('ready');
  });
  // What is said before is not heard.
  await once(socket, 'ready');
  return {
    watch: (screens) => socket.send(JSON.stringify({ type: 'screens/watch', groupId: null, screens })),
    states,
    pictures,
    state: () => states.at(-1)?.state ?? null,
    close: () => socket.close(),
  };
}

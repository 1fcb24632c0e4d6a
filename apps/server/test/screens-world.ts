import { randomUUID } from 'node:crypto';
import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import { listDevices, renewSchoolCode } from '@lapwing/protocol/features/devices/api.ts';
import { takeScreenshot } from '@lapwing/protocol/features/screens/api.ts';
import { readPicture, writePicture, type Picture } from '@lapwing/protocol/features/screens/picture.ts';
import type { ScreenState } from '@lapwing/protocol/features/screens/shown.event.ts';
import type { ScreensWanted } from '@lapwing/protocol/features/screens/wanted.command.ts';
import {
  SCREENS_SOCKET_PATH,
  ScreensFrame,
  type Watched,
  type WatchedState,
} from '@lapwing/protocol/features/screens/watch.ts';
import sharp from 'sharp';
import { WebSocket } from 'ws';
import { connectDevice, makeDevice, PLATFORM, type Line, type TestDevice } from './device-server.ts';
import type { TestServer, Visitor } from './harness.ts';

/** A device of a test that shows a screen when it is asked to. */
export interface ScreenDevice {
  readonly id: string;
  readonly ids: { schoolId: string; deviceId: string };
  readonly device: TestDevice;
  line: Line<ServerFrame>;
  /** Sits somebody down; resolves when it is stored. */
  logOn(account: string): Promise<void>;
  /** The next command for a screen; other frames are passed over. */
  wanted(): Promise<ScreensWanted>;
  unwanted(): Promise<void>;
  /** The next frame of that type. */
  frame<Type extends ServerFrame['type']>(type: Type): Promise<Extract<ServerFrame, { type: Type }>>;
  shown(id: string, state: ScreenState, title?: string): void;
  picture(id: string, change?: Partial<Picture>): void;
  connect(): Promise<void>;
}

/** A small real picture; the time in it tells one from another. */
export const JPEG = await sharp({
  create: { width: 320, height: 200, channels: 3, background: '#336699' },
})
  .jpeg()
  .toBuffer();

export async function addScreenDevice(
  test: TestServer,
  administrator: Visitor,
  name: string,
  more: ReadonlyArray<'remote-control'> = [],
): Promise<ScreenDevice> {
  const { code } = (await administrator.call(renewSchoolCode, { body: { days: 1 } })).reply;
  const device = makeDevice(test.url, name);
  const ids = await device.enrol(code ?? '');
  const connect = (): Promise<Line<ServerFrame>> =>
    connectDevice(test.url, device, ids, (hello) => ({
      ...hello,
      platform: { ...PLATFORM, capabilities: ['typed', 'page', 'screen', ...more] },
    }));
  const made: ScreenDevice = {
    id: ids.deviceId,
    ids,
    device,
    line: await connect(),
    async logOn(account) {
      const id = randomUUID();
      const at = new Date().toISOString();
      made.line.send({ type: 'sessions/started', id, at, account: { name: account, origin: 'policy' } });
      for (;;) {
        const frame = await made.frame('captures/acknowledged');
        if (frame.ids.includes(id)) return;
      }
    },
    wanted: () => made.frame('screens/wanted'),
    unwanted: async () => void (await made.frame('screens/unwanted')),
    async frame(type) {
      for (;;) {
        const frame = await made.line.next();
        if (frame.type === type) return frame as never;
      }
    },
    shown(id, state, title = 'Homework') {
      const live = state === 'live';
      const front = live
        ? { application: 'Chromium', title, site: 'docs.example' }
        : { application: '', title: '', site: null };
      made.line.send({ type: 'screens/shown', id, state, front, answeredBy: null });
    },
    picture(id, change = {}) {
      const picture = {
        id,
        takenAt: 1,
        width: 320,
        height: 200,
        mediaType: 'image/jpeg',
        bytes: JPEG,
      } as const;
      made.line.socket.send(writePicture({ ...picture, ...change }));
    },
    async connect() {
      made.line = await connect();
    },
  };
  return made;
}

/** A console on the socket for live screens. */
export interface ScreensConsole {
  readonly socket: WebSocket;
  watch(screens: ReadonlyArray<Partial<Watched> & { deviceId: string }>, groupId?: string | null): void;
  /** The next state of the device that is that one; others are passed over. */
  state(deviceId: string, state: WatchedState): Promise<Extract<ScreensFrame, { type: 'screens/state' }>>;
  /** What it hears next of controlling a screen: null that it may, or why not. */
  control(): Promise<string | null>;
  /** The next picture. */
  picture(): Promise<Picture>;
  /** All that has come so far, in words. */
  readonly heard: string[];
  closed(): Promise<number>;
}

export async function openScreens(
  url: string,
  cookie: string,
  origin: string = url,
): Promise<ScreensConsole> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${SCREENS_SOCKET_PATH}`, {
    headers: { cookie, origin },
  });
  const heard: string[] = [];
  const frames: ScreensFrame[] = [];
  const pictures: Picture[] = [];
  let wake: Array<() => void> = [];
  let code: number | null = null;
  const woken = (): Promise<void> => new Promise((resolve) => wake.push(resolve));
  const wakeAll = (): void => {
    const waiting = wake;
    wake = [];
    for (const resolve of waiting) resolve();
  };
  socket.on('error', () => {});
  socket.on('close', (closeCode) => {
    code = closeCode;
    wakeAll();
  });
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) {
      const picture = readPicture(data);
      if (picture === null) throw new Error('the server sent no picture');
      heard.push(`picture ${picture.id}`);
      pictures.push(picture);
    } else {
      const json: unknown = JSON.parse(data.toString('utf8'));
      // A sign of life says nothing.
      if (typeof json === 'object' && json !== null && 'type' in json && json.type === 'console/pulse')
        return;
      const frame = ScreensFrame.parse(json);
      heard.push(JSON.stringify(frame));
      frames.push(frame);
    }
    wakeAll();
  });
  async function next<Found>(find: () => Found | undefined): Promise<Found> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (code !== null) throw new Error(`the connection ended with ${code}`);
      await woken();
    }
  }
  await next(() => {
    const frame = frames.shift();
    return frame?.type === 'screens/ready' ? frame : undefined;
  });
  return {
    socket,
    heard,
    watch(screens, groupId = null) {
      const all = screens.map((screen) => ({ purpose: 'glance', width: 320, everyMs: 400, ...screen }));
      socket.send(JSON.stringify({ type: 'screens/watch', groupId, screens: all }));
    },
    state: (deviceId, state) =>
      next(() => {
        for (let frame = frames.shift(); frame !== undefined; frame = frames.shift()) {
          if (frame.type === 'screens/state' && frame.deviceId === deviceId && frame.state === state)
            return frame;
        }
        return undefined;
      }),
    control: async () => {
      const said = await next(() => {
        for (let frame = frames.shift(); frame !== undefined; frame = frames.shift()) {
          if (frame.type === 'screens/work') return frame;
        }
        return undefined;
      });
      return said.reason;
    },
    picture: () => next(() => pictures.shift()),
    async closed() {
      while (code === null) await woken();
      return code;
    },
  };
}

export async function deviceNamed(administrator: Visitor, name: string): Promise<string> {
  const { devices } = (await administrator.call(listDevices)).reply;
  return devices.find((device) => device.name === name)?.id ?? '';
}

/** A private screenshot that somebody made of a pupil at a device of their own, which then leaves. @returns its id */
export async function keptScreenshot(test: TestServer, maker: Visitor): Promise<string> {
  const device = await addScreenDevice(test, maker, 'Desk of the screenshot');
  await device.logOn('ana.silva');
  const taking = maker.call(takeScreenshot, { body: { deviceId: device.id, visibility: 'private' } });
  const wanted = await device.wanted();
  device.shown(wanted.id, 'live');
  device.picture(wanted.id);
  const { reply } = await taking;
  if (reply.state !== 'ready') throw new Error(`no screenshot: ${reply.problem}`);
  device.line.socket.close();
  return reply.id;
}

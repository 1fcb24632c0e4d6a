import { randomUUID } from 'node:crypto';
import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { renewSchoolCode } from '@lapwing/protocol/features/devices/api.ts';
import type { RestrictionsActual } from '@lapwing/protocol/features/restrictions/actual.event.ts';
import type { DeviceControl } from '@lapwing/protocol/features/restrictions/api.ts';
import { RestrictionRules } from '@lapwing/protocol/features/restrictions/rules.ts';
import { StateDocument, type DeviceOrders } from '@lapwing/protocol/features/state/document.event.ts';
import type { DeviceCapability } from '@lapwing/protocol/vocabulary.ts';
import { WebSocket } from 'ws';
import { lineOf, makeDevice, PLATFORM, sayHello, type Line, type TestDevice } from './device-server.ts';
import type { TestServer, Visitor } from './harness.ts';

const ALL: readonly DeviceCapability[] = ['typed', 'lock', 'internet', 'mute', 'message', 'log-off'];

/** A device of a test that is told its orders, and says what it likes. */
export interface ControlledDevice {
  readonly id: string;
  readonly ids: { schoolId: string; deviceId: string };
  readonly device: TestDevice;
  readonly line: Line<ServerFrame>;
  /** The newest document that it was told. */
  document(): StateDocument;
  /** Sits somebody down; resolves when it is stored. Returns the session. */
  logOn(account: string): Promise<string>;
  /** The next frame of that type; documents that come meanwhile are kept. */
  frame<Type extends ServerFrame['type']>(type: Type): Promise<Extract<ServerFrame, { type: Type }>>;
  /** The orders of the newest document for which this holds, now or as soon as it comes. */
  orders(like: (orders: DeviceOrders) => boolean): Promise<DeviceOrders>;
  /** The content of its orders' rules, fetched as a device does. */
  rules(): Promise<RestrictionRules>;
  /** Says what holds. */
  say(said?: Partial<RestrictionsActual>): void;
  /** Says that all holds as it was told. */
  obey(): void;
  connect(): Promise<void>;
  leave(): Promise<void>;
}

/** @param enrolment who makes a school code for it, or a code */
export async function addControlledDevice(
  test: TestServer,
  enrolment: Visitor | string,
  name: string,
  capabilities: readonly DeviceCapability[] = ALL,
): Promise<ControlledDevice> {
  const code =
    typeof enrolment === 'string'
      ? enrolment
      : (await enrolment.call(renewSchoolCode, { body: { days: 1 } })).reply.code;
  const device = makeDevice(test.url, name);
  const ids = await device.enrol(code ?? '');
  let line: Line<ServerFrame>;
  let newest: StateDocument | null = null;

  async function next(): Promise<ServerFrame> {
    const frame = await line.next();
    if (frame.type === 'state/document') newest = StateDocument.parse(JSON.parse(frame.payload));
    return frame;
  }
  const frameOf = async <Type extends ServerFrame['type']>(
    type: Type,
  ): Promise<Extract<ServerFrame, { type: Type }>> => {
    for (;;) {
      const frame = await next();
      if (frame.type === type) return frame as Extract<ServerFrame, { type: Type }>;
    }
  };
  const made: ControlledDevice = {
    id: ids.deviceId,
    ids,
    device,
    get line() {
      return line;
    },
    document() {
      if (newest === null) throw new Error('no document came');
      return newest;
    },
    async logOn(account) {
      const id = randomUUID();
      const at = new Date().toISOString();
      line.send({ type: 'sessions/started', id, at, account: { name: account, origin: 'policy' } });
      for (;;) {
        const frame = await frameOf('captures/acknowledged');
        if (frame.ids.includes(id)) return id;
      }
    },
    frame: frameOf,
    async orders(like) {
      while (newest === null || !like(newest.orders)) await frameOf('state/document');
      return newest.orders;
    },
    async rules() {
      const rules = made.document().orders.rules;
      if (rules === null) throw new Error('there are no rules');
      const path = `/agent/state/packs/${rules.sha256}`;
      const response = await fetch(`${test.url}${path}`, {
        headers: { 'lapwing-device': device.header(ids, 'GET', path) },
      });
      if (response.status !== 200) throw new Error(`rules: ${response.status}`);
      return RestrictionRules.parse(await response.json());
    },
    say(said = {}) {
      line.send({
        type: 'restrictions/actual',
        at: new Date().toISOString(),
        version: made.document().version,
        locked: false,
        internet: 'open',
        muted: false,
        holds: [],
        failed: [],
        gaps: [],
        ...said,
      });
    },
    obey() {
      const { restrictions } = made.document().orders;
      const has = (kind: string): boolean => restrictions.some(({ effect }) => effect.kind === kind);
      made.say({
        locked: has('lock'),
        muted: has('mute'),
        internet: has('internet-off') ? 'off' : has('block') || has('allow-only') ? 'limited' : 'open',
        holds: restrictions.map(({ id }) => id),
      });
    },
    async connect() {
      line = await sayHello(test.url, device, ids, (hello) => ({
        ...hello,
        platform: { ...PLATFORM, capabilities: [...capabilities] },
      }));
      await frameOf('devices/welcome');
      await frameOf('state/document');
    },
    async leave() {
      line.socket.close();
      await line.closed();
    },
  };
  await made.connect();
  return made;
}

/** An open console of somebody. */
export interface TestConsole {
  readonly line: Line<ConsoleFrame>;
  /** The next frame of that type. */
  frame<Type extends ConsoleFrame['type']>(type: Type): Promise<Extract<ConsoleFrame, { type: Type }>>;
  /** How the device stands, as soon as the console is told so that this holds. */
  control(deviceId: string, like: (control: DeviceControl) => boolean): Promise<DeviceControl>;
  close(): void;
}

export async function openConsoleOf(test: TestServer, who: Visitor): Promise<TestConsole> {
  const socket = new WebSocket(`${test.url.replace('http', 'ws')}/console/socket`, {
    headers: { origin: test.url, cookie: who.cookie() },
  });
  const line = lineOf(socket, (text) => ConsoleFrame.parse(JSON.parse(text)));
  const frame = async <Type extends ConsoleFrame['type']>(
    type: Type,
  ): Promise<Extract<ConsoleFrame, { type: Type }>> => {
    for (;;) {
      const next = await line.next();
      if (next.type === type) return next as Extract<ConsoleFrame, { type: Type }>;
    }
  };
  await frame('console/ready');
  return {
    line,
    frame,
    async control(deviceId, like) {
      for (;;) {
        const { devices } = await frame('restrictions/changed');
        const found = devices.find((each) => each.deviceId === deviceId);
        if (found !== undefined && like(found)) return found;
      }
    },
    close: () => socket.close(),
  };
}

import { webcrypto } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { type Agent, createAgent } from '@lapwing/agent-core/agent.ts';
import { createMemoryOutboxStore } from '@lapwing/agent-core/contracts/fakes/memory-outbox-store.ts';
import { createMemoryStateStore } from '@lapwing/agent-core/contracts/fakes/memory-state-store.ts';
import type { Http } from '@lapwing/agent-core/contracts/http.ts';
import type { OutboxStore } from '@lapwing/agent-core/contracts/outbox-store.ts';
import { TEXT_FIELD } from '@lapwing/agent-core/field-exclusion.ts';
import type { OpenSocket } from '@lapwing/agent-core/contracts/socket.ts';
import {
  createFakeAccounts,
  createFakeScreen,
  createMemoryKeyStore,
  nodeDigest,
} from '@lapwing/agent-core/test/node-contracts.ts';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { createTestScreen, type TestScreen } from './live-screen.ts';
import { createObedientControl, createObedientNotices } from './obedient.ts';
import type { SimulatedDesktop } from './simulated-desktop.ts';

/** 320 x 200 white pixels. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAUAAAADIAQMAAACjyqroAAAAA1BMVEX///+nxBvIAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAHklEQVRoge3BAQ0AAADCoPdPbQ8HFAAAAAAAAADwYiAIAAHIqrbwAAAAAElFTkSuQmCC',
  'base64',
);

/** What a whole fleet did, as the devices themselves know it. */
export interface FleetRecord {
  /** Captures that a device has safe in its outbox. */
  readonly queued: ReadonlySet<string>;
  /** Captures that went out at least once, in that order. */
  readonly sent: ReadonlySet<string>;
  readonly acknowledged: ReadonlySet<string>;
  /** Items that the server said it would never take, with the reason. */
  readonly rejected: readonly string[];
  /** Frames that went out a second time. */
  readonly repeats: number;
  /** Resolves when `holds` does; looked at after every change. */
  until(holds: () => boolean): Promise<void>;
}

/** A device that speaks the real protocol through the real agent. Not real: its disk, its screen, its keyboard. */
export interface SimulatedDevice {
  readonly name: string;
  readonly agent: Agent;
  /** Those that it has had safe in its outbox. */
  readonly captures: ReadonlySet<string>;
  readonly screen: TestScreen;
  /** Somebody writes a sentence in a page of its own and leaves the field; resolves when what was found is queued. */
  write(sentence: string): Promise<void>;
  /** Whether a page could be opened there now; of a device with an account. */
  opens(url: string): boolean;
}

export interface Fleet {
  readonly record: FleetRecord;
  /**
   * @param account who sits there, as the device names them; with one its screen can be looked at
   * @param desktop given: it is a whole computer with the desktop agent
   */
  add(name: string, account?: string, desktop?: SimulatedDesktop): Promise<SimulatedDevice>;
  retryAll(): void;
  stop(): Promise<void>;
}

const Item = z.object({ type: z.string(), id: z.string() });
const Reply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('captures/acknowledged'), ids: z.array(z.string()) }),
  z.object({ type: z.literal('captures/rejected'), id: z.string(), reason: z.string() }),
]);

/** @param repeat every capture and amendment is sent twice */
export function createFleet(server: string, code: string, options: { repeat: boolean }): Fleet {
  const changes = new EventEmitter().setMaxListeners(0);
  const record = {
    queued: new Set<string>(),
    sent: new Set<string>(),
    acknowledged: new Set<string>(),
    rejected: [] as string[],
    repeats: 0,
    async until(holds: () => boolean): Promise<void> {
      while (!holds()) await once(changes, 'change');
    },
  };
  const agents: Agent[] = [];

  function note(change: () => void): void {
    change();
    changes.emit('change');
  }

  function watchedOutbox(store: OutboxStore, own: Set<string>): OutboxStore {
    return {
      ...store,
      async put(puts) {
        await store.put(puts);
        for (const { kind, bytes } of puts) {
          if (kind !== 'message') continue;
          const item = Item.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
          if (item.type !== 'captures/reported') continue;
          own.add(item.id);
          note(() => record.queued.add(item.id));
        }
      },
    };
  }

  const openSocket: OpenSocket = (url, events) => {
    const socket = new WebSocket(url);
    socket.on('open', () => events.opened());
    socket.on('error', () => undefined);
    socket.on('close', (closeCode) => events.closed(closeCode));
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      const reply = Reply.safeParse(JSON.parse(text));
      if (reply.success)
        note(() => {
          if (reply.data.type === 'captures/rejected') record.rejected.push(reply.data.reason);
          else for (const id of reply.data.ids) if (record.queued.has(id)) record.acknowledged.add(id);
        });
      events.text(text);
    });
    return {
      send(text) {
        if (socket.readyState !== WebSocket.OPEN) return;
        socket.send(text);
        const item = Item.safeParse(JSON.parse(text));
        if (!item.success || !item.data.type.startsWith('captures/')) return;
        if (options.repeat) socket.send(text);
        note(() => {
          if (options.repeat || record.sent.has(item.data.id)) record.repeats += 1;
          if (item.data.type === 'captures/reported') record.sent.add(item.data.id);
        });
      },
      sendBytes(bytes) {
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
      },
      waitingBytes: () => socket.bufferedAmount,
      close: () => socket.close(),
    };
  };

  return {
    record,
    async add(name, account, desktop) {
      const shown = createTestScreen('My essay');
      const own = new Set<string>();
      const control = createObedientControl();
      const screen = createFakeScreen(() => Date.now());
      screen.answer(() =>
        Promise.resolve({
          ok: true,
          bytes: new Uint8Array(PICTURE),
          mediaType: 'image/png',
          takenAt: Date.now(),
          width: 320,
          height: 200,
        }),
      );
      const agent = createAgent({
        platform: desktop?.platform() ?? {
          agent: 'simulated',
          agentVersion: '0.1.0',
          system: 'Test',
          browser: null,
          capabilities:
            account === undefined
              ? ['typed', 'screenshot']
              : ['typed', 'screenshot', 'screen', 'lock', 'internet', 'mute', 'message', 'agreement'],
        },
        contracts: {
          clock: {
            now: () => Date.now(),
            passed: () => performance.now(),
            setTimer(ms, run) {
              const timer = setTimeout(run, ms);
              return () => clearTimeout(timer);
            },
          },
          random: { bytes: (length) => webcrypto.getRandomValues(new Uint8Array(length)) },
          digest: nodeDigest,
          keys: createMemoryKeyStore(),
          outbox: watchedOutbox(createMemoryOutboxStore(), own),
          state: createMemoryStateStore(),
          openSocket,
          http: desktop?.heard(fetchHttp) ?? fetchHttp,
          screen,
          recorder: null,
          accounts: createFakeAccounts(account === undefined ? null : { name: account, origin: 'profile' }),
          live:
            account === undefined
              ? null
              : { ...shown.live, ...(desktop === undefined ? {} : { hands: desktop.hands }) },
          control: account === undefined ? null : control,
          notices: account === undefined ? null : createObedientNotices(),
          ...(desktop === undefined ? {} : { installer: desktop.installer }),
          log: () => undefined,
        },
      });
      agents.push(agent);
      await agent.start({ resume: false });
      const enrolled = await agent.enrol({ server, code, deviceName: name });
      if (!enrolled.ok) throw new Error(`${name} was not enrolled: ${enrolled.reason}`);
      await detecting(agent);
      return {
        name,
        agent,
        captures: own,
        write: writer(agent),
        screen: shown,
        opens: (url) => control.opens(url),
      };
    },
    retryAll() {
      for (const agent of agents) agent.retryNow();
    },
    async stop() {
      await Promise.all(agents.map((agent) => agent.stop()));
    },
  };
}

function writer(agent: Agent): SimulatedDevice['write'] {
  let pages = 0;
  return async (sentence) => {
    pages += 1;
    const place = `tab:${pages}`;
    const at = { place, application: 'Test', title: 'My essay', url: 'https://essays.example/new' };
    const field = { ...TEXT_FIELD, names: ['essay'] };
    const fieldId = `${place}|essay`;
    await agent.feed({
      kind: 'typed',
      fieldId,
      field,
      text: sentence,
      caret: sentence.length,
      composing: false,
      at,
    });
    await agent.feed({ kind: 'settled', fieldId, reason: 'enter' });
  };
}

function detecting(agent: Agent): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!agent.status().detecting) return;
      cancel();
      resolve();
    };
    const cancel = agent.onStatus(look);
    look();
  });
}

const fetchHttp: Http = {
  async request({ method, url, headers, body, timeoutMs }) {
    try {
      const response = await fetch(url, {
        method,
        headers: { ...headers },
        ...(body === null ? {} : { body: new Uint8Array(body) }),
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
      });
      return { ok: true, status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
    } catch {
      return { ok: false };
    }
  },
};

/// <reference types="node" />
import type { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import type { DeviceCapability } from '@lapwing/protocol/vocabulary.ts';
import { type Agent, createAgent } from '../agent.ts';
import { createManualClock, type ManualClock } from '../contracts/fakes/manual-clock.ts';
import { createManualControl, type ManualControl } from '../contracts/fakes/manual-control.ts';
import { createManualHands, type ManualHands } from '../contracts/fakes/manual-hands.ts';
import { createManualConsent, type ManualConsent } from '../contracts/fakes/manual-consent.ts';
import { createManualLiveScreen, type ManualLiveScreen } from '../contracts/fakes/manual-live-screen.ts';
import { createManualNotices, type ManualNotices } from '../contracts/fakes/manual-notices.ts';
import { createManualRecorder, type ManualRecorder } from '../contracts/fakes/manual-recorder.ts';
import { createMemoryOutboxStore, type MemoryOutboxStore } from '../contracts/fakes/memory-outbox-store.ts';
import { createMemoryStateStore, type MemoryStateStore } from '../contracts/fakes/memory-state-store.ts';
import type { Random } from '../contracts/random.ts';
import { type FieldDescription, TEXT_FIELD } from '../field-exclusion.ts';
import type { Surroundings, TypedInput } from '../input.ts';
import { CODE, createFakeServer, type FakeServer, SERVER } from './fake-server.ts';
import {
  createFakeAccounts,
  createFakeScreen,
  createMemoryKeyStore,
  type FakeAccounts,
  type FakeScreen,
  type MemoryKeyStore,
  nodeDigest,
  seededRandom,
} from './node-contracts.ts';

export const PLATFORM: DevicePlatform = {
  agent: 'simulated',
  agentVersion: '0.1.0',
  system: 'Test',
  browser: null,
  capabilities: [
    'typed',
    'page',
    'screenshot',
    'screen',
    'lock',
    'internet',
    'mute',
    'message',
    'agreement',
    'log-off',
  ],
};

export interface Rig {
  readonly agent: Agent;
  readonly clock: ManualClock;
  readonly server: FakeServer;
  readonly outbox: MemoryOutboxStore;
  readonly state: MemoryStateStore;
  readonly keys: MemoryKeyStore;
  readonly accounts: FakeAccounts;
  readonly screen: FakeScreen;
  readonly live: ManualLiveScreen;
  readonly person: ManualConsent;
  readonly hands: ManualHands;
  readonly recorder: ManualRecorder;
  readonly control: ManualControl;
  readonly notices: ManualNotices;
  readonly logged: string[];
  /** The same device after its program was killed. */
  restart(): Rig;
  /** Gives everything that is under way, signatures included, the time to happen. */
  settle(ms?: number): Promise<void>;
}

type Parts = Pick<
  Rig,
  | 'clock'
  | 'server'
  | 'outbox'
  | 'state'
  | 'keys'
  | 'accounts'
  | 'screen'
  | 'live'
  | 'person'
  | 'hands'
  | 'recorder'
  | 'control'
  | 'notices'
> & {
  readonly random: Random;
  readonly platform: DevicePlatform;
};

export interface RigOptions {
  /** What this device cannot do. */
  readonly without?: readonly DeviceCapability[];
}

export async function createRig({ without = [] }: RigOptions = {}): Promise<Rig> {
  const clock = createManualClock();
  return rigOf({
    clock,
    platform: {
      ...PLATFORM,
      capabilities: PLATFORM.capabilities.filter((one) => !without.includes(one)),
    },
    random: seededRandom(7),
    server: await createFakeServer(clock),
    outbox: createMemoryOutboxStore(),
    state: createMemoryStateStore(),
    keys: createMemoryKeyStore(),
    accounts: createFakeAccounts({ name: 'ana.silva', origin: 'profile' }),
    screen: createFakeScreen(() => clock.now()),
    live: createManualLiveScreen(() => clock.now()),
    person: createManualConsent(clock),
    hands: createManualHands(),
    recorder: createManualRecorder(() => clock.now()),
    control: createManualControl(),
    notices: createManualNotices(),
  });
}

function rigOf(parts: Parts): Rig {
  const { clock, server } = parts;
  const logged: string[] = [];
  let alive = true;
  const agent = createAgent({
    platform: parts.platform,
    contracts: {
      clock: {
        now: () => clock.now(),
        passed: () => clock.passed(),
        setTimer: (ms, run) => clock.setTimer(ms, () => (alive ? run() : undefined)),
      },
      random: parts.random,
      digest: nodeDigest,
      keys: parts.keys,
      outbox: parts.outbox,
      state: parts.state,
      openSocket: server.sockets.open,
      http: server.http,
      screen: parts.screen,
      recorder: parts.recorder,
      accounts: parts.accounts,
      live: { screen: parts.live, consent: parts.person, hands: parts.hands },
      control: parts.control,
      notices: parts.notices,
      log: (event) => void logged.push(event),
    },
  });
  return {
    ...parts,
    agent,
    logged,
    restart() {
      alive = false;
      server.sockets.peers.at(-1)?.close();
      return rigOf({
        ...parts,
        outbox: parts.outbox.reopen(),
        state: parts.state.reopen(),
        keys: parts.keys.reopen(),
      });
    },
    async settle(ms = 0) {
      // What follows of itself takes a few turns.
      for (let round = 0; round < 12; round += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        await clock.advance(0);
      }
      if (ms > 0) {
        await clock.advance(ms);
        await this.settle();
      }
    },
  };
}

/** A device that is enrolled and connected, with its terms loaded. */
export async function connectedRig(options: RigOptions = {}): Promise<Rig> {
  const rig = await createRig(options);
  await rig.agent.start({ resume: false });
  const outcome = await rig.agent.enrol({ server: SERVER, code: CODE, deviceName: 'Trolley 7' });
  if (!outcome.ok) throw new Error(`not enrolled: ${outcome.reason}`);
  await until(rig, () => rig.agent.status().detecting && rig.agent.status().queued === 0);
  return rig;
}

/** Waits for something that is bound to happen without time passing; fails the test when it does not. */
export async function until(rig: Rig, happened: () => boolean): Promise<void> {
  for (let round = 0; round < 3000; round += 1) {
    if (happened()) return;
    await rig.settle();
  }
  throw new Error(
    `It did not happen. Logged: ${rig.logged.join(', ')}. Came: ${rig.server.all.map(({ type }) => type).join(', ')}`,
  );
}

/** Waits until the agent has said that this version of the state is in force. */
export async function applied(rig: Rig, version: number): Promise<void> {
  await until(rig, () =>
    rig.server.all.some(
      (frame) => frame.type === 'state/applied' && frame.version === version && frame.problem === null,
    ),
  );
}

export const HERE: Surroundings = {
  place: 'tab-1',
  application: 'Chrome 156',
  title: 'My essay',
  url: 'https://docs.example/essay?id=3',
};

export const PLAIN_FIELD: FieldDescription = { ...TEXT_FIELD, names: ['essay'] };

export function typed(text: string, changes: Partial<TypedInput> = {}): TypedInput {
  return {
    kind: 'typed',
    fieldId: 'field-1',
    field: PLAIN_FIELD,
    text,
    caret: text.length,
    composing: false,
    at: HERE,
    ...changes,
  };
}

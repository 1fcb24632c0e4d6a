/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RestrictionsActual } from '@lapwing/protocol/features/restrictions/actual.event.ts';
import type { Effect, Restriction } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { AccessRule } from '@lapwing/protocol/features/restrictions/rules.ts';
import { NO_ORDERS, type StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import * as fc from 'fast-check';
import { contentLoader } from './content-loader.ts';
import type { AgentContracts } from './contracts.ts';
import type { Clock } from './contracts/clock.ts';
import type { Digest } from './contracts/digest.ts';
import { createManualClock } from './contracts/fakes/manual-clock.ts';
import { createManualControl, type ManualControl } from './contracts/fakes/manual-control.ts';
import { createMemoryOutboxStore } from './contracts/fakes/memory-outbox-store.ts';
import { createMemoryStateStore } from './contracts/fakes/memory-state-store.ts';
import { createDeviceOrders, type DeviceOrders } from './device-orders.ts';
import { createOutbox } from './outbox.ts';
import { createServerTime, type ServerTime } from './server-time.ts';
import { createStateKeeper, type StateKeeper } from './state.ts';
import { DEVICE_ID, SCHOOL_ID, SERVER } from './test/fake-server.ts';
import { seededRandom } from './test/node-contracts.ts';
import { idOf, RESTRICTIONS } from './test/orders.ts';
import { encodeUtf8 } from './utf8.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.parse('2026-11-16T08:20:00.000Z');
/** Longer than the longest wait before something that failed is tried again. */
const CALM = 130_000;

/** Restrictions that a document may name; moments are minutes from the start, of the server's time. */
interface Named {
  readonly effect: Effect['kind'];
  readonly layer: Restriction['layer'];
  readonly from: number;
  readonly until: number | null;
  /** It is for whoever the document was made for, not for the device. */
  readonly personal: boolean;
}

interface Planned {
  readonly named: readonly Named[];
  /** Minutes of each hour from eight to ten, in UTC, between which a policy locks; null for no policy. */
  readonly hours: { readonly from: number; readonly to: number } | null;
  readonly account: (typeof NAMED)[number];
  /** Whether a lesson that outlasts all of this is the person's; null for none. */
  readonly lesson: boolean | null;
}

/** Accounts for which documents are made, and who may be at the device. */
const NAMED = [null, 'Ana@school.example', 'ben@school.example'] as const;
const AT_DEVICE = [null, 'ana@school.example', 'ben@school.example', 'ana', 'ben@home.example'] as const;
/** By the account for which a document was made, those who are known to be somebody else. */
const SOMEBODY_ELSE: Readonly<Record<string, string>> = {
  'Ana@school.example': 'ben@school.example',
  'ben@school.example': 'ana@school.example',
};

type Step =
  | { readonly do: 'deliver'; readonly version: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'set'; readonly ms: number }
  | { readonly do: 'come'; readonly account: (typeof AT_DEVICE)[number] }
  | { readonly do: 'platform'; readonly is: 'well' | 'slow' | 'failing' | 'broken' | 'hung' }
  | { readonly do: 'restart' | 'reconnect' | 'wake' };

const plan: fc.Arbitrary<Planned> = fc.record({
  named: fc.array(
    fc.record({
      effect: fc.constantFrom<Effect['kind']>('lock', 'lock', 'internet-off', 'block', 'mute', 'allow-only'),
      layer: fc.constantFrom<Restriction['layer']>('hands-on', 'sanction', 'lesson', 'group'),
      from: fc.integer({ min: -10, max: 6 }),
      until: fc.option(fc.integer({ min: -5, max: 10 }), { freq: 4 }),
      personal: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  hours: fc.option(
    fc
      .tuple(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 19 }))
      .map(([from, length]) => ({ from, to: from + length })),
  ),
  account: fc.constantFrom(...NAMED),
  lesson: fc.option(fc.boolean()),
});

function stepsOf(documents: number): fc.Arbitrary<Step[]> {
  const version = fc.integer({ min: 1, max: documents });
  return fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver' as const), version }) },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant('pass' as const),
          ms: fc.oneof(fc.nat({ max: 2000 }), fc.nat({ max: 2 * MINUTE })),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant('set' as const),
          ms: fc.integer({ min: -3 * 60 * MINUTE, max: 3 * 60 * MINUTE }),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant('come' as const),
          account: fc.constantFrom(...AT_DEVICE),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('platform' as const),
          is: fc.constantFrom(
            'well' as const,
            'slow' as const,
            'failing' as const,
            'broken' as const,
            'hung' as const,
          ),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.constantFrom<Step>({ do: 'restart' }, { do: 'reconnect' }, { do: 'wake' }),
      },
    ),
    { maxLength: 14 },
  );
}

const runs = fc.array(plan, { minLength: 1, maxLength: 5 }).chain((plans) =>
  fc.record({
    plans: fc.constant(plans),
    steps: stepsOf(plans.length),
    later: fc.nat({ max: 3 * MINUTE }),
    visitor: fc.constantFrom(...AT_DEVICE),
  }),
);

const at = (minutes: number): number => START + minutes * MINUTE;

/** What the newest document that came says of a moment and of whoever is there, as plainly as can be. */
function reference(
  planned: Planned | undefined,
  version: number,
  now: number,
  account: (typeof AT_DEVICE)[number],
): { locked: boolean; internet: string; muted: boolean; holds: string[]; lesson: boolean } {
  const isElse = account !== null && SOMEBODY_ELSE[planned?.account ?? ''] === account;
  const inForce = (planned?.named ?? []).flatMap((one, place) =>
    at(one.from) <= now && (one.until === null || now < at(one.until)) && !(one.personal && isElse)
      ? [{ ...one, id: idOf(version * 100 + place) }]
      : [],
  );
  const has = (effect: Effect['kind']): boolean => inForce.some((one) => one.effect === effect);
  const [hour, minute] = [new Date(now).getUTCHours(), new Date(now).getUTCMinutes()];
  const { hours = null } = planned ?? {};
  const byHours = hours !== null && HOURS.includes(hour) && hours.from <= minute && minute < hours.to;
  return {
    locked: has('lock') || byHours,
    internet: has('internet-off') ? 'off' : has('block') || has('allow-only') ? 'limited' : 'open',
    muted: has('mute'),
    holds: [...inForce.map(({ id }) => id), ...(byHours ? [idOf(9000 + version)] : [])].sort(),
    lesson: (planned?.lesson ?? null) === false || (planned?.lesson === true && !isElse),
  };
}

function effectOf(kind: Effect['kind']): Effect {
  if (kind === 'block') return { kind, sites: ['games.example'], titles: [] };
  if (kind === 'allow-only') return { kind, title: 'Rivers', sites: ['rivers.example'] };
  if (kind === 'allow') return { kind, sites: ['rivers.example'] };
  return { kind };
}

const HOURS: readonly number[] = [8, 9];

const pad = (number: number): string => String(number).padStart(2, '0');

function ruleOf({ hours }: Planned, version: number): AccessRule[] {
  if (hours === null) return [];
  const slots = Array.from({ length: 7 }, () =>
    HOURS.map((hour) => ({
      from: `${pad(hour)}:${pad(hours.from)}`,
      to: `${pad(hour)}:${pad(hours.to)}`,
    })),
  );
  const none = { sites: [], titles: [], endings: [], applications: [], words: null };
  return [
    { id: idOf(9000 + version), kind: 'lock', title: 'Nights', ...none, hours: slots, inHolidays: true },
  ];
}

function documentOf(planned: Planned, version: number): StateDocument {
  return {
    schoolId: SCHOOL_ID,
    deviceId: DEVICE_ID,
    version,
    issuedAt: new Date(START).toISOString(),
    expiresAt: new Date(START + 30 * DAY).toISOString(),
    school: { name: 'School', noticeUrl: 'https://school.example/' },
    detection: { enabled: false, pack: null, sources: [], excludedHosts: [], excludedApplications: [] },
    screenshot: { enabled: false, maxWidth: 1280, quality: 0.7 },
    recording: { enabled: false, beforeSeconds: 0, severeSeconds: 0, maxWidth: 1280 },
    screens: { remoteView: 'deny', askSeconds: 10 },
    activity: { kinds: [] },
    orders: {
      ...NO_ORDERS,
      rules: planned.hours === null ? null : { sha256: shaOf(version), bytes: 1 },
      account: planned.account,
      lesson:
        planned.lesson === null
          ? null
          : {
              id: idOf(8000 + version),
              title: 'Rivers',
              teachers: ['Ms Khan'],
              endsAt: new Date(START + 20 * DAY).toISOString(),
              personal: planned.lesson,
            },
      restrictions: planned.named.map(({ effect, layer, from, until, personal }, place): Restriction => ({
        id: idOf(version * 100 + place),
        effect: effectOf(effect),
        layer,
        by: 'Ms Khan',
        words: null,
        from: new Date(at(from)).toISOString(),
        until: until === null ? null : new Date(at(until)).toISOString(),
        personal,
      })),
    },
  };
}

const shaOf = (version: number): string => String(version).padStart(64, '0');

/** The device's parts that are under test, with a disk that outlasts them. */
interface Device {
  readonly time: ServerTime;
  readonly state: StateKeeper;
  readonly orders: DeviceOrders;
  kill(): void;
}

async function boot(parts: {
  readonly clock: Clock;
  readonly store: ReturnType<typeof createMemoryStateStore>;
  readonly control: ManualControl;
  readonly plans: readonly Planned[];
  readonly account: () => (typeof AT_DEVICE)[number];
  readonly say: (actual: RestrictionsActual) => void;
}): Promise<Device> {
  const { store, control, plans } = parts;
  let alive = true;
  const clock: Clock = {
    now: () => parts.clock.now(),
    passed: () => parts.clock.passed(),
    setTimer: (ms, run) => parts.clock.setTimer(ms, () => (alive ? run() : undefined)),
  };
  const random = seededRandom(5);
  const log = (): void => undefined;
  /** Signatures have tests of their own: here a document is signed by `good`. */
  const digest: Digest = {
    sha256: (bytes) => Promise.resolve(shaOf(bytes.at(-1) ?? 0)),
    verify: (_key, signature) => Promise.resolve(signature === 'good'),
  };
  const identity = {
    server: SERVER,
    schoolId: SCHOOL_ID,
    schoolName: 'School',
    deviceId: DEVICE_ID,
    deviceName: 'Trolley 7',
    stateKey: 'key',
    provisionedBy: null,
  };
  const time = createServerTime({ store, clock, log });
  const state = createStateKeeper({
    store,
    digest,
    clock,
    random,
    log,
    identity,
    loader: {
      ...contentLoader,
      restrictions: (bytes) => contentLoader.restrictions(bytes.subarray(0, -1), ''),
    },
    request({ path }) {
      const version = Number(path.slice(path.lastIndexOf('/') + 1));
      const planned = plans[version - 1];
      const rules = {
        ...RESTRICTIONS,
        timeZone: 'UTC',
        access: planned === undefined ? [] : ruleOf(planned, version),
      };
      const text = encodeUtf8(JSON.stringify(rules));
      return Promise.resolve({ ok: true, status: 200, body: Uint8Array.of(...text, version) });
    },
    serverNow: () => time.now(),
    report: () => undefined,
    changed: () => orders.documentChanged(),
  });
  const contracts: Pick<AgentContracts, 'clock' | 'random' | 'log' | 'notices' | 'state' | 'control'> = {
    clock,
    random,
    log,
    notices: null,
    state: store,
    control: {
      ...control,
      apply: (wanted) => (alive ? control.apply(wanted) : new Promise(() => undefined)),
    },
  };
  const orders = createDeviceOrders({
    contracts,
    capabilities: new Set(['lock', 'internet', 'mute']),
    identity,
    time,
    state,
    outbox: createOutbox({ store: createMemoryOutboxStore(), clock, log }),
    session: () => ({ id: idOf(7000), account: parts.account() }),
    online: () => true,
    say(frame) {
      if (alive && frame.type === 'restrictions/actual') parts.say(frame);
      return true;
    },
    changed: () => undefined,
  });
  await time.load();
  await state.load();
  await orders.load();
  orders.begin();
  return {
    time,
    state,
    orders,
    kill() {
      alive = false;
    },
  };
}

async function live(
  plans: readonly Planned[],
  steps: readonly Step[],
  later: number,
  visitor: (typeof AT_DEVICE)[number],
): Promise<void> {
  const clock = createManualClock(START, 10);
  /** By how much the device's clock is ahead of the server's. */
  let shift = 0;
  const serverNow = (): number => clock.now() - shift;
  const control = createManualControl();
  let store = createMemoryStateStore();
  let heard: RestrictionsActual | null = null;
  const say = (actual: RestrictionsActual): void => {
    heard = actual;
  };
  /** Who is at the device. */
  let person: (typeof AT_DEVICE)[number] = null;
  const account = (): typeof person => person;
  let device = await boot({ clock, store, control, plans, account, say });
  let newest = 0;

  function platform(is: Extract<Step, { do: 'platform' }>['is']): void {
    control.answer(async ({ lock }) => {
      if (is === 'hung') return new Promise(() => undefined);
      if (is === 'broken') throw new Error('broken');
      const mine = device;
      if (is === 'slow') await new Promise<void>((resolve) => clock.setTimer(700, resolve));
      // What a program that was killed had begun comes to nothing.
      if (mine !== device) return new Promise(() => undefined);
      const failing = is === 'failing' && lock !== null ? [{ id: lock.id, why: 'failed' as const }] : [];
      return { failed: failing, gaps: [] };
    });
  }

  /** Promises are given the time to come to rest. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn += 1) await clock.advance(1);
  }

  async function obey(step: Step): Promise<void> {
    switch (step.do) {
      case 'deliver': {
        const planned = plans[step.version - 1];
        if (planned === undefined) return;
        newest = Math.max(newest, step.version);
        const payload = JSON.stringify(documentOf(planned, step.version));
        // Another one may come while it is still being looked at.
        void device.state.offer({ type: 'state/document', payload, signature: 'good' });
        return;
      }
      case 'pass':
        return clock.advance(step.ms);
      case 'set':
        clock.set(clock.now() + step.ms);
        shift += step.ms;
        return;
      case 'come':
        person = step.account;
        device.orders.personChanged();
        return;
      case 'platform':
        return platform(step.is);
      case 'restart':
        // What came just before may be on the disk or not: it is given the time.
        await settle();
        device.kill();
        store = store.reopen();
        device = await boot({ clock, store, control, plans, account, say });
        return;
      case 'reconnect':
        device.time.learn(new Date(serverNow()).toISOString());
        device.orders.connected();
        device.state.retry();
        return;
      case 'wake':
        device.orders.wake();
    }
  }

  async function compare(when: string): Promise<void> {
    await settle();
    const expected = reference(plans[newest - 1], newest, serverNow(), person);
    const wanted = control.now();
    const kinds = new Set(wanted?.web.says.flat().map(({ kind }) => kind));
    const internet = kinds.has('internet-off')
      ? 'off'
      : kinds.has('block') || kinds.has('allow-only')
        ? 'limited'
        : 'open';
    const is = { locked: wanted?.lock !== null, internet, muted: wanted?.mute !== null };
    const { locked, muted, internet: net, holds, lesson } = expected;
    assert.deepEqual(is, { locked, internet: net, muted }, when);
    assert.equal((device.orders.shown()?.lesson ?? null) !== null, lesson, `the lesson, ${when}`);
    assert.ok(heard !== null);
    const said = { locked: heard.locked, internet: heard.internet, muted: heard.muted };
    assert.deepEqual({ ...said, holds: [...heard.holds].sort() }, { ...said, ...is, holds }, `told, ${when}`);
  }

  for (const step of steps) await obey(step);
  await settle();
  platform('well');
  await obey({ do: 'reconnect' });
  await clock.advance(CALM);
  await compare('once it is calm');
  await clock.advance(later);
  await compare('with the server gone');
  await obey({ do: 'come', account: visitor });
  // What holds is told at most every 200 ms.
  await clock.advance(300);
  await compare(`with ${visitor ?? 'nobody known'} there`);
  clock.set(clock.now() + DAY);
  shift += DAY;
  await clock.advance(17_000);
  await compare('after the clock was set on');
  await clock.advance(11 * MINUTE);
  await compare('when all has ended');
  const ends = plans[newest - 1]?.named.every(({ until }) => until !== null) ?? true;
  if (ends && (plans[newest - 1]?.hours ?? null) === null) {
    assert.deepEqual([control.now()?.lock, control.now()?.web.open, control.now()?.mute], [null, true, null]);
    assert.deepEqual(heard?.['holds'], []);
  }
}

test('CTRL-1 CTRL-3 CTRL-5 CTRL-6 CTRL-13 whatever comes in whatever order, whoever is there, the device is as the newest document says', async () => {
  await fc.assert(
    fc.asyncProperty(runs, ({ plans, steps, later, visitor }) => live(plans, steps, later, visitor)),
    { numRuns: 2000 },
  );
});

/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localTime } from '@lapwing/detection/period.ts';
import type { RestrictionsActual } from '@lapwing/protocol/features/restrictions/actual.event.ts';
import type { AccessRule } from '@lapwing/protocol/features/restrictions/rules.ts';
import * as fc from 'fast-check';
import type { ControlApplied } from './contracts/control.ts';
import { createManualClock } from './contracts/fakes/manual-clock.ts';
import { createManualControl } from './contracts/fakes/manual-control.ts';
import { createControlKeeper } from './control.ts';
import { NOTHING_WANTED } from './control-wanted.ts';
import { loadedRules } from './restriction-rules.ts';
import { CODE, SERVER } from './test/fake-server.ts';
import { seededRandom } from './test/node-contracts.ts';
import { idOf, lockOf, order, RESTRICTIONS } from './test/orders.ts';
import { connectedRig, createRig, type Rig, until } from './test/rig.ts';
import { encodeUtf8 } from './utf8.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const locked = (rig: Rig): boolean => rig.control.now()?.lock !== null;

function told(rig: Rig): RestrictionsActual[] {
  return rig.server.all.filter((frame) => frame.type === 'restrictions/actual');
}

/** Rule of an access policy that blocks games, always. */
function ruleOf(n: number, changes: Partial<AccessRule> = {}): AccessRule {
  return {
    id: idOf(n),
    kind: 'block',
    title: 'Games',
    sites: ['games.example'],
    titles: [],
    endings: [],
    applications: [],
    words: null,
    hours: null,
    inHolidays: false,
    ...changes,
  };
}

test('CTRL-1 a device without orders, and one that is not enrolled, releases what an earlier run left', async () => {
  const rig = await createRig();
  await rig.agent.start({ resume: false });
  assert.deepEqual(
    rig.control.applied.map(({ lock, web }) => [lock, web.open]),
    [[null, true]],
  );
  await rig.agent.enrol({ server: SERVER, code: CODE, deviceName: 'Trolley 7' });
  await until(rig, () => rig.control.applied.length >= 2);
  assert.equal(rig.control.now()?.web.open, true);
});

test('CTRL-1 CTRL-3 a lock of the document holds at once, and ends by itself with the server gone', async () => {
  const rig = await connectedRig();
  await order(rig, 2, { restrictions: [lockOf(rig, 1, { words: 'Look to the front' })] }, {});
  const lock = rig.control.now()?.lock;
  assert.deepEqual(
    [lock?.by, lock?.words, lock?.schoolWords, lock?.schoolName, lock?.until],
    ['Ms Khan', 'Look to the front', 'Please wait', 'Lapwing Primary', rig.clock.now() + 10 * MINUTE],
  );
  rig.server.behave.reachable = false;
  rig.server.sockets.latest().close();
  await rig.settle(10 * MINUTE - 1);
  assert.ok(locked(rig));
  await rig.settle(1);
  assert.ok(!locked(rig));
});

test('CTRL-3 what begins later begins by itself, also after a restart without the server', async () => {
  const rig = await connectedRig();
  const from = new Date(rig.clock.now() + 5 * MINUTE).toISOString();
  await order(rig, 2, { restrictions: [lockOf(rig, 1, { from })] });
  assert.ok(!locked(rig));
  rig.server.behave.reachable = false;
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await later.settle(5 * MINUTE);
  assert.ok(locked(later));
  await later.settle(5 * MINUTE);
  assert.ok(!locked(later));
});

test('CTRL-3 a lock holds after a restart without the server, and one that is over meanwhile does not', async () => {
  const rig = await connectedRig();
  await order(rig, 2, { restrictions: [lockOf(rig, 1)] });
  rig.server.behave.reachable = false;
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await later.settle();
  assert.ok(locked(later));
  const muchLater = later.restart();
  await muchLater.clock.advance(11 * MINUTE);
  await muchLater.agent.start({ resume: true });
  await muchLater.settle();
  assert.ok(!locked(muchLater));
});

test('CTRL-2 of several locks the strongest and newest speaks, and the last to end says the end', async () => {
  const rig = await connectedRig();
  const at = (minutes: number): string => new Date(rig.clock.now() + minutes * MINUTE).toISOString();
  await order(rig, 2, {
    restrictions: [
      lockOf(rig, 1, { layer: 'group', words: 'group', until: at(60) }),
      lockOf(rig, 2, { words: 'first', from: at(-2), until: at(20) }),
      lockOf(rig, 3, { words: 'newest', from: at(-1), until: at(5) }),
      lockOf(rig, 4, { layer: 'lesson', words: 'lesson', from: at(0) }),
    ],
  });
  const lock = rig.control.now()?.lock;
  assert.deepEqual([lock?.words, lock?.until], ['newest', rig.clock.now() + 60 * MINUTE]);
  await rig.settle(5 * MINUTE);
  assert.equal(rig.control.now()?.lock?.words, 'first');
  assert.equal(rig.control.now()?.lock?.by, 'Ms Khan');
  await rig.settle(15 * MINUTE);
  assert.deepEqual([rig.control.now()?.lock?.words, rig.control.now()?.lock?.by], ['group', null]);
});

test('CTRL-2 pages are judged by layers, with access policies behind, each a layer of its own', async () => {
  const rig = await connectedRig();
  const sites = ['games.example/chess', 'rivers.example'];
  await order(
    rig,
    2,
    {
      restrictions: [
        lockOf(rig, 1, { layer: 'lesson', effect: { kind: 'allow', sites } }),
        lockOf(rig, 2, { effect: { kind: 'block', sites: ['rivers.example/quiz'], titles: [] } }),
      ],
    },
    { access: [ruleOf(10), ruleOf(11, { kind: 'allow', sites: ['*.games.example'] })] },
  );
  assert.deepEqual(
    [
      'https://games.example/',
      'https://games.example/chess',
      'https://rivers.example/',
      'https://rivers.example/quiz',
    ].map((url) => rig.control.opens(url)),
    [false, true, true, false],
  );
  assert.deepEqual(
    rig.control.now()?.web.says.map((layer) => layer.map(({ id }) => id)),
    [[idOf(2)], [idOf(1)], [idOf(10)], [idOf(11)]],
  );
  assert.equal(rig.control.now()?.web.rules[idOf(10)]?.title, 'Games');
});

test('CTRL-11 the server and what is always open stay open with the internet off', async () => {
  const rig = await connectedRig();
  const off = lockOf(rig, 1, { effect: { kind: 'internet-off' } });
  await order(rig, 2, { restrictions: [off] }, {});
  assert.deepEqual(
    ['https://rivers.example/', 'https://www.childline.org.uk/x', `${SERVER}/`].map((url) =>
      rig.control.opens(url),
    ),
    [false, true, true],
  );
});

test('CTRL-4 hours of a rule begin and end on the school’s clock, and not on its holidays', async () => {
  const rig = await connectedRig();
  // 11:00 in Berlin; the device shows 10:00.
  const slots = [
    { from: '11:05', to: '11:10' },
    { from: '11:15', to: '11:20' },
  ];
  const hours = Array.from({ length: 7 }, () => slots);
  const rules = {
    timeZone: 'Europe/Berlin',
    access: [ruleOf(10, { hours }), ruleOf(11, { hours, inHolidays: true, sites: ['music.example'] })],
  };
  await order(rig, 2, {}, rules);
  const opens = (): boolean[] =>
    ['https://games.example/', 'https://music.example/'].map((url) => rig.control.opens(url));
  const to = (at: string): Promise<void> => rig.settle(Date.parse(at) - rig.clock.now());
  await to('2026-11-14T10:04:59.999Z');
  assert.deepEqual(opens(), [true, true]);
  await rig.settle(1);
  assert.deepEqual(opens(), [false, false]);
  assert.equal(rig.control.now()?.web.rules[idOf(10)]?.until, Date.parse('2026-11-14T10:10:00Z'));
  await to('2026-11-14T10:10:00.000Z');
  assert.deepEqual(opens(), [true, true]);
  await order(rig, 3, {}, { ...rules, holidays: [{ from: '2026-11-14', to: '2026-11-14' }] });
  await to('2026-11-14T10:17:00.000Z');
  assert.deepEqual(opens(), [true, false]);
});

test('CTRL-4 hours hold through summer time and winter time, and over midnight', () => {
  const night = [
    { from: '00:00', to: '06:30' },
    { from: '21:00', to: '24:00' },
  ];
  const loaded = loadedRules({
    ...RESTRICTIONS,
    access: [ruleOf(10, { hours: Array.from({ length: 7 }, () => night) })],
  });
  const untilOf = (now: string): string | null => {
    const until = loaded.at(Date.parse(now)).rules[0]?.until ?? null;
    return until === null ? null : new Date(until).toISOString();
  };
  // The clocks go forward at 01:00 on 29 March 2026, and back at 01:00 UTC on 25 October.
  assert.equal(untilOf('2026-03-28T22:00:00Z'), '2026-03-29T05:30:00.000Z');
  assert.equal(untilOf('2026-10-24T21:30:00Z'), '2026-10-25T06:30:00.000Z');
  assert.equal(untilOf('2026-10-25T00:30:00Z'), '2026-10-25T06:30:00.000Z');
  assert.equal(untilOf('2026-06-30T12:00:00Z'), null);
});

test('CTRL-4 at each minute exactly those rules hold whose hours say so', () => {
  const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
  const slot = fc.tuple(minute, minute).map(([one, other]) => ({
    from: clockOf(Math.min(one, other)),
    to: clockOf(Math.max(one, other) + 1),
  }));
  fc.assert(
    fc.property(
      fc.array(fc.array(slot, { maxLength: 3 }), { minLength: 7, maxLength: 7 }),
      fc.constantFrom('Europe/London', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns'),
      fc.integer({ min: Date.parse('2026-01-01') / MINUTE, max: Date.parse('2027-01-01') / MINUTE }),
      (hours, timeZone, start) => {
        const loaded = loadedRules({ ...RESTRICTIONS, timeZone, access: [ruleOf(10, { hours })] });
        let now = start * MINUTE;
        for (let turn = 0; turn < 8; turn += 1) {
          const { rules, next } = loaded.at(now);
          assert.ok(next !== null && next > now);
          const [rule] = rules;
          for (const moment of [now, (now + next) / 2, next - 1]) {
            const local = localTime(timeZone, moment);
            const inHours = (hours[local.weekday] ?? []).some(
              ({ from, to }) => from <= local.time && local.time < to,
            );
            assert.equal(rule !== undefined, inHours, `${timeZone} ${local.day} ${local.time}`);
          }
          if (rule !== undefined && rule.until !== null) assert.ok(rule.until >= next);
          now = next;
        }
      },
    ),
    { numRuns: 150 },
  );
});

function clockOf(minutes: number): string {
  const pad = (number: number): string => String(number).padStart(2, '0');
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

test('CTRL-12 a lock without an end holds no longer than the document, what closes pages does', async () => {
  const rig = await connectedRig();
  const endless = { until: null, layer: 'group' as const };
  const off = { kind: 'internet-off' as const };
  await order(rig, 2, {}, { access: [ruleOf(10, { kind: 'lock' })] });
  const before = await rig.server.document({ version: 3 });
  const expiresAt = new Date(rig.clock.now() + HOUR).toISOString();
  const restrictions = [lockOf(rig, 1, endless), lockOf(rig, 2, { ...endless, effect: off })];
  await rig.server.pushState({ ...before, expiresAt, orders: { ...before.orders, restrictions } });
  await until(rig, () => rig.control.now()?.lock?.id === idOf(1));
  rig.server.behave.reachable = false;
  rig.server.sockets.latest().close();
  await rig.settle(HOUR - 1);
  assert.ok(locked(rig));
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await later.settle(2);
  assert.ok(!locked(later));
  assert.ok(!later.control.opens('https://rivers.example/'));
});

test('CTRL-5 a clock that is set back or on changes nothing about how long a lock holds', async () => {
  for (const moved of [-2 * HOUR, 2 * HOUR]) {
    const rig = await connectedRig();
    await order(rig, 2, { restrictions: [lockOf(rig, 1)] });
    rig.server.behave.reachable = false;
    rig.server.sockets.latest().close();
    await rig.settle(4 * MINUTE);
    rig.clock.set(rig.clock.now() + moved);
    await rig.settle(MINUTE);
    assert.ok(locked(rig), `set by ${String(moved)}`);
    assert.equal(rig.control.now()?.lock?.until, rig.clock.now() + 5 * MINUTE, 'in the device’s clock');
    await rig.settle(5 * MINUTE - 1);
    assert.ok(locked(rig), `set by ${String(moved)}`);
    await rig.settle(1);
    assert.ok(!locked(rig), `set by ${String(moved)}`);
  }
});

test('CTRL-5 the count outlasts a restart, and the server’s word puts it right', async () => {
  for (const moved of [-2 * HOUR, 2 * HOUR]) {
    const rig = await connectedRig();
    await order(rig, 2, { restrictions: [lockOf(rig, 1)] });
    rig.server.behave.reachable = false;
    rig.server.sockets.latest().close();
    rig.clock.set(rig.clock.now() + moved);
    await rig.settle(5 * MINUTE);
    const later = rig.restart();
    await later.agent.start({ resume: true });
    await later.settle(4 * MINUTE);
    assert.ok(locked(later), `set by ${String(moved)}`);
    await later.settle(MINUTE + 16_000);
    assert.ok(!locked(later), `set by ${String(moved)}`);
  }
  const rig = await connectedRig();
  await order(rig, 2, { restrictions: [lockOf(rig, 1)] });
  rig.server.behave.reachable = false;
  const later = rig.restart();
  later.clock.set(later.clock.now() + HOUR);
  await later.agent.start({ resume: true });
  await later.settle();
  assert.ok(!locked(later), 'as far as a device can know that was off');
  later.server.behave.ahead = -HOUR;
  later.server.behave.reachable = true;
  later.agent.retryNow();
  await until(later, () => locked(later));
});

test('CTRL-6 calls come one at a time, what came in between is passed over, and the newest wins', async () => {
  const rig = await connectedRig();
  rig.control.answer(
    () => new Promise((resolve) => rig.clock.setTimer(500, () => resolve({ failed: [], gaps: [] }))),
  );
  const before = rig.control.applied.length;
  for (const n of [1, 2, 3, 4]) await order(rig, 1 + n, { restrictions: [lockOf(rig, n)] });
  await rig.settle(2000);
  assert.deepEqual(
    rig.control.applied.slice(before).map(({ lock }) => lock?.id),
    [idOf(1), idOf(4)],
  );
  assert.equal(rig.control.atOnce(), 1);
});

test('CTRL-6 in whatever turn it becomes other, what is wanted in the end is applied', async () => {
  for (let turns = 0; turns < 40; turns += 1) {
    const clock = createManualClock();
    const control = createManualControl();
    let mute = idOf(1);
    const keeper = createControlKeeper({
      control,
      clock,
      random: seededRandom(1),
      log: () => undefined,
      wanted: () => ({
        wanted: { ...NOTHING_WANTED, mute },
        shown: { holds: [], lesson: null, mayAsk: { access: false, help: false } },
        holds: [mute],
        nextChange: null,
      }),
      now: () => clock.now(),
      version: () => 1,
      passing: () => undefined,
      say: () => undefined,
      changed: () => undefined,
    });
    keeper.begin();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    mute = idOf(2);
    keeper.look();
    await clock.advance(1);
    assert.equal(control.now()?.mute, idOf(2), `after ${String(turns)} turns`);
  }
});

test('CTRL-6 what failed or hung is tried again, and told meanwhile', async () => {
  const rig = await connectedRig();
  const failed: ControlApplied = { failed: [{ id: idOf(1), why: 'failed' }], gaps: [] };
  let tries = 0;
  rig.control.answer(() => {
    tries += 1;
    if (tries === 1) return new Promise(() => undefined);
    if (tries === 2) return Promise.reject(new Error('no'));
    return Promise.resolve(tries === 3 ? failed : { failed: [], gaps: [] });
  });
  await order(rig, 2, { restrictions: [lockOf(rig, 1)] });
  await rig.settle(11_000);
  assert.deepEqual([told(rig).at(-1)?.locked, told(rig).at(-1)?.failed], [false, failed.failed]);
  await rig.settle(30_000);
  assert.deepEqual([told(rig).at(-1)?.locked, told(rig).at(-1)?.failed], [true, []]);
  assert.equal(tries, 4);
});

test('CTRL-7 what holds is told after each connect and each change, the newest only', async () => {
  const rig = await connectedRig();
  await rig.settle(1000);
  assert.deepEqual(
    told(rig).map(({ version, holds }) => [version, holds]),
    // Before the first document has come, nothing holds.
    [
      [0, []],
      [1, []],
    ],
  );
  const off = lockOf(rig, 2, { effect: { kind: 'internet-off' } });
  const mute = lockOf(rig, 3, { effect: { kind: 'mute' } });
  await order(rig, 2, { restrictions: [lockOf(rig, 1)] });
  await order(rig, 3, { restrictions: [off] });
  await order(rig, 4, { restrictions: [off, mute] });
  await rig.settle(1000);
  assert.deepEqual(
    told(rig)
      .slice(2)
      .map(({ version, locked: is, internet, muted, holds }) => [version, is, internet, muted, holds]),
    [
      [2, true, 'open', false, [idOf(1)]],
      [4, false, 'off', true, [idOf(2), idOf(3)]],
    ],
  );
  rig.control.gaps(['incognito-open']);
  await rig.settle(1000);
  assert.deepEqual(told(rig).at(-1)?.gaps, ['incognito-open']);
  const before = told(rig).length;
  rig.server.sockets.latest().close();
  await until(rig, () => rig.agent.status().connection === 'waiting');
  rig.agent.retryNow();
  await until(rig, () => told(rig).length > before);
  assert.deepEqual(told(rig).at(-1)?.holds, [idOf(2), idOf(3)]);
});

test('CTRL-8 the last good rules serve while others cannot be had or read; what is known of newer ones is taken', async () => {
  const rig = await connectedRig();
  await order(rig, 2, {}, { access: [ruleOf(10)] });
  assert.ok(!rig.control.opens('https://games.example/'));
  const damaged = await rig.server.keep(encodeUtf8('{}'));
  const state = await rig.server.document({ version: 3 });
  await rig.server.pushState({ ...state, orders: { ...state.orders, rules: damaged } });
  await until(rig, () =>
    rig.server.all.some((frame) => frame.type === 'state/applied' && frame.problem === 'rules-damaged'),
  );
  assert.ok(!rig.control.opens('https://games.example/'));
  const newer = {
    ...RESTRICTIONS,
    format: 1,
    later: true,
    access: [{ ...ruleOf(11), kind: 'slow-down' }, ruleOf(12, { sites: ['music.example'] })],
    sanctions: { ...RESTRICTIONS.sanctions, terms: { t: [{ kind: 'ring-a-bell' }] } },
  };
  const rules = await rig.server.keep(encodeUtf8(JSON.stringify(newer)));
  await rig.server.pushState({ ...state, version: 4, orders: { ...state.orders, rules } });
  await until(rig, () => !rig.control.opens('https://music.example/'));
  assert.ok(rig.control.opens('https://games.example/'));
});

test('CTRL-8 a lock does not wait for a pack that is slow to come', async () => {
  const rig = await connectedRig();
  rig.server.behave.packStatus = 503;
  const slow = await rig.server.document({ version: 2 });
  const wanted = { sha256: 'ab'.repeat(32), bytes: 10 };
  const request = rig.server.http.request.bind(rig.server.http);
  let answer: () => void = () => undefined;
  Object.assign(rig.server.http, {
    request: (asked: Parameters<typeof request>[0]) =>
      asked.url.includes('abab')
        ? new Promise((resolve) => {
            answer = () => resolve({ ok: false });
          })
        : request(asked),
  });
  await rig.server.pushState({ ...slow, detection: { ...slow.detection, pack: wanted } });
  await rig.settle();
  const orders = { ...slow.orders, restrictions: [lockOf(rig, 1)] };
  await rig.server.pushState({ ...slow, version: 3, orders });
  await until(rig, () => locked(rig));
  answer();
});

test('CTRL-9 a stopped agent releases everything, one that pauses nothing, and another school starts anew', async () => {
  const rig = await connectedRig();
  await order(rig, 2, { restrictions: [lockOf(rig, 1)] }, { access: [ruleOf(10)] });
  await rig.agent.stop({ keepSession: true });
  assert.ok(locked(rig));
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await until(later, () => later.agent.status().connection === 'connected');
  assert.ok(locked(later));
  await later.agent.stop();
  assert.deepEqual([later.control.now()?.lock, later.control.now()?.web.open], [null, true]);
  const again = later.restart();
  await again.agent.start({ resume: false });
  await again.settle();
  assert.ok(locked(again));
  assert.ok((await again.state.names()).some((name) => name.startsWith('restriction-rules:')));
  const fresh = await again.server.document({ version: 3 });
  await again.server.pushState(fresh);
  again.control.applied.length = 0;
  await again.agent.enrol({ server: SERVER, code: CODE, deviceName: 'Trolley 7' });
  assert.equal(again.control.applied[0]?.lock, null, 'released before anything else');
  assert.ok(!(await again.state.names()).some((name) => name.startsWith('restriction-rules:')));
});

test('CTRL-10 the person reads what holds, by whom and until when; what cannot be done is not said to hold', async () => {
  const rig = await connectedRig();
  rig.control.answer(() => Promise.resolve({ failed: [{ id: idOf(2), why: 'not-possible' }], gaps: [] }));
  const endsAt = new Date(rig.clock.now() + HOUR).toISOString();
  const lesson = { id: idOf(9), title: 'Rivers', teachers: ['Ms Khan'], endsAt, personal: false };
  const only = { kind: 'allow-only' as const, title: 'Rivers', sites: ['rivers.example'] };
  await order(
    rig,
    2,
    {
      lesson,
      restrictions: [
        lockOf(rig, 1, { effect: only }),
        lockOf(rig, 2, { effect: { kind: 'printing-off' } }),
        lockOf(rig, 3, { effect: { kind: 'allow', sites: ['a.example'] } }),
      ],
    },
    {},
  );
  assert.deepEqual(rig.agent.status().control, {
    holds: [
      {
        id: idOf(1),
        kind: 'allow-only',
        title: 'Rivers',
        by: 'Ms Khan',
        words: null,
        until: rig.clock.now() + 10 * MINUTE,
      },
    ],
    lesson: { title: 'Rivers', teachers: ['Ms Khan'], until: rig.clock.now() + HOUR },
    mayAsk: { access: true, help: true },
    asks: [],
  });
  await rig.settle(HOUR);
  assert.deepEqual(rig.agent.status().control?.lesson, null);
});

test('CTRL-13 the next person is not held for the one before, and the one before is when they come back', async () => {
  const rig = await connectedRig();
  const lesson = {
    id: idOf(9),
    title: 'Rivers',
    teachers: ['Ms Khan'],
    endsAt: lockOf(rig, 1).until ?? '',
    personal: true,
  };
  const restrictions = [
    lockOf(rig, 1, { personal: true }),
    lockOf(rig, 2, { effect: { kind: 'mute' } }),
    lockOf(rig, 3, { effect: { kind: 'internet-off' }, layer: 'sanction', personal: true }),
  ];
  await order(rig, 2, { account: 'ANA.silva', lesson, sanctions: [idOf(3)], restrictions }, {});
  const held = (of: Rig): unknown => [
    locked(of),
    of.control.opens('https://rivers.example/'),
    of.control.now()?.mute,
    of.agent.status().control?.lesson?.title ?? null,
  ];
  assert.deepEqual(held(rig), [true, false, idOf(2), 'Rivers']);
  rig.server.behave.reachable = false;
  rig.server.sockets.latest().close();
  rig.accounts.set({ name: 'ben.okoro', origin: 'profile' });
  await rig.settle();
  assert.deepEqual(held(rig), [false, true, idOf(2), null]);
  const later = rig.restart();
  await later.agent.start({ resume: true });
  await later.settle();
  assert.deepEqual(held(later), [false, true, idOf(2), null]);
  // Nobody is known, an account from elsewhere, a name of another kind, the same person: none is known to be another.
  for (const name of [null, 'ben.okoro@home.example', 'ana.silva@school.example', 'ana.silva']) {
    later.accounts.set(name === null ? null : { name, origin: 'profile' });
    await later.settle();
    assert.deepEqual(held(later), [true, false, idOf(2), 'Rivers'], String(name));
  }
  later.accounts.set({ name: 'ben.okoro', origin: 'profile' });
  later.server.behave.reachable = true;
  later.agent.retryNow();
  await later.settle();
  await order(later, 3, { account: 'ben.okoro', restrictions: [lockOf(later, 4, { personal: true })] });
  assert.deepEqual(held(later), [true, true, null, null]);
});

test('CTRL-13 a document that does not say for whom it was made holds whoever is there', async () => {
  const rig = await connectedRig();
  await order(rig, 2, { restrictions: [lockOf(rig, 1, { personal: true })] });
  rig.accounts.set({ name: 'ben.okoro', origin: 'profile' });
  await rig.settle();
  assert.ok(locked(rig));
});

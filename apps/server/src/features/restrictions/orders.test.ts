import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createJudge, type Say } from '@lapwing/protocol/features/access/judge.ts';
import { LAYERS, Restriction, type Effect } from '@lapwing/protocol/features/restrictions/effect.ts';
import * as fc from 'fast-check';
import { outcomeOf } from './clashes.ts';
import { explain, standingOf, type Said } from './explain.ts';
import { RESTRICTING_GROUPS, type BannedFact, type SeatFacts, type SetFact } from './facts.ts';
import { holdsAt, schoolMoment } from './hours.ts';
import {
  AHEAD_MS,
  concerning,
  inForce,
  isFor,
  MOST_ORDERS,
  restrictionOf,
  toldOf,
  type Concern,
} from './orders.ts';

const NOW = Date.parse('2026-11-23T10:00:00.000Z');
const MINUTE = 60_000;
/** A few ids each, so that facts meet. */
const idOf = (kind: string, place: number): string =>
  `00000000-0000-7000-8${kind}-${String(place).padStart(12, '0')}`;
const groupIds = [0, 1, 2].map((place) => idOf('000', place));
const personIds = [0, 1].map((place) => idOf('001', place));
const deviceIds = [0, 1].map((place) => idOf('002', place));
const HOSTS = ['a.example', 'b.example', 'c.example'];

const sites = fc.uniqueArray(fc.constantFrom(...HOSTS), { minLength: 1, maxLength: 2 });
const effects: fc.Arbitrary<Effect> = fc.oneof(
  fc.constantFrom<Effect>({ kind: 'lock' }, { kind: 'internet-off' }, { kind: 'mute' }),
  sites.map((each): Effect => ({ kind: 'allow', sites: each })),
  sites.map((each): Effect => ({ kind: 'allow-only', title: 'Rivers', sites: each })),
  sites.map((each): Effect => ({ kind: 'block', sites: each, titles: [] })),
);
/** Minutes from now, at times beyond a day. */
const minutes = fc.integer({ min: -90, max: 90 }).map((each) => NOW + each * MINUTE);

const facts: fc.Arbitrary<SetFact[]> = fc
  .array(
    fc.record({
      effect: effects,
      layer: fc.constantFrom('hands-on' as const, 'sanction' as const, 'lesson' as const),
      targetKind: fc.constantFrom('group' as const, 'lesson' as const, 'person' as const, 'device' as const),
      person: fc.subarray(personIds, { minLength: 1 }),
      device: fc.subarray(deviceIds, { minLength: 1 }),
      groupId: fc.constantFrom(...groupIds),
      toldBy: fc.option(fc.constantFrom('Ms Khan', 'Mr Okoro')),
      from: fc.oneof(minutes, fc.constant(NOW + 2 * AHEAD_MS)),
      until: minutes,
      lifted: fc.boolean(),
      exceptions: fc.subarray([...personIds, ...deviceIds]),
    }),
    { maxLength: 14 },
  )
  .map((list) =>
    list.map(({ person, device, groupId, exceptions, ...fact }, place) => ({
      ...fact,
      id: idOf('003', place),
      targetIds: fact.targetKind === 'person' ? person : fact.targetKind === 'device' ? device : [groupId],
      groupId: fact.targetKind === 'person' || fact.targetKind === 'device' ? null : groupId,
      by: fact.toldBy ?? 'The device, about a finding',
      words: null,
      exceptions: new Set(exceptions),
    })),
  );
const banned: fc.Arbitrary<BannedFact[]> = fc.array(
  fc
    .record({
      group: fc.constantFrom(...RESTRICTING_GROUPS),
      since: minutes,
      until: fc.option(minutes),
      personal: fc.boolean(),
    })
    .map((each) => ({ ...each, id: idOf('004', RESTRICTING_GROUPS.indexOf(each.group)), name: each.group })),
  { maxLength: 4 },
);
const seats: fc.Arbitrary<SeatFacts> = fc
  .record({
    deviceId: fc.constantFrom(...deviceIds),
    personId: fc.option(fc.constantFrom(...personIds)),
    own: fc.subarray(groupIds),
    theirs: fc.subarray(groupIds),
    banned,
  })
  .map(({ own, theirs, ...seat }) => ({
    ...seat,
    groups: new Set([...own, ...(seat.personId === null ? [] : theirs)]),
    ownGroups: new Set(own),
    banned: seat.personId === null ? seat.banned.filter(({ personal }) => !personal) : seat.banned,
  }));
const shuffled = <Value>(list: readonly Value[]): fc.Arbitrary<Value[]> =>
  fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 });

describe('what concerns a seat', () => {
  it('does not depend on the order of the facts, nor on one given twice', () => {
    fc.assert(
      fc.property(
        facts.chain((list) => fc.tuple(fc.constant(list), shuffled(list))),
        seats.chain((seat) => fc.tuple(fc.constant(seat), shuffled(seat.banned))),
        ([list, mixed], [seat, mixedBanned]) => {
          const ordered = concerning(list, seat, NOW);
          assert.deepEqual(concerning(mixed, { ...seat, banned: mixedBanned }, NOW), ordered);
        },
      ),
    );
  });

  it('is exactly what is meant for it, stands and is not over, the strongest layer first', () => {
    fc.assert(
      fc.property(facts, seats, (list, seat) => {
        const found = concerning(list, seat, NOW);
        const byId = new Map(list.map((fact) => [fact.id, fact]));
        const wanted = list.filter(
          (fact) => isFor(fact, seat) && !fact.lifted && fact.until > NOW && fact.from <= NOW + AHEAD_MS,
        );
        assert.deepEqual(
          new Set(found.filter(({ layer }) => layer !== 'group').map(({ id }) => id)),
          new Set(wanted.map(({ id }) => id)),
        );
        for (const concern of found) {
          const fact = byId.get(concern.id);
          if (fact === undefined) continue;
          assert.equal(fact.lifted, false);
          assert.equal(fact.exceptions.has(seat.personId ?? seat.deviceId), false);
          assert.equal(concern.until, fact.until);
        }
        const strengths = found.map(({ layer }) => LAYERS.indexOf(layer));
        assert.deepEqual(
          strengths,
          strengths.toSorted((one, other) => one - other),
        );
        assert.ok(found.length <= MOST_ORDERS);
      }),
    );
  });

  it('is told to devices as the protocol reads it, with no end later than was said', () => {
    fc.assert(
      fc.property(facts, seats, (list, seat) => {
        for (const concern of concerning(list, seat, NOW)) {
          const told = Restriction.parse(restrictionOf(concern));
          if (concern.until === null) assert.equal(told.until, null);
          else assert.equal(Date.parse(told.until ?? ''), concern.until);
        }
      }),
    );
  });

  it('holds no longer at any later moment than now, and then nothing that was not there', () => {
    fc.assert(
      fc.property(facts, seats, fc.integer({ min: 0, max: 90 }), (list, seat, later) => {
        const now = new Set(concerning(list, seat, NOW).map(({ id }) => id));
        const after = concerning(list, seat, NOW + later * MINUTE);
        for (const each of after) {
          assert.ok(each.until === null || each.until > NOW + later * MINUTE);
          assert.ok(now.has(each.id) || each.from > NOW + AHEAD_MS);
        }
      }),
    );
  });

  it('is personal just where it is not there with nobody at the same device', () => {
    fc.assert(
      fc.property(facts, seats, (list, seat) => {
        const nobody: SeatFacts = {
          deviceId: seat.deviceId,
          personId: null,
          groups: seat.ownGroups,
          ownGroups: seat.ownGroups,
          banned: seat.banned.filter(({ personal }) => !personal),
        };
        // What is lifted for a device or for a person alone is a matter of its own.
        const plain = list.map((fact) => ({ ...fact, exceptions: new Set<string>() }));
        const there = new Set(concerning(plain, nobody, NOW).map(({ id }) => id));
        for (const { id, personal } of concerning(plain, seat, NOW)) assert.equal(personal, !there.has(id));
        assert.ok(concerning(plain, nobody, NOW).every(({ personal }) => !personal));
      }),
    );
  });

  it('of a built-in group is the longest membership, and none that is over', () => {
    const seat = (...list: Array<[number, number | null, boolean?]>): Concern[] =>
      concerning(
        [],
        {
          deviceId: idOf('002', 0),
          personId: null,
          groups: new Set(),
          ownGroups: new Set(),
          banned: list.map(([since, until, personal = false]) => ({
            id: idOf('004', 0),
            name: 'Internet banned',
            group: 'internet-banned' as const,
            since: NOW + since,
            until: until === null ? null : NOW + until,
            personal,
          })),
        },
        NOW,
      );
    assert.deepEqual(seat([-5, 0]), []);
    assert.equal(seat([-5, 10], [-3, 20])[0]?.until, NOW + 20);
    assert.equal(seat([-5, 10], [-3, null])[0]?.until, null);
    assert.deepEqual(seat([-5, 10])[0]?.effect, { kind: 'internet-off' });
    assert.deepEqual(
      [seat([-5, 10, true]), seat([-5, 10, true], [-3, 5]), seat([-5, 10])].map(([one]) => one?.personal),
      [true, false, false],
    );
  });
});

const saysOf = (concerns: readonly Concern[]): Say[][] =>
  LAYERS.map((layer) =>
    concerns.flatMap(({ id, effect, layer: own }): Say[] => {
      if (own !== layer) return [];
      switch (effect.kind) {
        case 'internet-off':
          return [{ id, kind: effect.kind, sites: [], titles: [] }];
        case 'block':
        case 'allow-only':
        case 'allow':
          return [{ id, kind: effect.kind, sites: effect.sites, titles: [] }];
        case 'lock':
        case 'mute':
        case 'printing-off':
        case 'removable-media-off':
          return [];
      }
    }),
  );

describe('what a document has room for', () => {
  it('is every lock and as many lists as fit, in their order', () => {
    const concern = (place: number, effect: Effect): Concern => ({
      id: idOf('003', place),
      effect,
      layer: 'hands-on',
      by: 'Ms Khan',
      toldBy: 'Ms Khan',
      words: null,
      from: NOW,
      until: NOW + MINUTE,
      personal: false,
    });
    const list: Effect = {
      kind: 'allow',
      sites: Array.from({ length: 60 }, (_, at) => `${'a'.repeat(180)}${at}.example`),
    };
    const many = Array.from({ length: 59 }, (_, at) => concern(at, list));
    const told = toldOf([...many, concern(99, { kind: 'lock' })]);
    assert.ok(JSON.stringify(told).length < 30 * 1024);
    assert.deepEqual(
      told.map(({ effect }) => effect.kind),
      ['allow', 'allow', 'lock'],
    );
    assert.equal(toldOf([concern(1, { kind: 'lock' }), concern(2, { kind: 'mute' })]).length, 2);
  });
});

describe('the explanation', () => {
  it('says what is in force, and is as the device judges pages: what is overruled makes no difference', () => {
    fc.assert(
      fc.property(facts, seats, (list, seat) => {
        const holding = concerning(list, seat, NOW).filter((each) => inForce(each, NOW));
        const desired = explain(concerning(list, seat, NOW), [], NOW);
        assert.deepEqual(
          desired.because.map(({ id }) => id),
          holding.map(({ id }) => id),
        );
        const has = (kind: Effect['kind']): boolean => holding.some(({ effect }) => effect.kind === kind);
        assert.equal(desired.locked, has('lock'));
        assert.equal(desired.muted, has('mute'));
        const overruled = new Set(
          desired.because.flatMap(({ id, overruledBy }) => (overruledBy === null ? [] : [id])),
        );
        const all = createJudge(saysOf(holding), []);
        const rest = createJudge(saysOf(holding.filter(({ id }) => !overruled.has(id))), []);
        const pages = [...HOSTS, 'other.example'].map((host) => all.of(`https://${host}/`).open);
        assert.deepEqual(
          pages,
          [...HOSTS, 'other.example'].map((host) => rest.of(`https://${host}/`).open),
        );
        if (desired.internet === 'open') assert.ok(pages.every(Boolean));
        if (desired.internet === 'off') assert.ok(!pages.some(Boolean));
      }),
    );
  });

  it('names who and what, and the first end', () => {
    const lesson: Concern = {
      id: idOf('003', 1),
      effect: { kind: 'allow-only', title: 'Rivers', sites: ['a.example'] },
      layer: 'lesson',
      by: 'Ms Khan, lesson 8B',
      toldBy: 'Ms Khan',
      words: null,
      from: NOW - MINUTE,
      until: NOW + 30 * MINUTE,
      personal: false,
    };
    const off: Concern = {
      ...lesson,
      id: idOf('003', 2),
      effect: { kind: 'internet-off' },
      layer: 'hands-on',
      by: 'Mr Okoro',
      until: NOW + 5 * MINUTE,
    };
    assert.deepEqual(explain([off, lesson], [], NOW), {
      locked: false,
      internet: 'off',
      muted: false,
      nextEndAt: '2026-11-23T10:05:00.000Z',
      because: [
        {
          id: off.id,
          kind: 'restriction',
          what: 'Internet off',
          by: 'Mr Okoro',
          until: '2026-11-23T10:05:00.000Z',
          overruledBy: null,
        },
        {
          id: lesson.id,
          kind: 'restriction',
          what: 'Only “Rivers”: 1 site',
          by: 'Ms Khan, lesson 8B',
          until: '2026-11-23T10:30:00.000Z',
          overruledBy: 'Internet off (Mr Okoro)',
        },
      ],
    });
  });
});

describe('how a device stands', () => {
  const lock: Concern = {
    id: idOf('003', 1),
    effect: { kind: 'lock' },
    layer: 'hands-on',
    by: 'Ms Khan',
    toldBy: 'Ms Khan',
    words: null,
    from: NOW - MINUTE,
    until: NOW + MINUTE,
    personal: false,
  };
  const desired = explain([lock], [], NOW);
  const said = (more: Partial<Said> = {}): Said => ({
    locked: true,
    internet: 'open',
    muted: false,
    holds: [lock.id],
    failed: [],
    ...more,
  });
  const of = (what: Said | null, online = true, settling = false): string =>
    standingOf(desired, what, { online, settling });

  it('is agreed only where it says the same of all', () => {
    assert.equal(of(said()), 'agreed');
    assert.equal(of(said({ locked: false })), 'differs');
    assert.equal(of(said({ holds: [] })), 'differs');
    assert.equal(of(said({ internet: 'off' })), 'differs');
    assert.equal(of(said({ muted: true })), 'differs');
    assert.equal(of(said({ holds: [lock.id, idOf('003', 9)] })), 'differs');
    assert.equal(of(said({ failed: [{ id: lock.id, why: 'failed' }] })), 'differs');
  });

  it('is agreed where it is locked for an agreement that was declined, which it does not name', () => {
    const id = idOf('005', 0);
    const locked = explain([], [], NOW, [id]);
    assert.deepEqual([locked.locked, locked.because[0]?.by], [true, 'An agreement that was declined']);
    const device = { online: true, settling: false, unsaid: new Set([id]) };
    assert.equal(standingOf(locked, said({ holds: [] }), device), 'agreed');
    assert.equal(standingOf(explain([], [], NOW), said({ holds: [] }), device), 'differs');
  });

  it('is waited for while it has just been told, and unknown where it never spoke', () => {
    assert.equal(of(said({ locked: false }), true, true), 'waiting');
    assert.equal(of(said(), false), 'offline');
    assert.equal(of(null), 'unknown');
    assert.equal(of(null, false), 'unknown');
  });
});

describe('what becomes of what others have set', () => {
  const of = (mine: Effect, theirs: Effect, layers: [Concern['layer'], Concern['layer']]): string | null =>
    outcomeOf({ effect: mine, layer: layers[0] }, { effect: theirs, layer: layers[1] });
  const only: Effect = { kind: 'allow-only', title: 'Rivers', sites: ['a.example'] };
  const block: Effect = { kind: 'block', sites: ['b.example'], titles: [] };

  it('is said of what meets, and of nothing else', () => {
    assert.equal(of({ kind: 'lock' }, { kind: 'mute' }, ['hands-on', 'lesson']), null);
    assert.equal(of({ kind: 'lock' }, only, ['hands-on', 'lesson']), null);
    assert.match(of({ kind: 'lock' }, { kind: 'lock' }, ['hands-on', 'lesson']) ?? '', /Both hold/);
    assert.match(of(only, only, ['lesson', 'lesson']) ?? '', /either list/);
    assert.match(of(only, block, ['hands-on', 'lesson']) ?? '', /Yours goes before/);
    assert.match(of(block, only, ['lesson', 'hands-on']) ?? '', /yours does nothing/);
    assert.match(of(only, { kind: 'internet-off' }, ['hands-on', 'lesson']) ?? '', /stays/);
    assert.match(
      of({ kind: 'internet-off' }, only, ['lesson', 'hands-on']) ?? '',
      /while the internet is off/,
    );
  });
});

describe('the hours of an access policy', () => {
  it('go by the clock of the school, over the change of the clocks, and not on holidays unless said', () => {
    const hours = [[{ from: '09:00', to: '10:00' }], [], [], [], [], [], []];
    const at = (
      iso: string,
      inHolidays = false,
      holidays: Array<{ from: string; to: string }> = [],
    ): boolean => holdsAt({ hours, inHolidays }, schoolMoment(Date.parse(iso), 'Europe/London'), holidays);
    assert.equal(at('2026-06-01T08:00:00Z'), true);
    assert.equal(at('2026-06-01T09:00:00Z'), false);
    assert.equal(at('2026-11-23T09:00:00Z'), true);
    assert.equal(at('2026-11-23T08:59:59Z'), false);
    assert.equal(at('2026-11-24T09:00:00Z'), false);
    const half = [{ from: '2026-11-20', to: '2026-11-23' }];
    assert.equal(at('2026-11-23T09:00:00Z', false, half), false);
    assert.equal(at('2026-11-23T09:00:00Z', true, half), true);
    assert.equal(holdsAt({ hours: null, inHolidays: false }, schoolMoment(NOW, 'Europe/London'), half), true);
  });
});

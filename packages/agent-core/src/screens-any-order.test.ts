/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readPicture } from '@lapwing/protocol/features/screens/picture.ts';
import type { ScreensWanted } from '@lapwing/protocol/features/screens/wanted.command.ts';
import { NO_ORDERS, type StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import { REMOTE_VIEWS, type RemoteView } from '@lapwing/protocol/vocabulary.ts';
import type { ConsentAnswer } from './contracts/consent.ts';
import { createManualClock } from './contracts/fakes/manual-clock.ts';
import { createManualConsent } from './contracts/fakes/manual-consent.ts';
import { createManualLiveScreen } from './contracts/fakes/manual-live-screen.ts';
import type { Front } from './contracts/live-screen.ts';
import { createScreens } from './screens.ts';
import { DEVICE_ID, SCHOOL_ID } from './test/fake-server.ts';

const IDS = [
  '0198f6a0-0000-7000-8000-0000000000a1',
  '0198f6a0-0000-7000-8000-0000000000a2',
  '0198f6a0-0000-7000-8000-0000000000a3',
] as const;
const SECRET = 'The name of a help site';
const FRONTS: readonly (Front | null)[] = [
  null,
  { application: 'Chrome 156', title: 'Essay', url: 'https://docs.example/essay' },
  { application: 'Chrome 156', title: 'Maths', url: 'https://maths.example/' },
  { application: 'Chrome 156', title: SECRET, url: 'https://www.childline.org.uk/' },
];

type Step =
  | { readonly do: 'want'; readonly command: ScreensWanted }
  | { readonly do: 'setting'; readonly remoteView: RemoteView | null }
  | { readonly do: 'answer'; readonly answer: ConsentAnswer }
  | { readonly do: 'front'; readonly front: number }
  | { readonly do: 'take' | 'unwant' | 'redraw' | 'person' | 'lose' | 'capture' }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'slow'; readonly ms: number };

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('want' as const), command: commands() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('setting' as const),
      remoteView: fc.constantFrom(null, ...REMOTE_VIEWS),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      answer: fc.constantFrom<ConsentAnswer>('allowed', 'allowed', 'denied', 'silence', 'not-shown'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('front' as const), front: fc.nat({ max: FRONTS.length - 1 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Step>(
      { do: 'take' },
      { do: 'take' },
      { do: 'redraw' },
      { do: 'redraw' },
      { do: 'unwant' },
      { do: 'person' },
      { do: 'lose' },
      { do: 'capture' },
    ),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.oneof(fc.nat({ max: 1500 }), fc.constantFrom(10_000, 30_000, 89_000, 91_000, 301_000)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('slow' as const), ms: fc.constantFrom(0, 0, 300, 7000) }),
  },
);

function commands(): fc.Arbitrary<ScreensWanted> {
  return fc.record({
    type: fc.constant('screens/wanted' as const),
    id: fc.constantFrom(...IDS),
    purpose: fc.constantFrom('glance' as const, 'look' as const, 'look' as const),
    width: fc.constantFrom(0, 320, 1280),
    quality: fc.constant(0.6),
    everyMs: fc.constantFrom(400, 500, 2000, 5000),
    watchers: fc.constantFrom(['Ms Khan'], ['Mr Osei'], ['Ms Khan', 'Mr Osei']),
  });
}

/** What must hold is kept apart here, as plainly as can be, and looked at whenever something leaves the device. */
async function live(sequence: readonly Step[]): Promise<{ pictures: number }> {
  const clock = createManualClock();
  const screen = createManualLiveScreen(() => clock.now());
  const person = createManualConsent(clock);
  let remoteView: RemoteView | null = 'allow';
  const server: { command: ScreensWanted | null; underWay: { id: string; at: number } | null } = {
    command: null,
    underWay: null,
  };
  let wantedAt = 0;
  let front: Front | null = FRONTS[1] ?? null;
  let consented = false;
  let leftAt = 0;
  let pictureAt = -Infinity;
  let waiting = false;
  let slow = 0;
  let count = 0;
  let wordAt = -Infinity;
  /** The title of the page that each picture shows. */
  const pictured = new Map<string, string>();
  screen.turnTo(front);
  screen.answer(
    (usual) =>
      new Promise((resolve) => {
        const seen = usual();
        if (seen.ok) pictured.set(String(seen.bytes), seen.front.title);
        if (slow === 0) resolve(seen);
        else clock.setTimer(slow, () => resolve(seen));
      }),
  );

  const wrong: string[] = [];
  function check(holds: boolean, what: string): void {
    if (!holds) wrong.push(what);
  }
  const holds = (): boolean => server.command !== null && clock.now() - wantedAt <= 90_000;
  const looking = (): boolean => holds() && server.command?.purpose === 'look';
  function permitted(): boolean {
    if (remoteView === null || remoteView === 'deny') return false;
    if (remoteView === 'allow') return true;
    return consented && (looking() || clock.now() - leftAt <= 5 * 60_000);
  }

  const screens = createScreens({
    live: {
      screen,
      consent: {
        ask(request) {
          check(looking(), 'nobody is asked for nothing');
          check(remoteView === 'ask-allow' || remoteView === 'ask-deny', 'asked under another setting');
          check(person.standing() === null, 'one question at a time');
          const under = remoteView;
          const question = person.ask(request);
          let withdrawn = false;
          const note = async (): Promise<void> => {
            const said = await question.answer;
            if (!withdrawn) consented = said === 'allowed' || (said === 'silence' && under === 'ask-allow');
          };
          void note();
          return {
            answer: question.answer,
            withdraw() {
              withdrawn = true;
              question.withdraw();
            },
          };
        },
      },
    },
    clock,
    log: (event) => check(event !== 'screens.failed', event),
    document: () => (remoteView === null ? null : documentWith(remoteView, clock.now())),
    serverNow: () => clock.now(),
    say(shown) {
      check(holds(), 'nothing is told to nobody');
      check(shown.id === server.command?.id, 'told of another command');
      check(clock.now() - wordAt >= 500, 'twice a second');
      wordAt = clock.now();
      check(!JSON.stringify(shown).includes(SECRET), 'no title of a help site');
      if (shown.front.title !== '' || shown.state === 'live') check(permitted(), shown.state);
    },
    sendPicture(bytes) {
      const picture = readPicture(bytes);
      if (picture === null) throw new Error('no picture');
      check(holds(), 'nobody looks');
      check(permitted(), `not permitted under ${String(remoteView)}`);
      check(picture.id === server.command?.id, 'of another command');
      check((pictured.get(String(picture.bytes)) ?? SECRET) !== SECRET, 'of a help site');
      check(!waiting, 'before a capture');
      check(
        server.underWay === null || clock.now() - server.underWay.at >= 10_000,
        'two pictures are under way',
      );
      const apart = clock.now() - pictureAt;
      check(apart >= 400, 'too soon');
      check(screens.watched() !== null, 'the person cannot read it');
      server.underWay = { id: picture.id, at: clock.now() };
      pictureAt = clock.now();
      count += 1;
      return true;
    },
    waitingBytes: () => 0,
    capturesWait: () => waiting,
    changed: () => undefined,
  });

  for (const step of sequence) {
    switch (step.do) {
      case 'want':
        if (looking() && step.command.purpose !== 'look') leftAt = clock.now();
        if (!looking() && clock.now() - leftAt > 5 * 60_000) consented = false;
        server.command = step.command;
        wantedAt = clock.now();
        screens.wanted(step.command);
        break;
      case 'setting':
        remoteView = step.remoteView;
        if (remoteView === 'deny') consented = false;
        screens.documentChanged();
        break;
      case 'answer':
        person.say(step.answer);
        break;
      case 'front':
        front = FRONTS[step.front] ?? null;
        screen.turnTo(front);
        break;
      case 'take':
        if (server.underWay !== null) screens.taken(server.underWay.id);
        server.underWay = null;
        break;
      case 'redraw':
        screen.redraw();
        break;
      case 'person':
        consented = false;
        screens.personChanged();
        break;
      case 'lose':
      case 'unwant':
        if (looking()) leftAt = clock.now();
        server.command = null;
        if (step.do === 'lose') {
          server.underWay = null;
          screens.over();
        } else screens.unwanted();
        break;
      case 'capture':
        waiting = !waiting;
        break;
      case 'slow':
        slow = step.ms;
        break;
      case 'pass': {
        const end = wantedAt + 90_000;
        if (looking() && clock.now() + step.ms >= end) leftAt = end;
        await clock.advance(step.ms);
      }
    }
    await clock.advance(0);
  }
  screens.over();
  server.command = null;
  const looks = screen.looks.length;
  await clock.advance(20_000);
  assert.equal(screen.listeners(), 0, 'nothing listens afterwards');
  assert.equal(person.standing(), null, 'nothing is asked afterwards');
  assert.equal(screen.looks.length, looks, 'nothing is looked at afterwards');
  assert.deepEqual(wrong, []);
  return { pictures: count };
}

function documentWith(remoteView: RemoteView, now: number): StateDocument {
  return {
    schoolId: SCHOOL_ID,
    deviceId: DEVICE_ID,
    version: 1,
    issuedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + 60_000).toISOString(),
    school: { name: 'Lapwing Primary', noticeUrl: '' },
    detection: {
      enabled: true,
      pack: null,
      sources: [],
      excludedHosts: ['childline.org.uk'],
      excludedApplications: [],
    },
    screenshot: { enabled: false, maxWidth: 640, quality: 0.5 },
    recording: { enabled: false, beforeSeconds: 0, severeSeconds: 0, maxWidth: 1280 },
    screens: { remoteView, askSeconds: 10 },
    activity: { kinds: [] },
    orders: NO_ORDERS,
  };
}

test('SCREEN-2, SCREEN-8, SCREEN-9 whatever happens in whatever order, no picture goes without leave, of a help site, or beside another', async () => {
  let pictures = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 60 }), async (sequence) => {
      pictures += (await live(sequence)).pictures;
    }),
    { numRuns: 300 },
  );
  assert.ok(pictures > 300, `${String(pictures)} pictures went`);
});

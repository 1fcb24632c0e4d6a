/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_PICTURE_BYTES } from '@lapwing/protocol/features/screens/picture.ts';
import type { ScreensShown } from '@lapwing/protocol/features/screens/shown.event.ts';
import type { ScreensWanted } from '@lapwing/protocol/features/screens/wanted.command.ts';
import type { RemoteView } from '@lapwing/protocol/vocabulary.ts';
import { createAgent } from './agent.ts';
import type { Look } from './contracts/live-screen.ts';
import { DEVICE_ID } from './test/fake-server.ts';
import { connectedRig, PLATFORM, type Rig, typed, until } from './test/rig.ts';

type Command = Omit<ScreensWanted, 'type'>;

const ID = '0198f6a0-0000-7000-8000-0000000000a1';
const OTHER_ID = '0198f6a0-0000-7000-8000-0000000000a2';
const LOOK: Command = {
  id: ID,
  purpose: 'look',
  width: 1280,
  quality: 0.6,
  everyMs: 500,
  watchers: ['Ms Khan'],
};
const GLANCE: Command = {
  ...LOOK,
  id: OTHER_ID,
  purpose: 'glance',
  width: 320,
  everyMs: 2000,
  watchers: [],
};

async function rigWith(remoteView: RemoteView): Promise<Rig> {
  const rig = await connectedRig();
  if (remoteView !== 'allow') await setting(rig, remoteView, 2);
  return rig;
}

async function setting(rig: Rig, remoteView: RemoteView, version: number): Promise<void> {
  const screens = { remoteView, askSeconds: 10 };
  await rig.server.pushState(await rig.server.document({ version, screens }));
  await until(rig, () =>
    rig.server.all.some((frame) => frame.type === 'state/applied' && frame.version === version),
  );
}

async function want(rig: Rig, command: Command): Promise<void> {
  rig.server.sockets.latest().say({ type: 'screens/wanted', ...command });
  await rig.settle();
}

async function unwant(rig: Rig): Promise<void> {
  rig.server.sockets.latest().say({ type: 'screens/unwanted' });
  await rig.settle();
}

function shown(rig: Rig): ScreensShown[] {
  return rig.server.all.filter((frame) => frame.type === 'screens/shown');
}

function last(rig: Rig): ScreensShown {
  const one = shown(rig).at(-1);
  assert.ok(one !== undefined, 'something was told');
  return one;
}

function states(rig: Rig): string[] {
  return shown(rig).map(({ state, answeredBy }) => (answeredBy === null ? state : `${state} ${answeredBy}`));
}

test('SCREEN-1 nothing is looked at or listened for until somebody looks, nor after', async () => {
  const rig = await rigWith('allow');
  await rig.settle(60_000);
  assert.equal(rig.live.looks.length, 0);
  assert.equal(rig.live.listeners(), 0);
  await want(rig, LOOK);
  assert.equal(rig.server.pictures.length, 1);
  assert.equal(rig.live.listeners(), 1);
  await unwant(rig);
  const looks = rig.live.looks.length;
  rig.live.redraw();
  await rig.settle(30_000);
  assert.equal(rig.live.looks.length, looks);
  assert.equal(rig.live.listeners(), 0);
  assert.equal(rig.server.pictures.length, 1);
});

test('SCREEN-1 a look is over when the connection is lost, and is not taken up again by itself', async () => {
  const rig = await rigWith('allow');
  await want(rig, LOOK);
  rig.server.sockets.latest().close();
  await rig.settle();
  const looks = rig.live.looks.length;
  assert.equal(rig.live.listeners(), 0);
  await rig.settle(20_000);
  await until(rig, () => rig.agent.status().connection === 'connected');
  rig.live.redraw();
  await rig.settle(5000);
  assert.equal(rig.live.looks.length, looks);
  assert.equal(rig.agent.status().watched, null);
});

test('SCREEN-1 a command that is not repeated within 90 seconds is over', async () => {
  const rig = await rigWith('allow');
  await want(rig, LOOK);
  await rig.settle(60_000);
  await want(rig, LOOK);
  await rig.settle(89_000);
  assert.notEqual(rig.agent.status().watched, null);
  await rig.settle(2000);
  assert.equal(rig.agent.status().watched, null);
  assert.equal(rig.live.listeners(), 0);
});

test('SCREEN-1 an agent without a live screen does not say that it has one', async () => {
  const rig = await rigWith('allow');
  let hello = '';
  const agent = createAgent({
    platform: PLATFORM,
    contracts: {
      clock: rig.clock,
      random: { bytes: (length) => new Uint8Array(length) },
      digest: { sha256: () => Promise.resolve(''), verify: () => Promise.resolve(true) },
      keys: rig.keys,
      outbox: rig.outbox.reopen(),
      state: rig.state.reopen(),
      openSocket: (url, events) => {
        const socket = rig.server.sockets.open(url, events);
        return {
          ...socket,
          send(text) {
            if (text.includes('devices/hello')) hello = text;
            socket.send(text);
          },
        };
      },
      http: rig.server.http,
      screen: rig.screen,
      recorder: null,
      accounts: rig.accounts,
      live: null,
      control: null,
      notices: null,
      log: () => undefined,
    },
  });
  await agent.start({ resume: true });
  await until(rig, () => hello !== '');
  assert.match(hello, /"screenshot"/u);
  assert.doesNotMatch(hello, /"screen"/u);
  await want(rig, LOOK);
  await rig.settle(1000);
  assert.equal(rig.live.looks.length, 0);
  await agent.stop();
});

test('SCREEN-2 where the school forbids it, nobody sees anything, whatever the command says', async () => {
  const rig = await rigWith('deny');
  for (const command of [LOOK, GLANCE, { ...GLANCE, id: DEVICE_ID, width: 0 }]) {
    await want(rig, command);
    await rig.settle(3000);
    assert.deepEqual(last(rig), {
      type: 'screens/shown',
      id: command.id,
      state: 'forbidden',
      front: { application: '', title: '', site: null },
      answeredBy: null,
    });
  }
  assert.equal(rig.live.looks.length, 0);
  assert.equal(rig.person.questions.length, 0);
});

test('SCREEN-2 a document that has run out allows nothing any more', async () => {
  const rig = await connectedRig();
  const expiresAt = new Date(rig.clock.now() + 5000).toISOString();
  await rig.server.pushState(await rig.server.document({ version: 2, expiresAt }));
  await rig.settle();
  await want(rig, LOOK);
  assert.equal(rig.server.pictures.length, 1);
  await rig.settle(6000);
  const before = rig.live.looks.length;
  rig.live.redraw();
  await rig.settle(5000);
  assert.equal(last(rig).state, 'forbidden');
  assert.equal(rig.live.looks.length, before);
  assert.equal(rig.server.pictures.length, 1);
});

test('SCREEN-3 a look asks the person by name, and a yes lets staff see', async () => {
  const rig = await rigWith('ask-deny');
  await want(rig, LOOK);
  assert.deepEqual(rig.person.standing(), { watchers: ['Ms Khan'], seconds: 10, silence: 'denies' });
  assert.equal(rig.live.looks.length, 0);
  rig.person.say('allowed');
  await rig.settle(1000);
  assert.deepEqual(states(rig), ['asking', 'live person']);
  assert.equal(rig.server.pictures.length, 1);
});

for (const [remoteView, state] of [
  ['ask-allow', 'live'],
  ['ask-deny', 'denied'],
] as const)
  test(`SCREEN-3 silence under ${remoteView} ends in ${state}`, async () => {
    const rig = await rigWith(remoteView);
    await want(rig, LOOK);
    await rig.settle(9000);
    assert.equal(rig.live.looks.length, 0);
    await rig.settle(2000);
    assert.deepEqual(states(rig), ['asking', `${state} silence`]);
    assert.equal(rig.server.pictures.length, state === 'live' ? 1 : 0);
  });

test('SCREEN-3 a question that could not be put is a no, even where silence would be a yes', async () => {
  const rig = await rigWith('ask-allow');
  await want(rig, LOOK);
  rig.person.say('not-shown');
  await rig.settle(1000);
  assert.deepEqual(states(rig), ['asking', 'denied silence']);
  assert.equal(rig.live.looks.length, 0);
});

test('SCREEN-3 a glance asks nobody and shows nothing', async () => {
  const rig = await rigWith('ask-allow');
  await want(rig, GLANCE);
  await rig.settle(30_000);
  assert.deepEqual(states(rig), ['asks-first']);
  assert.equal(rig.person.questions.length, 0);
  assert.equal(rig.live.looks.length, 0);
});

test('SCREEN-3 a question is taken away when nobody waits for the answer', async () => {
  const rig = await rigWith('ask-allow');
  await want(rig, LOOK);
  assert.notEqual(rig.person.standing(), null);
  await unwant(rig);
  assert.equal(rig.person.standing(), null);
  await want(rig, LOOK);
  rig.server.sockets.latest().close();
  await rig.settle();
  assert.equal(rig.person.standing(), null);
  await rig.settle(20_000);
  assert.equal(rig.live.looks.length, 0);
});

test('SCREEN-4 a yes holds while somebody looks and five minutes after, for glances too', async () => {
  const rig = await rigWith('ask-deny');
  await want(rig, LOOK);
  rig.person.say('allowed');
  for (let minute = 0; minute < 8; minute += 1) {
    await rig.settle(60_000);
    await want(rig, LOOK);
  }
  assert.equal(last(rig).state, 'live');
  await want(rig, GLANCE);
  await rig.settle(1000);
  assert.equal(last(rig).state, 'live');
  for (let minute = 0; minute < 4; minute += 1) {
    await rig.settle(60_000);
    await want(rig, GLANCE);
  }
  assert.equal(last(rig).state, 'live');
  await want(rig, { ...LOOK, id: DEVICE_ID });
  await rig.settle(1000);
  assert.equal(rig.person.questions.length, 1);
  await want(rig, GLANCE);
  for (let minute = 0; minute < 6; minute += 1) {
    await rig.settle(60_000);
    await want(rig, GLANCE);
  }
  assert.equal(last(rig).state, 'asks-first');
  await want(rig, LOOK);
  assert.equal(rig.person.questions.length, 2);
});

test('SCREEN-4 a yes to one is no yes to another, who asks for both', async () => {
  const rig = await rigWith('ask-deny');
  await want(rig, LOOK);
  rig.person.say('allowed');
  await rig.settle(1000);
  const before = rig.server.pictures.length;
  assert.equal(before, 1);
  await want(rig, { ...LOOK, id: OTHER_ID, watchers: ['Ms Khan', 'Mr Osei'] });
  await rig.settle(600);
  assert.equal(last(rig).state, 'asking');
  assert.deepEqual(rig.person.standing()?.watchers, ['Ms Khan', 'Mr Osei']);
  assert.equal(rig.server.pictures.length, before);
  rig.person.say('allowed');
  await rig.settle(1000);
  assert.equal(last(rig).state, 'live');
  await want(rig, { ...LOOK, id: DEVICE_ID, watchers: ['Mr Osei'] });
  await rig.settle(600);
  assert.equal(last(rig).state, 'live');
  assert.equal(rig.person.questions.length, 2);
});

test('SCREEN-4 a yes by silence is none where silence is a no', async () => {
  const rig = await rigWith('ask-allow');
  await want(rig, LOOK);
  await rig.settle(11_000);
  assert.equal(last(rig).state, 'live');
  await setting(rig, 'ask-deny', 3);
  await rig.settle(600);
  assert.equal(last(rig).state, 'asking');
  assert.deepEqual(
    rig.person.questions.map(({ silence }) => silence),
    ['allows', 'denies'],
  );
});

test('SCREEN-5 after a no nobody is asked again for a minute, nor in the same look', async () => {
  const rig = await rigWith('ask-allow');
  await want(rig, LOOK);
  rig.person.say('denied');
  await rig.settle(600);
  assert.deepEqual(states(rig), ['asking', 'denied person']);
  await unwant(rig);
  await want(rig, { ...LOOK, id: OTHER_ID });
  await rig.settle(600);
  assert.equal(last(rig).state, 'denied');
  for (let minute = 0; minute < 3; minute += 1) {
    await rig.settle(60_000);
    await want(rig, { ...LOOK, id: OTHER_ID });
  }
  assert.equal(
    rig.person.questions.length,
    2,
    'the look that began within the minute asks once when it is over',
  );
  assert.equal(rig.live.looks.length > 0, true);
});

test('SCREEN-5 a look that stays open after a no is not put again, but somebody new may ask', async () => {
  const rig = await rigWith('ask-deny');
  await want(rig, LOOK);
  rig.person.say('denied');
  for (let minute = 0; minute < 3; minute += 1) {
    await rig.settle(60_000);
    await want(rig, LOOK);
  }
  assert.equal(rig.person.questions.length, 1);
  await want(rig, { ...LOOK, watchers: ['Ms Khan', 'Mr Osei'] });
  assert.equal(rig.person.questions.length, 2);
});

test('SCREEN-6 a setting that becomes forbidding stops pictures at once, also one that is being taken', async () => {
  const rig = await rigWith('allow');
  await want(rig, LOOK);
  assert.equal(rig.server.pictures.length, 1);
  let give: () => void = () => undefined;
  rig.live.answer(
    (usual) =>
      new Promise<Look>((resolve) => {
        const look = usual();
        give = () => resolve(look);
      }),
  );
  rig.live.redraw();
  await rig.settle(600);
  await setting(rig, 'deny', 2);
  give();
  await rig.settle(3000);
  assert.equal(rig.server.pictures.length, 1);
  assert.equal(last(rig).state, 'forbidden');
  assert.equal(rig.agent.status().watched, null);
  rig.live.answer(null);
  await setting(rig, 'allow', 3);
  await rig.settle(1000);
  assert.equal(last(rig).state, 'live');
  assert.equal(rig.server.pictures.length, 2);
});

test('SCREEN-6 a setting that changes while the person is asked ends the question, or puts it anew', async () => {
  const rig = await rigWith('ask-deny');
  await want(rig, LOOK);
  await setting(rig, 'ask-allow', 3);
  assert.equal(rig.person.standing()?.silence, 'allows');
  await setting(rig, 'allow', 4);
  assert.equal(rig.person.standing(), null);
  await rig.settle(600);
  assert.equal(last(rig).state, 'live');
  await setting(rig, 'ask-deny', 5);
  await rig.settle(600);
  assert.equal(last(rig).state, 'asking');
  await setting(rig, 'deny', 6);
  assert.equal(rig.person.standing(), null);
  await rig.settle(600);
  assert.equal(last(rig).state, 'forbidden');
});

test('SCREEN-6 what was answered before it was forbidden holds no longer, also when nobody looked meanwhile', async () => {
  const rig = await rigWith('ask-deny');
  await want(rig, LOOK);
  rig.person.say('allowed');
  await rig.settle(600);
  await unwant(rig);
  await setting(rig, 'deny', 3);
  await setting(rig, 'ask-deny', 4);
  await want(rig, LOOK);
  await rig.settle(600);
  assert.equal(last(rig).state, 'asking');
});

test('SCREEN-7 the next person who sits there is asked anew', async () => {
  const rig = await rigWith('ask-deny');
  await want(rig, LOOK);
  rig.person.say('allowed');
  await rig.settle(600);
  assert.equal(last(rig).state, 'live');
  rig.accounts.set({ name: 'ben.okoro', origin: 'profile' });
  await rig.settle(600);
  assert.equal(last(rig).state, 'asking');
  const before = rig.live.looks.length;
  rig.person.say('denied');
  rig.accounts.set({ name: 'cora.lee', origin: 'profile' });
  await rig.settle(600);
  assert.equal(rig.person.questions.length, 3);
  assert.equal(rig.live.looks.length, before);
});

for (const url of [
  'https://childline.org.uk/talk',
  'https://www.childline.org.uk/',
  'view-source:https://www.childline.org.uk/',
  'blob:https://www.childline.org.uk/0198f6a0',
])
  test(`SCREEN-8 of ${url} nothing is shown, not even the title`, async () => {
    const rig = await rigWith('allow');
    rig.live.turnTo({ application: 'Chrome 156', title: 'Get help now', url });
    await want(rig, LOOK);
    await rig.settle(5000);
    assert.deepEqual(
      shown(rig).map(({ state, front }) => [state, front]),
      [['private', { application: '', title: '', site: null }]],
    );
    assert.equal(rig.live.looks.length, 0);
    assert.equal(rig.server.pictures.length, 0);
  });

test('SCREEN-8 a picture that is taken just after a help site was left is not sent', async () => {
  const rig = await rigWith('allow');
  await want(rig, LOOK);
  await rig.settle(1000);
  const before = rig.server.pictures.length;
  rig.live.turnTo({ application: 'Chrome 156', title: 'Help', url: 'https://childline.org.uk/' });
  await rig.settle(1000);
  assert.equal(last(rig).state, 'private');
  rig.live.turnTo({ application: 'Chrome 156', title: 'My essay', url: 'https://docs.example/essay' });
  await rig.settle(600);
  assert.equal(rig.server.pictures.length, before);
  await rig.settle(600);
  assert.equal(rig.server.pictures.length, before + 1);
});

test('SCREEN-8 a picture that was taken while one site gave way to another is not sent', async () => {
  const rig = await rigWith('allow');
  rig.live.answer((usual) => {
    rig.live.answer(null);
    rig.live.turnTo({ application: 'Chrome 156', title: 'Help', url: 'https://childline.org.uk/' });
    rig.live.turnTo({ application: 'Chrome 156', title: 'Maths', url: 'https://maths.example/' });
    return Promise.resolve(usual());
  });
  await want(rig, LOOK);
  assert.equal(rig.live.looks.length, 1);
  assert.equal(rig.server.pictures.length, 0);
  await rig.settle(600);
  assert.equal(rig.server.pictures.length, 0);
  await rig.settle(200);
  assert.equal(rig.server.pictures.length, 1);
});

test('SCREEN-8 a page that is left for a help site while the picture is taken is not sent', async () => {
  const rig = await rigWith('allow');
  rig.live.answer((usual) => {
    rig.live.turnTo({ application: 'Chrome 156', title: 'Help', url: 'https://childline.org.uk/' });
    return Promise.resolve(usual());
  });
  await want(rig, LOOK);
  await rig.settle(1000);
  assert.equal(rig.live.looks.length, 1);
  assert.equal(rig.server.pictures.length, 0);
  assert.equal(last(rig).state, 'private');
});

test('SCREEN-9 the next picture waits until the server has taken the one before, or for ten seconds', async () => {
  const rig = await rigWith('allow');
  rig.server.behave.take = false;
  await want(rig, LOOK);
  for (let beat = 0; beat < 18; beat += 1) {
    rig.live.redraw();
    await rig.settle(500);
  }
  assert.equal(rig.server.pictures.length, 1);
  rig.server.sockets.latest().say({ type: 'screens/taken', id: OTHER_ID });
  await rig.settle(0);
  assert.equal(rig.server.pictures.length, 1, 'another picture was taken');
  rig.server.sockets.latest().say({ type: 'screens/taken', id: ID });
  await rig.settle(0);
  assert.equal(rig.server.pictures.length, 2);
  await rig.settle(9900);
  assert.equal(rig.server.pictures.length, 2);
  await rig.settle(200);
  assert.equal(
    rig.server.pictures.length,
    3,
    'nobody may have seen the one before, so it is not compared with it',
  );
});

test('SCREEN-10 pictures keep their distance, and what has not changed is not sent', async () => {
  const rig = await rigWith('allow');
  await want(rig, { ...LOOK, everyMs: 2000 });
  for (let beat = 0; beat < 40; beat += 1) {
    rig.live.redraw();
    await rig.settle(250);
  }
  const times = rig.server.pictures.map(({ takenAt }) => takenAt);
  assert.equal(times.length, 6);
  for (const [place, at] of times.entries())
    assert.ok(place === 0 || at - (times[place - 1] ?? 0) >= 2000, times.join(' '));
  await rig.settle(20_000);
  const before = rig.server.pictures.length;
  await rig.settle(20_000);
  assert.equal(rig.server.pictures.length, before);
  assert.ok(rig.live.looks.length > 10, 'it was looked at, and nothing had changed');
});

test('SCREEN-10 a command with another id is answered by a picture although nothing has changed', async () => {
  const rig = await rigWith('allow');
  await want(rig, LOOK);
  await rig.settle(5000);
  await want(rig, LOOK);
  await rig.settle(5000);
  assert.equal(rig.server.pictures.length, 1);
  await want(rig, { ...LOOK, id: OTHER_ID });
  await rig.settle(400);
  assert.deepEqual(
    rig.server.pictures.map(({ id, width }) => [id, width]),
    [
      [ID, 1280],
      [OTHER_ID, 1280],
    ],
  );
  assert.equal(last(rig).id, OTHER_ID);
  await want(rig, { ...LOOK, id: OTHER_ID, width: 640 });
  await rig.settle(1000);
  assert.equal(rig.server.pictures.at(-1)?.width, 640);
});

test('SCREEN-11 a capture that waits goes first', async () => {
  const rig = await rigWith('allow');
  await want(rig, LOOK);
  await rig.settle(1000);
  let shoot: () => void = () => undefined;
  rig.screen.answer(
    () =>
      new Promise((resolve) => {
        shoot = () => resolve({ ok: false, failed: 'failed' });
      }),
  );
  const fed = rig.agent.feed(typed('A purple elephant. '));
  await rig.settle();
  const before = rig.live.looks.length;
  rig.live.redraw();
  await rig.settle(1200);
  assert.equal(rig.live.looks.length, before, 'not while the evidence is being taken');
  shoot();
  await fed;
  await rig.settle(1000);
  assert.ok(rig.live.looks.length > before);
  const order = rig.server.all.map(({ type }) => type);
  assert.ok(order.includes('captures/reported'));
  assert.equal(rig.server.pictures.length, 2);
});

test('SCREEN-11 while more than 256 KB wait in the socket no picture is added', async () => {
  const rig = await rigWith('allow');
  rig.server.sockets.latest().waiting = 300_000;
  await want(rig, LOOK);
  await rig.settle(5000);
  assert.equal(rig.live.looks.length, 0);
  rig.server.sockets.latest().waiting = 1000;
  await rig.settle(1000);
  assert.equal(rig.server.pictures.length, 1);
});

test('SCREEN-12 what is in front is told at each change, at most twice a second, and cut', async () => {
  const rig = await rigWith('allow');
  await want(rig, { ...LOOK, width: 0 });
  assert.deepEqual(last(rig).front, {
    application: 'Chrome 156',
    title: 'My essay',
    site: 'docs.example',
  });
  const before = shown(rig).length;
  for (let title = 0; title < 20; title += 1) {
    rig.live.turnTo({ application: 'Chrome 156', title: `Title ${String(title)}`, url: null });
    await rig.settle(100);
  }
  await rig.settle(1000);
  const told = shown(rig).length - before;
  assert.ok(told >= 4 && told <= 6, `${String(told)} words`);
  assert.deepEqual(last(rig).front, { application: 'Chrome 156', title: 'Title 19', site: null });
  // A page of the browser or of an extension is no site.
  rig.live.turnTo({ application: 'Chrome 156', title: 'Locked', url: 'chrome-extension://pkhfhd/lock.html' });
  await rig.settle(1000);
  assert.deepEqual(last(rig).front, { application: 'Chrome 156', title: 'Locked', site: null });
  rig.live.turnTo({
    application: 'a'.repeat(500),
    title: `${'t'.repeat(299)}👩‍🚀`,
    url: 'https://user:secret@docs.example:8080/path?query#part',
  });
  await rig.settle(1000);
  assert.deepEqual(last(rig).front, {
    application: 'a'.repeat(120),
    title: 't'.repeat(299),
    site: 'docs.example',
  });
  assert.equal(rig.live.looks.length, 0, 'no pictures were asked for');
});

test('SCREEN-12 a title that waits to be told is not told any more when the look was forbidden meanwhile', async () => {
  const rig = await rigWith('allow');
  await want(rig, { ...LOOK, width: 0 });
  rig.live.turnTo({ application: 'Chrome 156', title: 'A secret', url: null });
  await setting(rig, 'deny', 2);
  await rig.settle(2000);
  assert.deepEqual(
    shown(rig).map(({ front }) => front.title),
    ['My essay', ''],
  );
});

test('SCREEN-13 the person can read who looks, and that nobody does', async () => {
  const rig = await rigWith('allow');
  const told: unknown[] = [];
  rig.agent.onStatus(({ watched }) => told.push(watched?.watchers ?? null));
  await want(rig, LOOK);
  assert.deepEqual(rig.agent.status().watched, { purpose: 'look', watchers: ['Ms Khan'] });
  await want(rig, { ...LOOK, watchers: ['Ms Khan', 'Mr Osei'] });
  assert.deepEqual(rig.agent.status().watched?.watchers, ['Ms Khan', 'Mr Osei']);
  await want(rig, { ...GLANCE, watchers: ['Ms Khan'] });
  assert.deepEqual(rig.agent.status().watched, { purpose: 'glance', watchers: [] });
  await unwant(rig);
  assert.equal(rig.agent.status().watched, null);
  assert.deepEqual(told.at(-1), null);
  assert.ok(told.some((watchers) => String(watchers) === 'Ms Khan,Mr Osei'));
});

test('SCREEN-14 a platform that fails, hangs, throws or gives too much is asked again', async () => {
  const rig = await rigWith('allow');
  const bad: (() => Promise<Look>)[] = [
    () => Promise.resolve({ ok: false, why: 'failed' }),
    () => Promise.reject(new Error('broken')),
    () => new Promise(() => undefined),
  ];
  rig.live.answer((usual) => {
    const next = bad.shift();
    if (next !== undefined) return next();
    const look = usual();
    const large = rig.live.looks.length === 4 && look.ok;
    return Promise.resolve(large ? { ...look, bytes: new Uint8Array(MAX_PICTURE_BYTES) } : look);
  });
  await want(rig, LOOK);
  await rig.settle(10_000);
  assert.equal(rig.server.pictures.length, 1);
  assert.ok(rig.logged.includes('screens.too-large'));
  assert.equal(last(rig).state, 'live');
});

test('SCREEN-14 no window, and a page that cannot be pictured, are told apart', async () => {
  const rig = await rigWith('allow');
  rig.live.turnTo(null);
  await want(rig, LOOK);
  await rig.settle(1000);
  assert.equal(last(rig).state, 'nothing');
  rig.live.turnTo({ application: 'Chrome 156', title: 'Settings', url: 'chrome://settings/' });
  rig.live.answer(() => Promise.resolve({ ok: false, why: 'not-possible' }));
  await rig.settle(2000);
  assert.equal(last(rig).state, 'not-possible');
  assert.equal(last(rig).front.title, 'Settings');
  rig.live.answer(null);
  rig.live.turnTo({ application: 'Chrome 156', title: 'Essay', url: 'https://docs.example/' });
  await rig.settle(2000);
  assert.equal(last(rig).state, 'live');
  assert.equal(rig.server.pictures.length, 1);
});

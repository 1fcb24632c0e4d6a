import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';

import { consentContract } from '@lapwing/agent-core/contracts/consent.contract.ts';
import { controlContract } from '@lapwing/agent-core/contracts/control.contract.ts';
import type { ApplicationsWanted, LockWanted, WebWanted } from '@lapwing/agent-core/contracts/control.ts';
import { createManualClock, type ManualClock } from '@lapwing/agent-core/contracts/fakes/manual-clock.ts';
import { noticesContract } from '@lapwing/agent-core/contracts/notices.contract.ts';
import type { Notices } from '@lapwing/agent-core/contracts/notices.ts';
import { NOTHING_WANTED } from '@lapwing/agent-core/control-wanted.ts';
import { createJudge } from '@lapwing/protocol/features/access/judge.ts';
import { createAgreementCover } from '../src/features/agreements/ask.ts';
import { createDesktopNotices } from '../src/features/messages/notices.ts';
import { createMessagePanels } from '../src/features/messages/show.ts';
import { createApplicationKeeper } from '../src/features/restrictions/applications.ts';
import { createDesktopControl, type DesktopControl } from '../src/features/restrictions/control.ts';
import { nextTick, timeLeft } from '../src/features/restrictions/lock-page.ts';
import { isSpared } from '../src/features/restrictions/spared.ts';
import { createConsentPanel } from '../src/features/screens/consent.ts';
import type { RunningProcess } from '../src/platform/contract/processes.ts';
import { createFakeSurfaces, type FakeSurfaces } from '../src/platform/fake/surfaces.ts';
import { createCovers } from '../src/ui/covers.ts';
import { createPanels } from '../src/ui/panels.ts';
import { testStage, type TestStage } from './stage.ts';

const LOCK: LockWanted = {
  id: '0198f6a0-0000-7000-8000-00000000c001',
  by: 'Ms Khan',
  words: 'Please look to the front',
  schoolWords: '',
  schoolName: 'Lapwing Primary',
  logo: null,
  until: null,
  agreementId: null,
};

interface Desk {
  readonly clock: ManualClock;
  readonly fake: FakeSurfaces;
  readonly stage: TestStage;
  readonly control: DesktopControl;
  readonly notices: Notices;
  readonly applied: WebWanted[];
  readonly deeds: string[];
}

function desk(options: { readonly web?: boolean; readonly parts?: boolean } = {}): Desk {
  const clock = createManualClock();
  const fake = createFakeSurfaces();
  const stage = testStage(fake.surfaces, clock);
  const covers = createCovers(stage);
  const panels = createPanels(stage);
  const applied: WebWanted[] = [];
  const deeds: string[] = [];
  const say =
    (what: string) =>
    async (on: boolean): Promise<boolean> => {
      deeds.push(`${what} ${String(on)}`);
      return Promise.resolve(true);
    };
  const sound = { setMuted: say('muted') };
  const nothing = (): (() => void) => () => undefined;
  const control = createDesktopControl({
    covers,
    clock,
    sound: () => (options.parts === false ? null : sound),
    printing:
      options.parts === false
        ? null
        : { onPrinted: nothing, onRefused: nothing, setAllowed: say('printing') },
    removableMedia:
      options.parts === false ? null : { onArrived: nothing, onGone: nothing, setAllowed: say('media') },
    applications: null,
    web: () =>
      options.web === false
        ? null
        : {
            apply: async (web) => {
              applied.push(web);
              return Promise.resolve(true);
            },
          },
    again: (id) => deeds.push(`again ${id}`),
  });
  const notices = createDesktopNotices({
    messages: createMessagePanels(panels),
    panels,
    clock,
    schoolName: () => 'Lapwing Primary',
    session: () => ({
      current: async () => Promise.resolve({ account: 'ana', displayName: null, logOnId: '1', since: null }),
      onChange: nothing,
      idle: async () => Promise.resolve(0),
      logOff: async () => {
        deeds.push('logged off');
        return Promise.resolve('done' as const);
      },
    }),
    opener: () => ({
      open: async (url) => {
        deeds.push(`open ${url}`);
        return Promise.resolve(true);
      },
    }),
    browsers: null,
    isOpen: (url) => !url.includes('closed'),
    ask: createAgreementCover(covers),
  });
  return { clock, fake, stage, control, notices, applied, deeds };
}

function define(name: string, run: () => Promise<void>): void {
  it(name, run);
}

describe('control of the desktop, over screens of a fake', () => {
  controlContract(define, async () => {
    const { control, fake, stage, applied } = desk();
    return Promise.resolve({
      control,
      locked: async () => Promise.resolve(fake.covered() === null ? null : stage.said()),
      opens: async (url) => {
        const web = applied.at(-1);
        return Promise.resolve(
          web === undefined || web.open || createJudge(web.says, web.alwaysOpen).of(url).open,
        );
      },
    });
  });
});

describe('notices on the desktop, over screens of a fake', () => {
  noticesContract(define, async () => {
    const { notices, fake, stage, clock } = desk();
    const later = async (): Promise<void> => clock.advance(1000);
    return Promise.resolve({
      notices,
      message: async () => Promise.resolve(fake.panels().length === 0 ? null : stage.said()),
      close: async () => {
        await later();
        fake.press('seen');
        await later();
      },
      asked: async () => {
        await later();
        return fake.covered() === null ? null : stage.said();
      },
      answer: async (agree) => {
        await later();
        fake.press(agree ? 'agree' : 'decline');
      },
    });
  });
});

describe('the question whether staff may look, over screens of a fake', () => {
  consentContract(define, async () => {
    const clock = createManualClock();
    const fake = createFakeSurfaces();
    const stage = testStage(fake.surfaces, clock);
    const consent = createConsentPanel({
      panels: createPanels(stage),
      clock,
      schoolName: () => 'Lapwing Primary',
    });
    return Promise.resolve({
      consent,
      asked: async () => {
        await clock.advance(1);
        return fake.panels().length === 0 ? null : stage.said();
      },
      answer: async (yes) => {
        await clock.advance(700);
        fake.press(yes ? 'allow' : 'refuse');
      },
      pass: async (ms) => clock.advance(ms),
    });
  });
});

test('what the desktop cannot do is said to be so, by the id of what wanted it', async () => {
  const { control } = desk({ web: false, parts: false });
  const say = { id: 'w', kind: 'internet-off' as const, sites: [], titles: [] };
  const { failed } = await control.apply({
    ...NOTHING_WANTED,
    web: { ...NOTHING_WANTED.web, open: false, says: [[say], [say]], downloads: [{ id: 'd', endings: [] }] },
    mute: 'm',
    printingOff: 'p',
    removableMediaOff: 'r',
    applications: [
      { id: 'a', patterns: ['steam'], words: { title: '', by: null, words: null, until: null } },
    ],
  });
  assert.deepEqual(
    failed.map(({ id, why }) => `${id} ${why}`).sort(),
    ['a', 'd', 'm', 'p', 'r', 'w'].map((id) => `${id} not-possible`),
  );
  assert.deepEqual((await control.apply(NOTHING_WANTED)).failed, []);
});

test('everything is let go of at the end, and after a start whatever an earlier run left', async () => {
  const { control, deeds, fake } = desk();
  await control.apply(NOTHING_WANTED);
  assert.deepEqual(deeds, ['muted false', 'printing true', 'media true']);
  deeds.length = 0;
  await control.apply({ ...NOTHING_WANTED, lock: LOCK, mute: 'm', printingOff: 'p', removableMediaOff: 'r' });
  assert.deepEqual(deeds, ['muted true', 'printing false', 'media false']);
  await control.close();
  assert.equal(fake.covered(), null);
  assert.deepEqual(deeds.slice(3), ['muted false', 'printing true', 'media true']);
});

test('a lock is a gap while the person can use what it covers', async () => {
  const { control, fake } = desk();
  const told: string[] = [];
  control.onGaps((gaps) => told.push(gaps.join()));
  await control.apply({ ...NOTHING_WANTED, lock: LOCK });
  fake.hold(false);
  fake.hold(true);
  assert.deepEqual(told, ['lock-left', '']);
});

test('a locked screen that went is locked again when it is back', async () => {
  const { control, stage } = desk();
  await control.apply({ ...NOTHING_WANTED, lock: LOCK });
  stage.become(null);
  const again = createFakeSurfaces();
  stage.become(again.surfaces);
  control.seatChanged();
  await control.apply({ ...NOTHING_WANTED, lock: LOCK });
  assert.notEqual(again.covered(), null);
});

test('the time left is drawn when it reads otherwise, and at no other time', async () => {
  const { control, clock, stage } = desk();
  await control.apply({ ...NOTHING_WANTED, lock: { ...LOCK, until: clock.now() + 125_000 } });
  const drawn: string[] = [];
  const easel = { ...stage.easel };
  Object.assign(stage.easel, {
    draw: async (svg: string) => {
      drawn.push(svg);
      return easel.draw(svg);
    },
  });
  assert.match(stage.said(), /3 minutes left\./u);
  await clock.advance(4000);
  assert.equal(drawn.length, 0);
  await clock.advance(1100);
  assert.match(stage.said(), /2 minutes left\./u);
  assert.equal(drawn.length, 1);
  await clock.advance(60_000);
  assert.match(stage.said(), /1:00|0:59/u);
  const before = drawn.length;
  await clock.advance(10_000);
  assert.ok(drawn.length - before >= 9 && drawn.length - before <= 11, String(drawn.length - before));
});

test('between two ticks the time left reads the same', () => {
  for (let ms = 250; ms < 200_000; ms += 333) {
    const wait = nextTick(ms);
    assert.ok(wait !== null && wait > 0);
    assert.equal(timeLeft(ms), timeLeft(ms - wait + 1), String(ms));
    assert.notEqual(timeLeft(ms), timeLeft(ms - wait), String(ms));
  }
  assert.equal(nextTick(0), null);
});

test('an agreement that was declined can be read again from the lock, which gives way to it', async () => {
  const { control, notices, clock, fake, stage, deeds } = desk();
  await control.apply({ ...NOTHING_WANTED, lock: { ...LOCK, agreementId: 'agreement' } });
  await clock.advance(700);
  fake.press('read-again');
  assert.deepEqual(
    deeds.filter((deed) => deed.startsWith('again')),
    ['again agreement'],
  );
  const content = {
    format: 1 as const,
    id: 'agreement',
    version: 1,
    title: 'Using our computers',
    language: 'en-GB',
    blocks: [],
    picture: null,
    agreeLabel: 'I agree',
    declineLabel: 'I do not agree',
  };
  const question = notices.ask(content, 'Lapwing Primary', null, 'lock');
  await clock.advance(1000);
  assert.match(stage.said(), /Using our computers/u);
  await control.apply({ ...NOTHING_WANTED, lock: LOCK });
  assert.match(stage.said(), /Ms Khan has locked/u, 'a lock by hand goes before what is asked');
  question.withdraw();
});

test('pages are opened unless a rule closes them; a log-off leaves time to save', async () => {
  const { notices, clock, deeds, fake } = desk();
  assert.equal(await notices.open('https://rivers.example/'), 'done');
  assert.equal(await notices.open('https://closed.example/'), 'blocked');
  assert.equal(await notices.open('file:///etc/passwd'), 'not-possible');
  assert.equal(await notices.closeTabs('rivers.example', true), 'not-possible');
  assert.equal(await notices.logOff('The room closes now.'), 'done');
  assert.equal(await notices.logOff('Twice'), 'done');
  assert.deepEqual(fake.panels(), ['You are being logged off']);
  await clock.advance(19_000);
  assert.deepEqual(deeds, ['open https://rivers.example/']);
  await clock.advance(2000);
  assert.deepEqual(deeds, ['open https://rivers.example/', 'logged off']);
  assert.deepEqual(fake.panels(), []);
});

const STEAM: ApplicationsWanted = {
  id: 'rule',
  patterns: ['steam', 'openbox', '*Minecraft*'],
  words: { title: '', by: null, words: null, until: null },
};

function program(pid: number, executable: string, more: Partial<RunningProcess> = {}): RunningProcess {
  return {
    pid,
    executable,
    originalName: null,
    path: `/srv/ana/${executable}`,
    startedAt: pid,
    account: 'ana',
    ...more,
  };
}

test('programs that are not allowed are closed, those of others and of the session never', async () => {
  const clock = createManualClock();
  const running = [
    program(1, 'steam'),
    program(2, 'steam', { account: 'root' }),
    program(3, 'openbox', { path: '/usr/bin/openbox' }),
    program(4, 'openbox'),
    program(5, 'steam', { account: null }),
    program(6, 'mousepad', { path: '/usr/bin/mousepad' }),
    program(7, 'steam'),
    program(10, 'steam', { path: '/opt/agent/steam' }),
  ];
  let started: (process: RunningProcess) => void = () => undefined;
  const ended: number[] = [];
  const told: string[] = [];
  const keeper = createApplicationKeeper({
    processes: {
      list: async () => Promise.resolve(running),
      onStarted: (listener) => {
        started = listener;
        return () => {
          started = () => undefined;
        };
      },
      end: async ({ pid }) => {
        ended.push(pid);
        return Promise.resolve('ended' as const);
      },
    },
    windows: () => null,
    account: async () => Promise.resolve('ana'),
    ownPid: 7,
    ownProgram: '/opt/agent/Steam',
    clock,
    tell: (name) => told.push(name),
  });
  keeper.set([STEAM]);
  await clock.advance(1);
  assert.deepEqual(ended, [1, 4]);
  started(program(8, 'steam'));
  await clock.advance(1);
  assert.deepEqual(ended, [1, 4, 8], 'and closed again');
  assert.deepEqual(told, ['steam', 'openbox'], 'the person is told once');
  keeper.set([]);
  started(program(9, 'steam'));
  await clock.advance(1);
  assert.deepEqual(ended, [1, 4, 8]);
});

test('a program is spared for where it lies and what it says inside, not for what it is called', () => {
  for (const name of [
    'xorg',
    'gnome-shell',
    'xfce4-panel',
    'openbox',
    'dbus-daemon',
    'explorer',
    'lapwing-agent',
  ])
    assert.equal(isSpared(program(1, name, { path: `/usr/bin/${name}` })), true, name);
  const explorer = program(1, 'explorer', { path: String.raw`C:\Windows\explorer.exe` });
  assert.equal(isSpared(explorer), true);
  assert.equal(isSpared({ ...explorer, path: String.raw`D:\ana\explorer.exe` }), false);
  assert.equal(isSpared({ ...explorer, originalName: 'game.exe' }), false);
  assert.equal(isSpared(program(1, 'mousepad', { path: '/usr/bin/mousepad' })), false);
});

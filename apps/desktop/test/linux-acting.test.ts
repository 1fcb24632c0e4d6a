import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import type { Testing } from 'x11';

import { consentContract } from '@lapwing/agent-core/contracts/consent.contract.ts';
import { controlContract } from '@lapwing/agent-core/contracts/control.contract.ts';
import type { WebWanted } from '@lapwing/agent-core/contracts/control.ts';
import { createManualClock, type ManualClock } from '@lapwing/agent-core/contracts/fakes/manual-clock.ts';
import { noticesContract } from '@lapwing/agent-core/contracts/notices.contract.ts';
import { createJudge } from '@lapwing/protocol/features/access/judge.ts';
import { createAgreementCover } from '../src/features/agreements/ask.ts';
import { createDesktopNotices } from '../src/features/messages/notices.ts';
import { createMessagePanels } from '../src/features/messages/show.ts';
import { createDesktopControl } from '../src/features/restrictions/control.ts';
import { createConsentPanel } from '../src/features/screens/consent.ts';
import { openScreen } from '../src/platform/linux/screen.ts';
import { createSurfaces } from '../src/platform/linux/surfaces.ts';
import { type Display, openDisplay } from '../src/platform/linux/x11/display.ts';
import { createCovers } from '../src/ui/covers.ts';
import type { Easel } from '../src/ui/easel.ts';
import { createPanels } from '../src/ui/panels.ts';
import type { Stage } from '../src/ui/stage.ts';
import { LOOK, readable, realEasel } from './stage.ts';
import { lacking, startScreen, type TestScreen } from './xvfb.ts';

const skip = lacking('Xvfb', 'openbox', 'xdotool');
const KEYCODES = Object.freeze({ Tab: 23, Enter: 36 });
/** Milliseconds in which nothing more is drawn before it counts as settled. */
const QUIET_MS = 60;

function define(name: string, run: () => Promise<void>): void {
  it(name, run);
}

interface Desk {
  readonly clock: ManualClock;
  readonly stage: Stage;
  /** What stands on our window as it was drawn last. */
  readonly said: () => string;
  /** Until nothing more is drawn. */
  readonly settle: () => Promise<void>;
  /** Whether a window of ours covers the corner of the screen. */
  readonly covers: () => Promise<boolean>;
  readonly panels: () => Promise<number>;
  /** Tab so often, then Enter. */
  readonly press: (spots: number) => Promise<void>;
}

describe('what the desktop is made to do, on an X display', { skip, timeout: 120_000 }, () => {
  let server: TestScreen;
  let worker: Display;
  let testing: Testing;
  let easel: Easel;
  const ends: (() => void)[] = [];

  before(async () => {
    server = await startScreen({ width: 1024, height: 700 });
    worker = await openDisplay(server.address);
    const found = await worker.extension('xtest');
    assert.ok(found !== null);
    testing = found;
    easel = realEasel();
  });
  after(async () => {
    for (const end of ends) end();
    easel?.close();
    worker?.close();
    await server?.stop();
  });

  async function tap(keycode: number): Promise<void> {
    testing.FakeInput(2, keycode, 0, 0, 0, 0);
    testing.FakeInput(3, keycode, 0, 0, 0, 0);
    await worker.settled();
  }

  async function colourAt(x: number, y: number): Promise<number> {
    const { data } = await worker.ask((done: Parameters<Display['client']['GetImage']>[7]) => {
      worker.client.GetImage(2, worker.root, x, y, 1, 1, 0xffffffff, done);
    });
    return data.readUInt32LE(0) & 0xffffff;
  }

  /** The windows of ours that a window manager has in a frame. */
  async function framed(): Promise<number> {
    const shown = await server
      .run('xdotool', 'search', '--onlyvisible', '--class', '^lapwing$')
      .catch(() => '');
    return shown.trim() === '' ? 0 : shown.trim().split('\n').length;
  }

  async function desk(): Promise<Desk> {
    for (const end of ends.splice(0)) end();
    const clock = createManualClock();
    const display = await openDisplay(server.address);
    const screen = await openScreen(display);
    assert.ok(screen !== null);
    const made = await createSurfaces(display, screen);
    assert.ok(made !== null);
    ends.push(() => {
      made.close();
      screen.stop();
      display.close();
    });
    let last = '';
    let drawing = 0;
    let drawnAt = performance.now();
    const stage: Stage = {
      surfaces: () => made.surfaces,
      onSurfaces: () => () => undefined,
      easel: {
        draw: async (svg) => {
          drawing += 1;
          const face = await easel.draw(svg);
          drawing -= 1;
          drawnAt = performance.now();
          last = svg;
          return face;
        },
        rest: () => undefined,
        gaps: () => [],
        close: () => undefined,
      },
      look: () => LOOK,
      time: clock,
    };
    const settle = async (): Promise<void> => {
      await clock.advance(1);
      const from = performance.now();
      while (drawing > 0 || performance.now() - Math.max(from, drawnAt) < QUIET_MS) await wait(10);
      await worker.settled();
    };
    return {
      clock,
      stage,
      settle,
      said: () => readable(last),
      covers: async () => (await colourAt(3, 3)) === 0xffffff,
      panels: framed,
      press: async (spots) => {
        await settle();
        await clock.advance(1000);
        for (let pressed = 0; pressed < spots; pressed += 1) await tap(KEYCODES.Tab);
        await tap(KEYCODES.Enter);
        await settle();
      },
    };
  }

  describe('control', () => {
    controlContract(define, async () => {
      const { clock, stage, settle, said, covers } = await desk();
      const applied: WebWanted[] = [];
      const control = createDesktopControl({
        covers: createCovers(stage),
        clock,
        sound: () => null,
        printing: null,
        removableMedia: null,
        applications: null,
        web: () => ({
          apply: async (web) => {
            applied.push(web);
            return Promise.resolve(true);
          },
        }),
        again: () => undefined,
      });
      return {
        control,
        locked: async () => {
          await settle();
          return (await covers()) ? said() : null;
        },
        opens: async (url) => {
          const web = applied.at(-1);
          return Promise.resolve(
            web === undefined || web.open || createJudge(web.says, web.alwaysOpen).of(url).open,
          );
        },
      };
    });
  });

  describe('notices, by the keyboard', () => {
    noticesContract(define, async () => {
      const { clock, stage, settle, said, covers, panels: open, press } = await desk();
      const panels = createPanels(stage);
      const notices = createDesktopNotices({
        messages: createMessagePanels(panels),
        panels,
        clock,
        schoolName: () => 'Lapwing Primary',
        session: () => null,
        opener: () => null,
        browsers: null,
        isOpen: () => true,
        ask: createAgreementCover(createCovers(stage)),
      });
      return {
        notices,
        message: async () => {
          await settle();
          return (await open()) > 0 ? said() : null;
        },
        close: async () => press(1),
        asked: async () => {
          await settle();
          return (await covers()) ? said() : null;
        },
        answer: async (agree) => press(agree ? 1 : 2),
      };
    });
  });

  describe('the question whether staff may look, by the keyboard', () => {
    consentContract(define, async () => {
      const { clock, stage, settle, said, panels: open, press } = await desk();
      const consent = createConsentPanel({
        panels: createPanels(stage),
        clock,
        schoolName: () => 'Lapwing Primary',
      });
      return {
        consent,
        asked: async () => {
          await settle();
          return (await open()) > 0 ? said() : null;
        },
        answer: async (yes) => press(yes ? 1 : 2),
        pass: async (ms) => clock.advance(ms),
      };
    });
  });
});

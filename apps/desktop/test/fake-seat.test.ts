import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createFakeScreen } from '../src/platform/fake/screen.ts';
import { createFakeSession } from '../src/platform/fake/session.ts';
import { createFakeTarget } from '../src/platform/fake/target.ts';
import { createFakeWindows } from '../src/platform/fake/windows.ts';
import { screenContract } from './contract/screen.ts';
import { sessionContract } from './contract/session.ts';
import { targetContract } from './contract/target.ts';
import { windowsContract } from './contract/windows.ts';

describe('the screen of the fake', () => {
  screenContract(it, async () => {
    const screen = createFakeScreen(Date.now);
    return Promise.resolve({
      screen,
      paint: async (area, colour) => {
        screen.paint(area, colour);
        return Promise.resolve();
      },
      split: async () => {
        screen.plug([
          { id: 'FAKE-1', primary: false, x: 0, y: 0, width: 160, height: 200 },
          { id: 'FAKE-2', primary: true, x: 160, y: 0, width: 160, height: 200 },
        ]);
        return Promise.resolve();
      },
      stampOtherThan: async (stamp) => {
        assert.notEqual(screen.stamp(), stamp);
        return Promise.resolve(screen.stamp());
      },
      close: async () => Promise.resolve(),
    });
  });
});

describe('the windows of the fake', () => {
  windowsContract(it, async () => {
    const windows = createFakeWindows();
    return Promise.resolve({
      windows,
      open: async (title) => {
        const place = windows.open({ title, application: 'Writer', executable: 'writer' });
        const done = async (act: () => void): Promise<void> => {
          act();
          return Promise.resolve();
        };
        return Promise.resolve({
          executable: 'writer',
          application: 'Writer',
          rename: async (next) =>
            done(() => {
              windows.rename(place, next);
            }),
          turnTo: async () =>
            done(() => {
              windows.focus(place);
            }),
          crash: async () =>
            done(() => {
              windows.vanish(place);
            }),
        });
      },
      close: async () => Promise.resolve(),
    });
  });
});

describe('the hands of the fake', () => {
  targetContract(it, async () => {
    const target = createFakeTarget();
    return Promise.resolve({
      target,
      pointer: async () => Promise.resolve(target.pointer),
      down: async () => Promise.resolve(target.held.size),
      scrolled: async () => Promise.resolve(target.scrolled),
      lines: async () => Promise.resolve(target.written),
      close: async () => Promise.resolve(),
    });
  });
});

describe('the session of the fake', () => {
  sessionContract(it, async () => {
    const session = createFakeSession(() => performance.now());
    return Promise.resolve({
      session,
      logOn: async () => {
        session.become({ account: 'akhan', displayName: 'Aisha Khan', since: null });
        return Promise.resolve('akhan');
      },
      leave: async () => {
        session.become(null);
        return Promise.resolve();
      },
      use: async () => {
        session.use();
        return Promise.resolve();
      },
      close: async () => Promise.resolve(),
    });
  });
});

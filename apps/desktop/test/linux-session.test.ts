import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import * as fc from 'fast-check';

import { parsePasswd } from '../src/platform/linux/log-on/accounts.ts';
import { logindSessionOf, parseSession } from '../src/platform/linux/log-on/logind.ts';
import { ownerAmong, processesOn } from '../src/platform/linux/log-on/owners.ts';
import { openSession } from '../src/platform/linux/session.ts';
import { openWindows } from '../src/platform/linux/windows.ts';
import { openDisplay } from '../src/platform/linux/x11/display.ts';
import { sessionContract, type SessionSubject } from './contract/session.ts';
import { lacking, startScreen, type Program, type TestScreen } from './xvfb.ts';

const skip = lacking('Xvfb', 'openbox', 'xterm', 'mousepad', 'xdotool');

describe('the session of an X display without logind', { skip, timeout: 60_000 }, () => {
  let server: TestScreen;
  before(async () => {
    server = await startScreen({ windowManager: false });
  });
  after(async () => server.stop());

  async function make(): Promise<SessionSubject> {
    const display = await openDisplay(server.address);
    const windows = await openWindows(display);
    const session = await openSession({
      display,
      name: server.display,
      windows,
      logind: path.join(server.home, 'no-logind'),
      account: async () => Promise.resolve({ name: 'akhan', displayName: 'Aisha Khan' }),
    });
    let programs: readonly Program[] = [];
    const leave = async (): Promise<void> => {
      await Promise.all(programs.map(async (program) => program.stop()));
      programs = [];
    };
    return {
      session,
      logOn: async () => {
        programs = [server.start('openbox', ['--sm-disable']), server.start('xterm', ['-e', 'cat'])];
        return Promise.resolve('akhan');
      },
      leave,
      use: async () => {
        await server.run('xdotool', 'key', 'Shift_L');
      },
      close: async () => {
        await leave();
        while ((await processesOn(display)).length > 0) continue;
        session.stop();
        windows.stop();
        display.close();
      },
    };
  }
  sessionContract(it, make);

  it('lets a program ask about a letter for as long as it may, and ends it then', async () => {
    const { session, close } = await make();
    const display = await openDisplay(server.address);
    const windows = await openWindows(display);
    const manager = server.start('openbox', ['--sm-disable']);
    const editor = server.start('mousepad');
    const window = await server.windowOf(editor);
    await server.run('xdotool', 'windowfocus', '--sync', String(window), 'type', 'unsaved');
    const from = performance.now();
    assert.equal(await session.logOff(700), 'done');
    assert.ok(performance.now() - from >= 700);
    await Promise.all([editor.ended, manager.ended]);
    windows.stop();
    display.close();
    await close();
  });

  it('says nothing, and does not reject, once the server is gone', async () => {
    const other = await startScreen();
    const display = await openDisplay(other.address);
    const session = await openSession({
      display,
      name: other.display,
      windows: null,
      logind: path.join(server.home, 'no-logind'),
    });
    assert.notEqual(await session.current(), null);
    const changed = new Promise<void>((resolve) => {
      session.onChange(resolve);
    });
    await other.kill();
    await changed;
    assert.equal(await session.current(), null);
    assert.equal(await session.idle(), null);
    assert.equal(await session.logOff(0), 'not-possible');
    session.stop();
    await other.stop();
  });
});

describe('the session of an X display with logind', { skip, timeout: 60_000 }, () => {
  it('is the one that logind keeps, told as soon as it changes', async () => {
    const server = await startScreen({ windowManager: false });
    const folder = path.join(server.home, 'sessions');
    mkdirSync(folder);
    const display = await openDisplay(server.address);
    const session = await openSession({ display, name: server.display, windows: null, logind: folder });
    assert.equal(await session.current(), null);
    assert.equal(session.shown(), false);
    const write = async (active: boolean, state?: string): Promise<void> => {
      const changed = new Promise<void>((resolve) => {
        const cancel = session.onChange(() => {
          cancel();
          resolve();
        });
      });
      writeFileSync(path.join(folder, '.#new'), sessionFile(server.display, active, state));
      renameSync(path.join(folder, '.#new'), path.join(folder, '7'));
      await changed;
    };
    await write(true);
    const current = await session.current();
    assert.equal(current?.account, 'root');
    assert.equal(current?.since, 1_763_800_000_123);
    assert.equal(session.shown(), true);
    await write(false);
    assert.equal(session.shown(), false);
    assert.deepEqual(await session.current(), current);
    // What still runs of a session that is closing is no log-on of its own.
    const rest = server.start('xterm', ['-e', 'cat']);
    await server.windowOf(rest);
    await write(false, 'closing');
    assert.equal(await session.current(), null);
    session.stop();
    display.close();
    await server.stop();
  });

  it('is found among others, and never the sign-in screen', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-logind-'));
    const write = (id: string, text: string): void => {
      writeFileSync(path.join(folder, id), text);
    };
    write('c1', sessionFile(':0', true).replace('CLASS=user', 'CLASS=greeter'));
    write('3', sessionFile(':1', true));
    write('4', sessionFile(':0', false).replace('UID=0', 'UID=1001'));
    write('4.ref', 'x');
    assert.equal((await logindSessionOf(folder, ':0.0'))?.uid, 1001);
    assert.equal(await logindSessionOf(folder, ':5'), null);
    assert.equal(await logindSessionOf(path.join(folder, 'none'), ':0'), null);
    rmSync(folder, { recursive: true });
  });
});

describe('what the system says of people', () => {
  it('is read whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parsePasswd(text);
        parseSession('1', text);
      }),
    );
    assert.deepEqual(parsePasswd('akhan:x:1001:1001:Aisha Khan,Room 4,,:/home/akhan:/bin/bash\n'), {
      name: 'akhan',
      displayName: 'Aisha Khan',
    });
    assert.equal(parsePasswd('akhan:x:1001:1001::/home/akhan:/bin/bash')?.displayName, null);
  });

  it('tells a person from the sign-in screen by the accounts of the processes', () => {
    const one = (uid: number): Parameters<typeof ownerAmong>[0][number] => ({
      pid: 1,
      uid,
      ticks: 1,
      logOn: null,
    });
    assert.equal(ownerAmong([one(1001), one(1001), one(1002), one(0)]), 1001);
    assert.equal(ownerAmong([one(112), one(0)]), null);
    assert.equal(ownerAmong([one(65_534)]), null);
    assert.equal(ownerAmong([one(0)]), 0);
    assert.equal(ownerAmong([]), null);
  });
});

/** As logind of systemd 252 writes it. */
function sessionFile(display: string, active: boolean, state = active ? 'active' : 'online'): string {
  return `# This is private data. Do not parse.
UID=0
USER=root
ACTIVE=${active ? 1 : 0}
IS_DISPLAY=1
STATE=${state}
REMOTE=0
TYPE=x11
ORIGINAL_TYPE=x11
CLASS=user
SCOPE=session-7.scope
FIFO=/run/systemd/sessions/7.ref
SEAT=seat0
DISPLAY=${display}
SERVICE=lightdm
DESKTOP=xfce
VTNR=7
LEADER=1234
AUDIT=7
REALTIME=1763800000123456
MONOTONIC=60000000
`;
}

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import * as fc from 'fast-check';

import {
  createProgramNames,
  executableName,
  parseDesktopEntry,
} from '../src/platform/linux/program-names.ts';
import { openWindows, type X11Windows } from '../src/platform/linux/windows.ts';
import { openDisplay, type Display } from '../src/platform/linux/x11/display.ts';
import { asTitle, decodeOld, decodeUtf8 } from '../src/platform/linux/x11/properties.ts';
import { frontThat, windowsContract, type OpenWindow, type WindowsSubject } from './contract/windows.ts';
import { lacking, startScreen, type Program, type TestScreen } from './xvfb.ts';

const skip = lacking('Xvfb', 'openbox', 'xterm', 'mousepad', 'xdotool', 'xprop');

/** What gives a terminal its title from within: one that has it does what it is asked to, as closing its window. */
const TITLED = String.raw`printf '\033]2;%s\007' "$0"; exec cat`;

/** A terminal that shows nothing but its title. */
async function openTerminal(
  server: TestScreen,
  title: string,
): Promise<OpenWindow & { readonly window: number; readonly program: Program }> {
  const program = server.start('xterm', ['-e', 'sh', '-c', TITLED, title]);
  const window = await server.windowOf(program);
  await server.run('xdotool', 'search', '--sync', '--name', `^${title}$`);
  return {
    executable: 'xterm',
    application: 'XTerm',
    window,
    program,
    rename: async (next) => {
      await server.run('xdotool', 'set_window', '--name', next, String(window));
    },
    turnTo: async () => {
      await server.run('xdotool', 'windowactivate', String(window));
    },
    crash: async () => {
      process.kill(program.pid, 'SIGKILL');
      await program.ended;
    },
  };
}

describe('the windows of an X display', { skip, timeout: 120_000 }, () => {
  let server: TestScreen;
  before(async () => {
    server = await startScreen();
  });
  after(async () => server.stop());

  async function make(): Promise<
    WindowsSubject & { readonly display: Display; readonly windows: X11Windows }
  > {
    const display = await openDisplay(server.address);
    const windows = await openWindows(display);
    const programs: Program[] = [];
    return {
      windows,
      display,
      open: async (title) => {
        const terminal = await openTerminal(server, title);
        programs.push(terminal.program);
        return terminal;
      },
      close: async () => {
        await Promise.all(programs.map(async (program) => program.stop()));
        await frontThat(windows, (front) => front === null);
        windows.stop();
        display.close();
      },
    };
  }
  windowsContract(it, make);

  it('calls a text editor by its name, and names its process', async () => {
    const { windows, close } = await make();
    const editor = server.start('mousepad');
    const front = await frontThat(windows, (one) => one?.executable === 'mousepad');
    assert.equal(front?.application, 'Mousepad');
    assert.equal(front?.pid, editor.pid);
    await editor.stop();
    await close();
  });

  it('says which windows are out of sight', async () => {
    const { windows, open, close } = await make();
    await open('Behind');
    await frontThat(windows, (front) => front?.title === 'Behind');
    await open('Put away');
    const front = await frontThat(windows, (one) => one?.title === 'Put away');
    assert.equal(front?.shown, true);
    const id = (await server.run('xdotool', 'getactivewindow')).trim();
    await server.run('xdotool', 'windowminimize', '--sync', id);
    await frontThat(windows, (one) => one?.title === 'Behind');
    assert.deepEqual(
      new Map((await windows.list()).map(({ title, shown }) => [title, shown])),
      new Map([
        ['Behind', true],
        ['Put away', false],
      ]),
    );
    await close();
  });

  it('believes the socket and not the window about its process, and cuts what is too long', async () => {
    const { windows, open, close } = await make();
    const terminal = await open('Honest');
    await frontThat(windows, (front) => front?.title === 'Honest');
    const id = (await server.run('xdotool', 'getactivewindow')).trim();
    await server.run('xprop', '-id', id, '-f', '_NET_WM_PID', '32c', '-set', '_NET_WM_PID', '1');
    await terminal.rename(`evil\n${'ا'.repeat(60_000)}`);
    const front = await frontThat(windows, (one) => one?.title.startsWith('evil ') === true);
    assert.equal(front?.title.length, 1000);
    assert.notEqual(front?.pid, 1);
    assert.equal(front?.executable, 'xterm');
    await close();
  });

  it('believes the keyboard and not the root window about what is in front', async () => {
    const { windows, open, close, display } = await make();
    await open('Innocent');
    const innocent = (await server.run('xdotool', 'getactivewindow')).trim();
    await open('Busy');
    await frontThat(windows, (front) => front?.title === 'Busy');
    let told = 0;
    windows.onFront(() => {
      told++;
    });
    const [active, kind] = await Promise.all([display.atom('_NET_ACTIVE_WINDOW'), display.atom('WINDOW')]);
    const lie = Buffer.alloc(4);
    lie.writeUInt32LE(Number(innocent));
    display.client.ChangeProperty(0, display.root, active, kind, 32, lie);
    await display.settled();
    assert.equal((await windows.list()).length, 2);
    assert.equal(windows.front()?.title, 'Busy');
    assert.equal(told, 0);
    await close();
  });

  it('asks little of a display whose titles change without end', async () => {
    const { windows, open, close, display } = await make();
    await open('Quiet');
    const front = await frontThat(windows, (one) => one?.title === 'Quiet');
    const writer = await openDisplay(server.address);
    const [name, kind] = await Promise.all([writer.atom('_NET_WM_NAME'), writer.atom('UTF8_STRING')]);
    const window = windows.windowOf(front?.place ?? '') ?? 0;
    const before = display.client.pack_stream.stats.packets;
    for (let time = 0; time < 2000; time++) {
      writer.client.ChangeProperty(0, window, name, kind, 8, Buffer.from(`Title ${time}`));
      if (time % 100 === 0) await writer.settled();
    }
    await frontThat(windows, (one) => one?.title === 'Title 1999');
    const asked = display.client.pack_stream.stats.packets - before;
    assert.ok(asked < 1000, `${asked} packets`);
    writer.close();
    await close();
  });

  it('survives windows that vanish while they are read', async () => {
    const { windows, close } = await make();
    const programs = Array.from({ length: 4 }, () => server.start('xterm', ['-e', 'true']));
    const lists = programs.map(async (program) => {
      await windows.list();
      await program.ended;
      return windows.list();
    });
    await Promise.all(lists);
    await frontThat(windows, (front) => front === null);
    while ((await windows.list()).length > 0) continue;
    await close();
  });

  it('says nothing once the server is gone', async () => {
    const other = await startScreen();
    const display = await openDisplay(other.address);
    const windows = await openWindows(display);
    await openTerminal(other, 'Last');
    const front = await frontThat(windows, (one) => one?.title === 'Last');
    const ended = new Promise((resolve) => display.onEnd(resolve));
    await other.kill();
    await ended;
    assert.deepEqual(await windows.list(), []);
    assert.equal(windows.front(), null);
    assert.equal(await windows.close(front?.place ?? ''), false);
    windows.stop();
    await other.stop();
  });
});

describe('the windows of an X display without a window manager', { skip, timeout: 60_000 }, () => {
  it('are found all the same, and closed', async () => {
    const server = await startScreen({ windowManager: false });
    const display = await openDisplay(server.address);
    const windows = await openWindows(display);
    assert.equal(windows.front(), null);
    const terminal = await openTerminal(server, 'Alone');
    await server.run('xdotool', 'mousemove', '50', '50');
    const front = await frontThat(windows, (one) => one?.title === 'Alone');
    assert.equal(front?.executable, 'xterm');
    await terminal.rename('Renamed');
    await frontThat(windows, (one) => one?.title === 'Renamed');
    const gone = new Promise<string>((resolve) => {
      windows.onGone(resolve);
    });
    assert.equal(await windows.close(front?.place ?? ''), true);
    assert.equal(await gone, front?.place);
    await frontThat(windows, (one) => one === null);
    windows.stop();
    display.close();
    await server.stop();
  });
});

describe('what windows say of themselves', () => {
  it('becomes one line of bounded length, whatever it was', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 1200 }), fc.string()), (text) => {
        const title = asTitle(text);
        assert.ok(title.length <= 1000);
        assert.ok(title.isWellFormed());
        assert.ok(!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(title));
        assert.equal(asTitle(title), title.trim());
      }),
      { numRuns: 30 },
    );
    assert.equal(asTitle(`${'a'.repeat(999)}𝒳`), 'a'.repeat(999));
  });

  it('is read from bytes of any kind', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeUtf8(bytes);
        decodeOld(Buffer.from(bytes));
      }),
    );
    assert.equal(decodeUtf8(Buffer.from('été').subarray(0, 4)), 'ét');
    assert.equal(decodeOld(Buffer.from('caf\u00e9', 'latin1')), 'café');
    assert.equal(decodeOld(Buffer.from('a\u001b%G\u00d8\u00a7\u001b%@b\u001b-A', 'latin1')), 'aاb');
  });
});

describe('the names of programs', () => {
  it('come from the files that say what is installed', () => {
    const entry = parseDesktopEntry(
      '[Desktop Entry]\nName=Text Editor\nName[de]=Schreiben\nExec=env A=b "/usr/bin/My\\\\Ed" %F\nStartupWMClass=MyEd\n[Desktop Action x]\nName=Other\n',
      'org.example.Ed',
    );
    assert.deepEqual(entry, {
      name: 'Text Editor',
      starts: 'my\\ed',
      classes: ['myed', 'org.example.ed', 'ed'],
      shown: true,
    });
    assert.equal(parseDesktopEntry('[Desktop Entry]\nName=X\nExec=x\nHidden=true', 'x'), null);
    assert.equal(parseDesktopEntry('Name=X\nExec=x', 'x'), null);
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, command) => {
        parseDesktopEntry(`[Desktop Entry]\nName=${name}\nExec=${command}`, 'any');
      }),
    );
    assert.equal(executableName('Notepad.EXE'), 'notepad');
    assert.equal(executableName('python3.11'), 'python3.11');
  });

  it('are not what a program of the person claims', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-names-'));
    writeFileSync(path.join(folder, 'calc.desktop'), '[Desktop Entry]\nName=Calculator\nExec=calc\n');
    writeFileSync(path.join(folder, 'node.desktop'), '[Desktop Entry]\nName=Node\nExec=node\n');
    const names = createProgramNames([folder]);
    const own = await names.of(process.pid, 'calc');
    assert.equal(own.application, 'Node');
    assert.equal(own.executable, 'node');
    assert.deepEqual(await names.of(null, 'calc'), { executable: null, application: 'Calculator' });
    assert.deepEqual(await names.of(99_999_999, 'Thing'), { executable: null, application: 'Thing' });
    rmSync(folder, { recursive: true });
  });
});

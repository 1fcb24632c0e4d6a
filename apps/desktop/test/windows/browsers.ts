import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { BROWSER_PIPE_FILE, PIPES } from '../../src/platform/node/browser-pipe.ts';
import { windowsApi } from '../../src/platform/windows/api.ts';
import { openBrowserDoor } from '../../src/platform/windows/browser-door.ts';
import { deviceApi } from '../../src/platform/windows/device-api.ts';
import { HOST_KEYS, LAUNCHER_TEXT, nameHost } from '../../src/platform/windows/installed/browser-host.ts';
import { createRun } from '../../src/platform/windows/installed/run.ts';
import { browserOfPipe, stillRuns } from '../../src/platform/windows/kin.ts';
import { createPipedBrowserLink } from '../../src/seat-pipe/piped-browser-link.ts';
import {
  browserLinkContract,
  type BrowserLinkSubject,
  type BrowserPlayed,
} from '../contract/browser-link.ts';
import { playBrowser } from '../contract/played-browser.ts';
import { createCases } from './cases.ts';

// No browser runs under Wine. Here a program that is called like one starts the host, and says what a browser would.

const ACCOUNT = 'SCHOOL\\akhan';
const cases = createCases();
const api = windowsApi();
const device = deviceApi();
const home = mkdtempSync(path.join(tmpdir(), 'browsers-'));
const HOST = path.join(import.meta.dirname, '../../src/browser-host.ts');
const BROWSER = path.join(home, 'chrome.exe');
copyFileSync(process.execPath, BROWSER);

interface Subject extends BrowserLinkSubject {
  readonly folder: string;
  readonly open: (browser: string, ...host: readonly string[]) => Promise<BrowserPlayed>;
}

async function make(): Promise<Subject> {
  const folder = mkdtempSync(path.join(home, 'person-'));
  const door = await openBrowserDoor({
    folder,
    account: () => Promise.resolve(ACCOUNT),
    browserOf: (pipe) => browserOfPipe(api, device, pipe),
  });
  assert.ok(door !== null);
  const link = createPipedBrowserLink({
    name: () => Promise.resolve(false),
    runs: (pid, startedAt) => stillRuns(api, pid, startedAt),
  });
  link.become(door);
  const launcher = path.join(folder, 'host.bat');
  writeFileSync(
    launcher,
    LAUNCHER_TEXT.replace('%~dp0node.exe', process.execPath).replace(
      '"%~dp0browser-host.mjs"',
      `"${HOST}" --folder "${folder}"`,
    ),
  );
  const played: BrowserPlayed[] = [];
  const open = async (browser: string, ...host: readonly string[]): Promise<BrowserPlayed> => {
    const one = await playBrowser(host, {
      execPath: browser,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    played.push(one);
    return one;
  };
  return {
    link,
    folder,
    account: ACCOUNT,
    open,
    // As Chrome does it on Windows.
    browse: () => open(BROWSER, 'cmd.exe', '/d', '/c', launcher),
    async close() {
      await link.close();
      await door.close();
      for (const one of played) await one.stop();
    },
  };
}

browserLinkContract((name, run) => cases.test(name, run), make);

for (const [what, browser, host, isIn] of [
  ['lets a browser in that starts the host by itself', BROWSER, process.execPath, true],
  [
    'lets nobody in who was started by something else than a browser',
    process.execPath,
    process.execPath,
    false,
  ],
  ['lets nobody in who runs another program', BROWSER, BROWSER, false],
] as const)
  cases.test(what, async () => {
    const { link, account, folder, open, close } = await make();
    try {
      await link.letIn(account);
      const comes = new Promise<boolean>((resolve) => {
        link.onBrowser(() => resolve(true));
        void open(browser, host, HOST, '--folder', folder).then((played) =>
          played.onEnded(() => resolve(false)),
        );
      });
      assert.equal(await comes, isIn);
    } finally {
      await close();
    }
  });

cases.test('lets nobody in who does not open the pipe that it was told', async () => {
  const { link, account, folder, close } = await make();
  try {
    await link.letIn(account);
    const socket = connect(PIPES + readFileSync(path.join(folder, BROWSER_PIPE_FILE), 'utf8'));
    socket.on('data', () => socket.write(`{"pid":${String(process.pid)}}\n{"kind":"hello"}\n`));
    socket.on('error', () => undefined);
    link.onBrowser(() => assert.fail('it came'));
    await once(socket, 'close');
  } finally {
    await close();
  }
});

cases.test('lets nobody in for another account, and leaves nothing behind', async () => {
  const { link, folder, account, close } = await make();
  assert.equal(await link.letIn('SCHOOL\\somebody'), false);
  assert.equal(await link.letIn(account.toLowerCase()), true);
  await close();
  assert.equal(existsSync(path.join(folder, BROWSER_PIPE_FILE)), false);
});

cases.test('tells browsers of our program, which one extension alone may start', async () => {
  const program = path.join(mkdtempSync(path.join(home, 'program-')), 'Lapwing Agent');
  const file = path.join(`${program} Browser`, 'lapwing.agent.json');
  const id = 'abcdefghijklmnopabcdefghijklmnop';
  const kept = (key: string): string =>
    execFileSync('reg.exe', ['query', key, '/ve'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  await nameHost(program, id, createRun());
  for (const key of HOST_KEYS) assert.ok(kept(key).includes(file), key);
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), {
    name: 'lapwing.agent',
    description: 'Lapwing on this device',
    path: path.join(program, 'lapwing-browser-host.bat'),
    type: 'stdio',
    allowed_origins: [`chrome-extension://${id}/`],
  });
  await assert.rejects(nameHost(program, '*', createRun()));
  await nameHost(program, null, createRun());
  for (const key of HOST_KEYS) assert.throws(() => kept(key), key);
  assert.equal(existsSync(file), false);
});

await cases.run();

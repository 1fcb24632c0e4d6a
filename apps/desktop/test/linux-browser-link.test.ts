import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';

import * as fc from 'fast-check';

import type { LinkedBrowser } from '../src/platform/contract/browser-link.ts';
import { createLinuxBrowserLink } from '../src/platform/linux/browser-link.ts';
import { browserFrame, createBrowserFrames } from '../src/platform/node/browser-frames.ts';
import { createLines } from '../src/platform/node/lines.ts';
import { browserLinkContract, type BrowserLinkSubject, type BrowserPlayed } from './contract/browser-link.ts';
import { playBrowser } from './contract/played-browser.ts';

const HOST = path.join(import.meta.dirname, '../src/browser-host.ts');
const NOBODY = 65_534;
const onLinux = process.platform === 'linux' ? false : 'Linux only';

/** @param as account that the browser runs under; our own, unless told otherwise */
async function browse(folder: string, as?: number): Promise<BrowserPlayed> {
  return playBrowser(
    [process.execPath, HOST, '--folder', folder, 'chrome-extension://abcdefghijklmnopabcdefghijklmnop/'],
    as === undefined ? {} : { uid: as, gid: as, cwd: '/' },
  );
}

async function make(): Promise<BrowserLinkSubject & { readonly folder: string }> {
  const home = mkdtempSync(path.join(tmpdir(), 'lapwing-link-'));
  chmodSync(home, 0o755);
  const folder = path.join(home, 'browser');
  const link = await createLinuxBrowserLink(folder);
  const played: BrowserPlayed[] = [];
  return {
    link,
    folder,
    account: userInfo().username,
    async browse() {
      const one = await browse(folder);
      played.push(one);
      return one;
    },
    async close() {
      await link.close();
      for (const one of played) await one.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

describe('the link to browsers of Linux', { skip: onLinux, timeout: 60_000 }, () => {
  browserLinkContract(it, make);

  it('lets nobody in who names a process that does not hold what it was given', async () => {
    const { link, folder, account, browse: open, close } = await make();
    try {
      await link.letIn(account);
      const first = new Promise((resolve) => {
        link.onBrowser(resolve);
      });
      await open();
      await first;
      let came = 0;
      link.onBrowser(() => {
        came += 1;
      });
      // This test runs with the same program, and holds nothing open.
      const socket = connect(path.join(folder, String(userInfo().uid)));
      socket.on('data', () => socket.write(`{"pid":${String(process.pid)}}\n{"kind":"hello"}\n`));
      await once(socket, 'close');
      assert.equal(came, 0);
    } finally {
      await close();
    }
  });

  it('lets nobody in who runs another program', async () => {
    const script = `while read -r line; do
      held=$(printf %s "$line" | sed 's/.*"hold":"//; s/"}//'); exec 4<"$held"; echo "{\\"pid\\":$$}"; done`;
    const comes = async (program: string): Promise<boolean> => {
      const { folder, account, link: unused, close } = await make();
      await unused.close();
      const link = await createLinuxBrowserLink(folder, { program });
      const shell = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
      try {
        await link.letIn(account);
        const socket = connect(path.join(folder, String(userInfo().uid)));
        const isIn = new Promise<boolean>((resolve) => {
          link.onBrowser(() => resolve(true));
          socket.on('close', () => resolve(false));
        });
        socket.pipe(shell.stdin);
        shell.stdout.pipe(socket);
        return await isIn;
      } finally {
        shell.kill();
        await link.close();
        await close();
      }
    };
    assert.equal(await comes('/bin/sh'), true, 'were it ours, it would come');
    assert.equal(await comes(process.execPath), false);
  });

  it(
    'is shut to other accounts by the kernel',
    { skip: process.getuid?.() === 0 ? false : 'needs root, to be somebody else' },
    async () => {
      const { link, folder, account, close } = await make();
      try {
        await link.letIn(account);
        const file = path.join(folder, String(userInfo().uid));
        const program = `require('node:net').connect(${JSON.stringify(file)})
          .on('error', (error) => console.log(error.code)).on('connect', () => { console.log('in'); process.exit(); })`;
        const asked = promisify(execFile)(process.execPath, ['-e', program], {
          uid: NOBODY,
          gid: NOBODY,
          cwd: '/',
        });
        assert.equal((await asked).stdout.trim(), 'EACCES');
      } finally {
        await close();
      }
    },
  );

  it('tells browsers of our program, which one extension alone may start', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'lapwing-link-'));
    const folders = ['chromium', 'opt/chrome'].map((one) => path.join(home, one, 'native-messaging-hosts'));
    const host = { command: '/usr/lib/lapwing-agent/browser-host', folders };
    const link = await createLinuxBrowserLink(path.join(home, 'browser'), { host });
    const id = 'abcdefghijklmnopabcdefghijklmnop';
    try {
      assert.equal(await link.name(id), true);
      for (const folder of folders) {
        const file = path.join(folder, 'lapwing.agent.json');
        assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), {
          name: 'lapwing.agent',
          description: 'Lapwing on this device',
          path: host.command,
          type: 'stdio',
          allowed_origins: [`chrome-extension://${id}/`],
        });
        assert.equal(statSync(file).mode & 0o777, 0o644);
      }
      assert.equal(await link.name('*'), false);
      assert.equal(await link.name(null), true);
      assert.deepEqual(
        folders.map((folder) => readdirSync(folder)),
        [[], []],
      );
    } finally {
      await link.close();
      rmSync(home, { recursive: true, force: true });
    }
  });

  it(
    'lets another account in, once it is theirs',
    { skip: process.getuid?.() === 0 ? false : 'needs root, to be somebody else' },
    async () => {
      const { link, folder, close } = await make();
      let played: BrowserPlayed | null = null;
      try {
        const before = await browse(folder, NOBODY);
        await new Promise<void>((resolve) => {
          before.onEnded(resolve);
        });
        await before.stop();
        assert.equal(await link.letIn('nobody'), true);
        const coming = new Promise<LinkedBrowser>((resolve) => {
          link.onBrowser(resolve);
        });
        played = await browse(folder, NOBODY);
        assert.equal((await coming).pid, played.pid);
      } finally {
        await played?.stop();
        await close();
      }
    },
  );

  it('lets nobody in where the account is not known', async () => {
    const { link, close } = await make();
    assert.equal(await link.letIn('no-such-account-here'), false);
    await close();
  });
});

describe('what is cut into messages', () => {
  const pieces = (whole: Buffer, cuts: readonly number[]): readonly Buffer[] => {
    const at = [0, ...cuts.map((cut) => cut % (whole.length + 1)).toSorted((a, b) => a - b), whole.length];
    return at.slice(1).map((end, index) => whole.subarray(at[index], end));
  };
  const texts = fc.array(fc.json(), { maxLength: 8 });
  const cuts = fc.array(fc.nat(), { maxLength: 12 });

  it('frames of a browser come out as they went in, however they are cut', () => {
    fc.assert(
      fc.property(texts, cuts, (messages, where) => {
        const frames = createBrowserFrames();
        const out: string[] = [];
        for (const piece of pieces(
          Buffer.concat(messages.map((one) => browserFrame(one) ?? Buffer.alloc(0))),
          where,
        )) {
          frames.add(piece);
          for (let next = frames.next(); next !== null; next = frames.next()) out.push(next);
        }
        assert.deepEqual(out, messages);
      }),
    );
  });

  it('lines come out as they went in, however they are cut', () => {
    fc.assert(
      fc.property(texts, cuts, (messages, where) => {
        const lines = createLines();
        const out: string[] = [];
        for (const piece of pieces(Buffer.from(messages.map((one) => `${one}\n`).join('')), where)) {
          lines.add(piece);
          for (let next = lines.next(); next !== null; next = lines.next()) out.push(next);
        }
        assert.deepEqual(out, messages);
      }),
    );
  });

  it('a length that no browser sends ends it, and a message that is too long for a browser is none', () => {
    const frames = createBrowserFrames();
    frames.add(Buffer.from([0xff, 0xff, 0xff, 0xff, 1]));
    assert.equal(frames.next(), null);
    assert.equal(frames.broken(), true);
    assert.equal(browserFrame('x'.repeat(1_048_577)), null);
  });
});

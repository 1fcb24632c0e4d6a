import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, link, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';

import { type Bus, joinBus } from '../src/platform/linux/dbus/bus.ts';
import { createIdentity, modelName, systemName } from '../src/platform/linux/identity.ts';
import { openPower } from '../src/platform/linux/power.ts';
import { createVault } from '../src/platform/linux/vault.ts';
import { identityContract } from './contract/identity.ts';
import { powerContract } from './contract/power.ts';
import { vaultContract } from './contract/vault.ts';
import { lacking } from './xvfb.ts';

const ROOT = process.getuid?.() === 0;
const NOBODY = 65_534;

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lapwing-machine-'));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('the vault of Linux', () => {
  const kept = mkdtemp(path.join(tmpdir(), 'lapwing-machine-'));
  after(async () => rm(await kept, { recursive: true }));
  vaultContract(it, async () => createVault(path.join(await kept, 'vault')));

  it('keeps a secret of 32 bytes, the same each time, which nobody else can read', async () => {
    await inFolder(async (above) => {
      const folder = path.join(above, 'vault');
      const vault = createVault(folder);
      const [one, again, other] = await Promise.all([
        vault.secret('outbox'),
        vault.secret('outbox'),
        vault.secret('keys'),
      ]);
      assert.equal(one.length, 32);
      assert.deepEqual(again, one);
      assert.notDeepEqual(other, one);
      assert.deepEqual(await createVault(folder).secret('outbox'), one);
      assert.equal((await stat(folder)).mode & 0o777, 0o700);
      assert.equal((await stat(path.join(folder, 'outbox'))).mode & 0o777, 0o600);
      await assert.rejects(vault.secret('../keys'));
    });
  });

  const spoilt: readonly (readonly [
    what: string,
    remedy: RegExp,
    spoil: (folder: string, file: string) => Promise<void>,
  ])[] = [
    ['a folder that others may enter', /chmod 700/u, async (folder) => chmod(folder, 0o755)],
    ['a secret that others may read', /chmod 600/u, async (_, file) => chmod(file, 0o640)],
    ['a secret with another name', /move it away/u, async (_, file) => link(file, `${file}-too`)],
    ['a secret that is too short', /3 bytes instead of 32/u, async (_, file) => writeFile(file, 'abc')],
    [
      'a link instead of a secret',
      /not a link/u,
      async (folder, file) => {
        await rm(file);
        await symlink(path.join(folder, 'other'), file);
      },
    ],
    [
      'a link instead of the folder',
      /not a link/u,
      async (folder) => {
        await rm(folder, { recursive: true });
        await mkdir(`${folder}-away`, { mode: 0o700 });
        await symlink(`${folder}-away`, folder);
      },
    ],
    [
      'a folder in one that others may write',
      /chmod go-w/u,
      async (folder) => chmod(path.dirname(folder), 0o777),
    ],
  ];
  for (const [what, remedy, spoil] of spoilt)
    it(`refuses ${what}, and says what to do`, async () => {
      await inFolder(async (above) => {
        const folder = path.join(above, 'vault');
        await createVault(folder).secret('outbox');
        await spoil(folder, path.join(folder, 'outbox'));
        await assert.rejects(createVault(folder).secret('outbox'), remedy);
      });
    });

  it('refuses what belongs to another account', { skip: !ROOT && 'needs root' }, async () => {
    await inFolder(async (above) => {
      const folder = path.join(above, 'vault');
      await createVault(folder).secret('outbox');
      await chown(path.join(folder, 'outbox'), NOBODY, NOBODY);
      await assert.rejects(createVault(folder).secret('outbox'), /chown 0/u);
      await chown(folder, NOBODY, NOBODY);
      await assert.rejects(createVault(folder).secret('outbox'), /chown 0/u);
    });
  });
});

describe('the identity of Linux', () => {
  it('tells of this device what the system says', async () => {
    const facts = await createIdentity().facts();
    assert.equal(facts.name, os.hostname());
    assert.equal(facts.threads, os.cpus().length);
    assert.ok(facts.memory !== null && Math.abs(facts.memory - os.totalmem()) < 1024);
    assert.notEqual(facts.system, '');
  });

  it('tells of a device from its own files, and reads no serial number', async () => {
    await inFolder(async (root) => {
      const put = async (file: string, text: string): Promise<void> => {
        await mkdir(path.dirname(path.join(root, file)), { recursive: true });
        await writeFile(path.join(root, file), text);
      };
      await put(
        'etc/os-release',
        'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n',
      );
      await put('sys/class/dmi/id/sys_vendor', 'LENOVO\n');
      await put('sys/class/dmi/id/product_name', '20N6S04T00\n');
      await put('sys/class/dmi/id/product_version', 'ThinkPad T490\n');
      await put('sys/class/dmi/id/product_serial', 'PF1SECRET\n');
      await put('proc/cpuinfo', 'processor\t: 0\nmodel name\t: Intel(R) Core(TM)  i5\nprocessor\t: 1\n');
      await put('proc/meminfo', 'MemTotal:        8000000 kB\n');
      await put('proc/sys/kernel/hostname', 'trolley-7\n');
      await put('sys/block/sda/size', '2000\n');
      await put('sys/block/sda/removable', '0\n');
      await put('sys/block/sdb/size', '9000\n');
      await put('sys/block/sdb/removable', '1\n');
      await put('sys/block/loop0/size', '9000\n');
      await put('sys/block/mmcblk1/size', '9000\n');
      await put('sys/block/mmcblk1/device/type', 'SD\n');
      assert.deepEqual(await createIdentity(root).facts(), {
        name: 'trolley-7',
        system: 'Debian GNU/Linux 12',
        model: 'LENOVO ThinkPad T490',
        processor: 'Intel(R) Core(TM) i5',
        threads: 2,
        memory: 8_192_000_000,
        disk: 1_024_000,
      });
      await rm(path.join(root, 'sys'), { recursive: true });
      const facts = await createIdentity(root).facts();
      assert.deepEqual([facts.model, facts.disk], [null, null]);
    });
  });

  identityContract(it, async () => Promise.resolve(createIdentity('/')));

  it('takes what nobody has filled in for nothing', () => {
    assert.equal(modelName('To Be Filled By O.E.M.', 'System Product Name', ''), null);
    assert.equal(modelName('HP', 'HP ProBook 440 G7', ''), 'HP ProBook 440 G7');
    assert.equal(modelName('Dell Inc.', 'Latitude 3310', ''), 'Dell Inc. Latitude 3310');
    assert.equal(systemName(''), 'Linux');
    assert.equal(systemName("NAME='Arch Linux'\n"), 'Arch Linux');
  });
});

async function startBus(): Promise<{
  readonly address: { readonly address: string; readonly uid: null };
  readonly stop: () => void;
}> {
  const child = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines: readonly unknown[] = await once(child.stdout, 'data');
  return { address: { address: String(lines[0]).trim(), uid: null }, stop: () => void child.kill() };
}

async function beLogind(bus: Bus): Promise<void> {
  await bus.call({
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'RequestName',
    signature: 'su',
    body: ['org.freedesktop.login1', 0],
  });
}

function sayOf(bus: Bus, member: string, before: boolean): void {
  bus.signal({
    path: '/org/freedesktop/login1',
    interface: 'org.freedesktop.login1.Manager',
    member,
    signature: 'b',
    body: [before],
  });
}

describe('sleep on Linux', { skip: lacking('dbus-daemon'), timeout: 30_000 }, () => {
  powerContract(it, async () => {
    const { address, stop } = await startBus();
    const logind = await joinBus(address);
    assert.ok(logind !== null);
    await beLogind(logind);
    const power = await openPower(address, tmpdir());
    assert.ok(power !== null);
    const prepare = async (before: boolean): Promise<void> => {
      sayOf(logind, 'PrepareForSleep', before);
      return Promise.resolve();
    };
    return {
      power,
      sleep: async () => prepare(true),
      wake: async () => prepare(false),
      close: async () => {
        power.stop();
        logind.close();
        stop();
        return Promise.resolve();
      },
    };
  });

  it('is told when logind says so on the system bus, and what others say is not heard', async () => {
    const { address, stop } = await startBus();
    try {
      const logind = await joinBus(address);
      const other = await joinBus(address);
      assert.ok(logind !== null && other !== null);
      await beLogind(logind);
      const power = await openPower(address, tmpdir());
      assert.ok(power !== null);
      const told: string[] = [];
      let come: () => void = () => undefined;
      const all = new Promise<void>((resolve) => {
        come = () => {
          if (told.length === 3) resolve();
        };
      });
      const tell = (what: string) => () => {
        told.push(what);
        come();
      };
      power.onSleep(tell('sleep'));
      power.onWake(tell('wake'));
      sayOf(other, 'PrepareForSleep', true);
      await other.call({
        destination: 'org.freedesktop.DBus',
        path: '/org/freedesktop/DBus',
        interface: 'org.freedesktop.DBus',
        member: 'GetId',
      });
      sayOf(logind, 'PrepareForSleep', true);
      sayOf(logind, 'PrepareForSleep', false);
      sayOf(logind, 'SessionNew', true);
      sayOf(logind, 'PrepareForShutdown', true);
      await all;
      assert.deepEqual(told, ['sleep', 'wake', 'sleep']);
      power.stop();
      logind.close();
      other.close();
    } finally {
      stop();
    }
  });

  it('is nothing where there is no logind', async () => {
    assert.equal(await openPower({ address: 'unix:path=/nonexistent', uid: null }), null);
    assert.equal(await openPower({ address: 'unix:path=/nonexistent', uid: null }, tmpdir()), null);
  });
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import * as fc from 'fast-check';
import { packWithNode } from '../packaging/windows/make.ts';
import { idOf, versionTrouble } from '../packaging/windows/product.ts';
import { createWindowsExchange } from '../src/platform/windows/installed/exchange.ts';
import { installedPackage, placesIn, type Places } from '../src/platform/windows/installed/places.ts';
import type { Run } from '../src/platform/windows/installed/run.ts';
import { configure, purge, type Said } from '../src/platform/windows/installed/setup.ts';
import { lacking } from './xvfb.ts';

const KEY = 'k'.repeat(43);
let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lapwing-package-'));
});
after(() => rm(folder, { recursive: true, force: true }));

test('a package for Windows', { skip: lacking('wixl', 'msibuild', 'msiinfo', 'msiextract') }, async (t) => {
  const bundle = path.join(folder, 'bundle');
  const parts = {
    'main.mjs': 'main',
    'setup.mjs': 'setup',
    'update.mjs': 'update',
    'browser-host.mjs': 'host',
    'part/of & it.txt': '1',
  };
  for (const [name, text] of Object.entries(parts)) {
    const file = path.join(bundle, 'windows', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const node = path.join(folder, 'node.exe');
  await writeFile(node, 'node');
  const make = async (out: string, version = '1.2.3', releaseKey: string | null = KEY): Promise<string> => {
    const into = path.join(folder, out);
    await mkdir(into, { recursive: true });
    const [file = ''] = await packWithNode({ bundle, out: into, version, releaseKey }, node);
    return file;
  };
  const file = await make('first');
  const table = (name: string, of = file): string =>
    execFileSync('msiinfo', ['export', of, name], { encoding: 'utf8' });

  await t.test('is named by its version, and the same parts make the same package', async () => {
    assert.equal(path.basename(file), 'lapwing-agent-1.2.3-x64.msi');
    assert.ok((await readFile(file)).equals(await readFile(await make('again'))));
  });
  await t.test('holds all parts and the key whose releases are taken', async () => {
    const into = path.join(folder, 'extracted');
    execFileSync('msiextract', ['-C', into, file], { stdio: 'ignore' });
    const inside = path.join(into, 'Lapwing Agent');
    for (const [name, text] of Object.entries({ ...parts, 'node.exe': 'node', 'release-key': KEY }))
      assert.equal(await readFile(path.join(inside, name), 'utf8'), text, name);
    const launcher = await readFile(path.join(inside, 'lapwing-browser-host.bat'), 'utf8');
    assert.equal(launcher, '@"%~dp0node.exe" "%~dp0browser-host.mjs"\r\n');
  });
  await t.test('installs a service that starts with the system', () => {
    assert.match(
      table('ServiceInstall'),
      /\tLapwingAgent\tLapwing Agent\t16\t2\t1\t.*"\[INSTALLDIR\]main\.mjs" --service --settings "\[CommonAppDataFolder\]Lapwing Agent\\settings\.json"/,
    );
    // Started when installed; stopped and taken away when uninstalled; stopped before an upgrade.
    assert.match(table('ServiceControl'), /\tLapwingAgent\t163\t/);
  });
  await t.test('keeps the codes out of the log of Windows Installer', () => {
    assert.match(table('Property'), /^MsiHiddenProperties\tCODE\r?$/m);
    assert.match(table('CustomAction'), /^Configure\t11282\t/m);
  });
  await t.test('makes itself ready before the service starts, and within the transaction', () => {
    const rows = new Map(
      table('InstallExecuteSequence')
        .split(/\r?\n/u)
        .map((line) => line.split('\t'))
        .map(([action = '', , at]) => [action, Number(at)]),
    );
    const order = [
      'InstallInitialize',
      'RemoveExistingProducts',
      'Changing',
      'StopServices',
      'Unname',
      'Purge',
    ];
    order.push(
      'RemoveFiles',
      'InstallFiles',
      'InstallServices',
      'Configure',
      'StartServices',
      'InstallFinalize',
    );
    const places = order.map((action) => rows.get(action) ?? NaN);
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
    );
    assert.ok(places.every((place) => place > 0));
  });
  await t.test('takes away what tells browsers of it, and not when another version takes its place', () => {
    assert.match(table('InstallExecuteSequence'), /^Ended\tREMOVE\t2002/mu);
    assert.match(table('InstallExecuteSequence'), /^Unname\tREMOVE~="ALL" AND NOT UPGRADINGPRODUCTCODE\t/mu);
    assert.match(table('CustomAction'), /^Unname\t3154\t.*setup\.mjs" unname /mu);
  });
  await t.test('another version is the same product and another package', async () => {
    const later = await make('later', '1.2.4');
    const [one, other] = [table('Property'), table('Property', later)];
    const value = (of: string, name: string): string | undefined =>
      new RegExp(`^${name}\\t(.*?)\\r?$`, 'm').exec(of)?.[1];
    assert.equal(value(one, 'UpgradeCode'), value(other, 'UpgradeCode'));
    assert.notEqual(value(one, 'ProductCode'), value(other, 'ProductCode'));
  });
  await t.test('is not made of a version that Windows cannot order, nor of half a bundle', async () => {
    await assert.rejects(make('wrong', '1.2.3.4'), /takes versions up to 255\.255\.65535/);
    await rm(path.join(bundle, 'windows/setup.mjs'));
    await assert.rejects(make('half'), /has no setup\.mjs\. Build the agent first/);
  });
});

test('versions that Windows Installer can order are taken, and no others', () => {
  const part = fc.nat({ max: 70_000 });
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const [major = 0, minor = 0, build = 0] = parts;
      const fits = parts.length <= 3 && major <= 255 && minor <= 255 && build <= 65_535;
      assert.equal(versionTrouble(parts.join('.')) === null, fits);
    }),
  );
  for (const wrong of ['', '1.', '-1.0', '1.0-beta', 'x']) assert.notEqual(versionTrouble(wrong), null);
});

test('ids have the form that Windows Installer takes, and differ with the name', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      assert.match(idOf(one), /^\{[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}\}$/);
      assert.equal(idOf(one) === idOf(other), one === other);
    }),
  );
});

/** Commands of Windows, as they end where all goes well: the registry holds what was added to it. */
function windows(ends: Readonly<Record<string, number>> = {}): { readonly run: Run; readonly ran: string[] } {
  const ran: string[] = [];
  let isMarked = false;
  return {
    ran,
    run: (program, args) => {
      ran.push([program, ...args].join(' '));
      if (program === 'reg.exe' && args[0] === 'query') return Promise.resolve(isMarked ? 0 : 1);
      if (program === 'reg.exe') isMarked = args[0] === 'add';
      return Promise.resolve(ends[program] ?? 0);
    },
  };
}

async function device(name: string): Promise<{ places: Places; said: Said }> {
  const data = path.join(folder, name);
  await mkdir(data, { recursive: true });
  const file = path.join(data, 'source.msi');
  await writeFile(file, 'package 1.0.0');
  const said = { server: '', code: '', name: '', package: file, version: '1.0.0' };
  return { places: placesIn(path.join(data, 'Lapwing Agent')), said };
}

test('what whoever installs has said is kept for the agent, and stays when a later version says nothing', async () => {
  const { places, said } = await device('said');
  const { run, ran } = windows();
  const words = { server: ' https://lapwing.school.example ', code: 'ABCDEFGHJK', name: 'Room "5" é' };
  await configure(places, { ...said, ...words }, folder, run);
  const settings = {
    server: 'https://lapwing.school.example',
    schoolCode: 'ABCDEFGHJK',
    deviceName: 'Room "5" é',
  };
  assert.deepEqual(JSON.parse(await readFile(places.settings, 'utf8')), settings);
  assert.ok(ran.some((line) => line.includes('/inheritance:r') && line.includes('*S-1-5-18:(OI)(CI)F')));
  assert.ok(ran.some((line) => line.startsWith('sc.exe failure LapwingAgent')));
  assert.ok(!ran.some((line) => line.includes('ABCDEFGHJK')), 'no command is told the code');
  await writeFile(path.join(places.data, 'key'), 'kept');
  for (const version of ['1.0.1', '1.0.2']) await configure(places, { ...said, version }, folder, run);
  assert.deepEqual(JSON.parse(await readFile(places.settings, 'utf8')), settings);
  assert.equal(await readFile(path.join(places.data, 'key'), 'utf8'), 'kept');
  assert.equal(await readFile(installedPackage(places.data), 'utf8'), 'package 1.0.0');
  await purge(places, run);
  await assert.rejects(readFile(places.settings));
});

test('a folder that somebody has put there before is not trusted', async () => {
  const { places, said } = await device('planted');
  await mkdir(places.data, { recursive: true });
  await writeFile(path.join(places.data, 'key'), 'of somebody else');
  await configure(places, said, folder, windows().run);
  await assert.rejects(readFile(path.join(places.data, 'key')));
  // Nobody has looked into it, and it is still somebody's.
  const beside = (await readdir(path.dirname(places.folder))).filter((name) => name.includes(' found '));
  assert.equal(beside.length, 1);
});

test('where the rights cannot be set nothing is written, and the installation fails in words', async () => {
  const { places, said } = await device('rights');
  const wanted = { ...said, server: 'https://lapwing.school.example', code: 'ABCDEFGHJK' };
  await assert.rejects(
    configure(places, wanted, folder, windows({ 'icacls.exe': 5 }).run),
    /rights of the folder/,
  );
  await assert.rejects(readFile(places.settings));
});

test('an exchange goes by Windows Installer: what was installed is kept, and put back over what is newer', async () => {
  const { places, said } = await device('exchange');
  await configure(places, said, folder, windows().run);
  const update = path.join(places.data, 'update');
  await mkdir(update);
  await writeFile(path.join(update, 'come.msi'), 'package 1.1.0');
  const codes = [1618, 0, 3010, 1603];
  const ran: string[] = [];
  let waited = 0;
  const exchange = createWindowsExchange({
    folder: update,
    installed: installedPackage(places.data),
    run: async (_program, args) => {
      const [, file = ''] = args;
      ran.push([await readFile(file, 'utf8'), ...args.filter((arg) => arg.startsWith('ALLOW'))].join(' '));
      return codes.shift() ?? null;
    },
    wait: () => Promise.resolve(void (waited += 1)),
    log: () => undefined,
  });
  await exchange.keep();
  assert.equal(await exchange.install('come'), true);
  assert.equal(waited, 1, 'Windows Installer was busy once');
  // The other version is in place now, and has left its own package.
  await writeFile(installedPackage(places.data), 'package 1.1.0');
  await exchange.keep();
  assert.equal(await exchange.install('kept'), true);
  assert.equal(await exchange.install('come'), false);
  const older = 'package 1.0.0 ALLOWOLDER=1';
  assert.deepEqual(ran, ['package 1.1.0', 'package 1.1.0', older, 'package 1.1.0']);
  await exchange.clear();
  assert.deepEqual(await readdir(update), []);
});

test('a package that cannot be kept any more is not mistaken for the one that is installed', async () => {
  const { places, said } = await device('lost');
  const { run } = windows();
  await configure(places, said, folder, run);
  await configure(places, { ...said, version: '1.1.0', package: '/nowhere' }, folder, run);
  await assert.rejects(readFile(installedPackage(places.data)));
});

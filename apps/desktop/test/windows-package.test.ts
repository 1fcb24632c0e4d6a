import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import * as fc from 'fast-check';
import { packWithNode } from '../packaging/windows/make.ts';
import { idOf, versionTrouble } from '../packaging/windows/product.ts';
import { changeOver } from '../src/platform/windows/installed/change-over.ts';
import { createWindowsInstaller } from '../src/platform/windows/installed/installer.ts';
import { packageFile, placesIn, type Places } from '../src/platform/windows/installed/places.ts';
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
  const parts = { 'main.mjs': 'main', 'setup.mjs': 'setup', 'update.mjs': 'update', 'part/of & it.txt': '1' };
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
    const order = ['InstallInitialize', 'RemoveExistingProducts', 'Changing', 'StopServices', 'Purge'];
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
  await configure(places, { ...said, ...words }, run);
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
  for (const version of ['1.0.1', '1.0.2']) await configure(places, { ...said, version }, run);
  assert.deepEqual(JSON.parse(await readFile(places.settings, 'utf8')), settings);
  assert.equal(await readFile(path.join(places.data, 'key'), 'utf8'), 'kept');
  await assert.rejects(readFile(packageFile(places, '1.0.0')), 'only two packages are kept');
  assert.equal(await readFile(packageFile(places, '1.0.1'), 'utf8'), 'package 1.0.0');
  await purge(places, run);
  await assert.rejects(readFile(places.settings));
});

test('a folder that somebody has put there before is not trusted', async () => {
  const { places, said } = await device('planted');
  await mkdir(places.data, { recursive: true });
  await writeFile(path.join(places.data, 'key'), 'of somebody else');
  await configure(places, said, windows().run);
  await assert.rejects(readFile(path.join(places.data, 'key')));
});

test('where the rights cannot be set nothing is written, and the installation fails in words', async () => {
  const { places, said } = await device('rights');
  const wanted = { ...said, server: 'https://lapwing.school.example', code: 'ABCDEFGHJK' };
  await assert.rejects(configure(places, wanted, windows({ 'icacls.exe': 5 }).run), /rights of the folder/);
  await assert.rejects(readFile(places.settings));
});

/** A device whose msiexec.exe brings the versions up that are named. */
async function changing(
  name: string,
  comesUp: readonly string[],
  codes: Readonly<Record<string, number>> = {},
) {
  const { places, said } = await device(name);
  await mkdir(places.update, { recursive: true });
  await configure(places, said, windows().run);
  const job = {
    from: '1.0.0',
    to: '1.1.0',
    package: 'to 1.1.0',
    previous: 'to 1.0.0',
    upWithinMs: 1000,
    steadyMs: 0,
  };
  await mkdir(places.update, { recursive: true });
  await writeFile(path.join(places.update, 'job.json'), JSON.stringify(job));
  const ran: string[] = [];
  const installer = (version: string): ReturnType<typeof createWindowsInstaller> =>
    createWindowsInstaller({ places, version, releaseKey: KEY, node: '', program: '' });
  const told: unknown[] = [];
  const became = await changeOver(places.update, {
    async run(_program, args) {
      const version = /^to (.*)$/u.exec(args[1] ?? '')?.[1] ?? '';
      ran.push(args.filter((arg) => !arg.startsWith('/') && !arg.endsWith('.log')).join(' '));
      const code = codes[version] ?? 0;
      if (code === 0 && comesUp.includes(version)) told.push(await installer(version).outcome());
      return code;
    },
    pause: () => Promise.resolve(),
    isRunning: (pid) => pid === process.pid,
    log: () => undefined,
  });
  return { became, ran, told, places, installer };
}

test('a version that comes up stays, and says so itself', async () => {
  const { became, ran, told, installer } = await changing('up', ['1.0.0', '1.1.0']);
  const done = { from: '1.0.0', to: '1.1.0', outcome: 'done' };
  assert.deepEqual([became, told, ran], [done, [done], ['to 1.1.0']]);
  // Not again at the next start.
  assert.equal(await installer('1.1.0').outcome(), null);
});

test('a version that does not come up is taken back, and the one before says so once', async () => {
  const { ran, told, installer } = await changing('down', ['1.0.0']);
  assert.deepEqual(ran, ['to 1.1.0', 'to 1.0.0 ALLOWOLDER=1 REINSTALLMODE=amus']);
  assert.deepEqual(told, [{ from: '1.0.0', to: '1.1.0', outcome: 'rolled-back' }]);
  await installer('1.0.0').forget();
  assert.equal(await installer('1.0.0').outcome(), null);
});

test('a package that Windows Installer does not take is taken back too', async () => {
  const { became, told } = await changing('failed', ['1.0.0', '1.1.0'], { '1.1.0': 1603 });
  assert.equal(became.outcome, 'rolled-back');
  assert.equal(told.length, 1);
});

test('what cannot be undone is not begun, and what is fetched goes on where it stopped', async () => {
  const { places } = await device('fetching');
  const installer = createWindowsInstaller({
    places,
    version: '1.0.0',
    releaseKey: KEY,
    node: '',
    program: '',
  });
  const incoming = await installer.incoming('a'.repeat(64));
  await incoming.append(Buffer.from('first '));
  await assert.rejects(installer.install(incoming, '1.1.0'), /nothing could be put back/);
  const again = await installer.incoming('a'.repeat(64));
  assert.equal(again.have(), 6);
  await again.append(Buffer.from('second'));
  // Of "first second", by sha256sum.
  assert.equal(await again.sha256(), '92088ec140fc553e4b1ede202edccb65a807bbf8a38d765a3ad38013c0f13688');
  assert.equal((await installer.incoming('b'.repeat(64))).have(), 0);
  assert.equal((await installer.incoming('a'.repeat(64))).have(), 0, 'another file takes its place');
});

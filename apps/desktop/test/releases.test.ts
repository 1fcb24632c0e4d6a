import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { changeOver } from '../src/features/releases/change-over.ts';
import { type Change, NOTES, readChange, writeChange, writeHealth } from '../src/features/releases/change.ts';
import { createDesktopInstaller } from '../src/features/releases/installer.ts';
import { createJudge, type Seen, type Verdict } from '../src/features/releases/judge.ts';
import type { Exchange, Notes } from '../src/platform/contract/exchange.ts';
import { controlOf } from '../src/platform/linux/packages/debian.ts';
import { keepWatchdog } from '../src/platform/linux/packages/service-manager.ts';
import { openIncoming } from '../src/platform/node/incoming-files.ts';
import { createNotes } from '../src/platform/node/notes.ts';

const PROVE_MS = 60_000;
const OLD = 100;
const NEW = 200;

/** Of one that is seen every second. */
function judged(seen: Partial<Seen>, seconds: number, judge = createJudge(PROVE_MS)): Verdict {
  for (let second = 0; second < seconds; second += 1) {
    const verdict = judge({ since: 1000, pid: NEW, connected: true, reachable: true, ...seen });
    if (verdict !== 'wait') return verdict;
  }
  return 'wait';
}

test('a version is good once it has stayed up and connected for long enough', () => {
  assert.equal(judged({}, 59), 'wait');
  assert.equal(judged({}, 60), 'good');
});

test('one that is not there, that comes and goes, or that does not find its server is bad', () => {
  assert.equal(judged({ pid: null }, 59), 'wait');
  assert.equal(judged({ pid: null }, 60), 'bad');
  assert.equal(judged({ connected: false }, 179), 'wait');
  assert.equal(judged({ connected: false }, 180), 'bad');
  const restless = createJudge(PROVE_MS);
  const verdicts = [1, 2, 3, 4, 5].map((pid) => judged({ pid }, 20, restless));
  assert.deepEqual(verdicts, ['wait', 'wait', 'wait', 'wait', 'bad']);
});

test('a device without a network is waited for, and one that slept is not held to it', () => {
  assert.equal(judged({ connected: false, reachable: false }, 100_000), 'wait');
  const judge = createJudge(PROVE_MS);
  assert.equal(judge({ since: 8 * 3_600_000, pid: null, connected: false, reachable: false }), 'wait');
  assert.equal(judged({}, 60, judge), 'good');
});

test('whatever is seen, none is good that was not connected for as long as it has to be at the end', () => {
  const seen = fc.record({
    since: fc.integer({ min: 0, max: 40_000 }),
    pid: fc.option(fc.integer({ min: 1, max: 3 })),
    connected: fc.boolean(),
    reachable: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(seen, { maxLength: 60 }), (all) => {
      const judge = createJudge(PROVE_MS);
      let steady = 0;
      let pid: number | null = null;
      for (const one of all) {
        const verdict = judge(one);
        steady = one.pid !== null && one.connected ? (one.pid === pid ? steady : 0) + one.since : 0;
        pid = one.pid ?? pid;
        if (verdict === 'good') assert.ok(steady >= PROVE_MS, `${steady} ms`);
        if (verdict !== 'wait') return;
      }
    }),
  );
});

interface Bench {
  readonly notes: Notes;
  readonly did: string[];
  /** Runs it until it ends, or until the power fails as the step of that number is to be done. */
  go(options?: { readonly powerFailsAt?: number }): Promise<unknown>;
  readonly behave: { keeps: boolean; installs: boolean; runs: boolean; kept: number };
  running(): string;
}

const CHANGE: Change = { from: '1.0.0', to: '1.1.0', step: 'asked', server: 'http://x', proveMs: 5000 };

function bench(change: Change | null = CHANGE): Bench {
  const texts = new Map<string, string>();
  const notes: Notes = {
    read: async (name) => Promise.resolve(texts.get(name) ?? null),
    write: async (name, text) => Promise.resolve(void texts.set(name, text)),
    remove: async (name) => Promise.resolve(void texts.delete(name)),
  };
  if (change !== null) texts.set(NOTES.change, JSON.stringify(change));
  const did: string[] = [];
  const behave = { keeps: true, installs: true, runs: true, kept: 0 };
  let running = '1.0.0';
  let left = Infinity;
  const act = (what: string): void => {
    left -= 1;
    if (left < 0) throw new Error('power');
    did.push(what);
  };
  const exchange: Exchange = {
    async keep() {
      act('keep');
      if (!behave.keeps) throw new Error('no room');
      await Promise.resolve();
    },
    async install(which) {
      act(which);
      if (which === 'come') {
        running = behave.installs && behave.runs ? '1.1.0' : 'none';
        if (running === '1.1.0') await writeHealth(notes, { version: running, pid: NEW, connected: true });
        return behave.installs;
      }
      behave.kept += 1;
      if (behave.kept === 1) return false;
      running = '1.0.0';
      await writeHealth(notes, { version: running, pid: OLD, connected: true });
      return true;
    },
    async clear() {
      act('clear');
      await Promise.resolve();
    },
  };
  return {
    notes,
    did,
    behave,
    running: () => running,
    async go({ powerFailsAt = Infinity } = {}) {
      left = powerFailsAt;
      let now = 0;
      return changeOver({
        notes,
        exchange,
        isRunning: (pid) => pid === NEW && running === '1.1.0',
        reaches: async () => Promise.resolve(true),
        passed: () => now,
        wait: async (ms) => {
          now += ms;
          await Promise.resolve();
        },
        log: () => undefined,
      });
    },
  };
}

test('a version that proves itself stays, and nothing is left of the exchange', async () => {
  const it = bench();
  assert.deepEqual(await it.go(), { from: '1.0.0', to: '1.1.0', outcome: 'done' });
  assert.deepEqual(it.did, ['keep', 'come', 'clear']);
  assert.equal(it.running(), '1.1.0');
  assert.equal(await it.notes.read(NOTES.change), null);
  assert.equal(await it.notes.read(NOTES.outcome), null, 'the version has said so itself');
});

test('one that cannot be installed, or does not run, is taken back until the old one is there', async () => {
  for (const how of [{ installs: false }, { runs: false }]) {
    const it = bench();
    Object.assign(it.behave, how);
    assert.deepEqual(await it.go(), { from: '1.0.0', to: '1.1.0', outcome: 'rolled-back' });
    assert.deepEqual(it.did, ['keep', 'come', 'kept', 'kept', 'clear']);
    assert.equal(it.running(), '1.0.0');
    assert.match((await it.notes.read(NOTES.outcome)) ?? '', /rolled-back/u);
  }
});

test('what could not be taken back is not tried', async () => {
  const it = bench();
  it.behave.keeps = false;
  await it.go();
  assert.deepEqual([it.did, it.running()], [['keep', 'clear'], '1.0.0']);
  assert.equal(await it.notes.read(NOTES.change), null);
});

test('wherever the power fails, it goes on to the same end', async () => {
  for (const runs of [true, false])
    for (let at = 1; at < 5; at += 1) {
      const it = bench();
      it.behave.runs = runs;
      await it.go({ powerFailsAt: at }).catch((error: unknown) => {
        assert.equal(error instanceof Error ? error.message : '', 'power');
      });
      await it.go();
      assert.equal(it.running(), runs ? '1.1.0' : '1.0.0', `${String(runs)} at ${at}`);
      assert.equal(await it.notes.read(NOTES.change), null);
    }
});

test('with nothing to do, it takes away what was left', async () => {
  const it = bench(null);
  assert.equal(await it.go(), null);
  assert.deepEqual(it.did, ['clear']);
});

function withFolder(use: (folder: string) => Promise<void>): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-releases-'));
    try {
      await use(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

test(
  'the installer hands over what came, tells the outcome once, and takes nothing while one is under way',
  withFolder(async (folder) => {
    const notes = createNotes(path.join(folder, 'update'));
    const begun: string[] = [];
    const make = (version: string) =>
      createDesktopInstaller({
        target: 'linux-x64',
        version,
        releaseKey: 'key',
        notes,
        open: async (sha256) => openIncoming(path.join(folder, 'update'), sha256, 0),
        begin: async ({ file }) => Promise.resolve(void begun.push(path.basename(file))),
        server: () => 'https://lapwing.school.example',
        pid: OLD,
        proveMs: PROVE_MS,
      });
    const old = make('1.0.0');
    const hash = 'a'.repeat(64);
    const come = await old.incoming(hash);
    await assert.rejects(async () => old.install({ ...come }, '1.1.0'), /none that came/u);
    await old.install(come, '1.1.0');
    assert.deepEqual(begun, [`come-${hash}`]);
    assert.deepEqual(await readChange(notes), {
      from: '1.0.0',
      to: '1.1.0',
      step: 'asked',
      server: 'https://lapwing.school.example',
      proveMs: PROVE_MS,
    });
    assert.equal(await old.outcome(), null);
    await assert.rejects(async () => old.incoming(hash), /being put in place/u);
    const next = make('1.1.0');
    assert.deepEqual(await next.outcome(), { from: '1.0.0', to: '1.1.0', outcome: 'done' });
    await next.forget();
    assert.equal(await next.outcome(), null);
    await notes.remove(NOTES.change);
    await notes.write(NOTES.outcome, JSON.stringify({ from: '1.0.0', to: '1.1.0', outcome: 'rolled-back' }));
    const back = make('1.0.0');
    assert.equal((await back.outcome())?.outcome, 'rolled-back');
    await back.forget();
    assert.equal(await back.outcome(), null);
    await back.alive(true);
    assert.match((await notes.read(NOTES.health)) ?? '', /"connected":true/u);
  }),
);

test(
  'an exchange that cannot be begun is not under way',
  withFolder(async (folder) => {
    const notes = createNotes(folder);
    const installer = createDesktopInstaller({
      target: 'linux-x64',
      version: '1.0.0',
      releaseKey: 'key',
      notes,
      open: async (sha256) => openIncoming(folder, sha256, 0),
      begin: async () => Promise.reject(new Error('no systemd')),
      server: () => null,
      pid: OLD,
      proveMs: PROVE_MS,
    });
    await assert.rejects(async () => installer.install(await installer.incoming('b'.repeat(64)), '2.0.0'));
    assert.equal(await readChange(notes), null);
  }),
);

test(
  'notes that are spoiled are as good as none, and only root reads them',
  withFolder(async (folder) => {
    const notes = createNotes(path.join(folder, 'update'));
    await writeChange(notes, CHANGE);
    assert.equal(statSync(path.join(folder, 'update', NOTES.change)).mode & 0o777, 0o600);
    for (const text of ['', '{', 'null', '{"from":"1.0.0"}', JSON.stringify({ ...CHANGE, step: 'odd' })]) {
      await notes.write(NOTES.change, text);
      assert.equal(await readChange(notes), null);
    }
  }),
);

test(
  'a file comes in parts over restarts, others are taken away, and a full disk is said before',
  withFolder(async (folder) => {
    const bytes = Buffer.from('0123456789'.repeat(1000));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const stranger = await openIncoming(folder, 'c'.repeat(64), 0);
    await stranger.append(bytes);
    const first = await openIncoming(folder, sha256, 0);
    assert.deepEqual(readdirSync(folder), []);
    await first.append(bytes.subarray(0, 4000));
    const later = await openIncoming(folder, sha256, 0);
    assert.equal(later.have(), 4000);
    await later.append(bytes.subarray(4000));
    assert.deepEqual([later.have(), await later.sha256()], [bytes.length, sha256]);
    assert.equal(statSync(later.file).mode & 0o777, 0o600);
    await later.discard();
    assert.deepEqual([later.have(), readdirSync(folder)], [0, []]);
    await assert.rejects(async () => openIncoming(folder, '../../etc/passwd', 0), /SHA-256/u);
    await assert.rejects(
      async () => openIncoming(folder, sha256, Number.MAX_SAFE_INTEGER),
      /too little room/u,
    );
  }),
);

test('of what the system says of a package only that is kept which stood in it', () => {
  const status = [
    'Package: lapwing-agent',
    'Status: install ok installed',
    'Version: 1.0.0',
    'Conffiles:',
    ' /etc/init.d/lapwing-agent 0123',
    'Description: an agent',
    ' of which: more',
    '',
  ].join('\n');
  assert.equal(
    controlOf(status),
    'Package: lapwing-agent\nVersion: 1.0.0\nDescription: an agent\n of which: more\n',
  );
});

test('systemd hears that the agent does not hang, where it has started it', () => {
  const said: string[] = [];
  const say = (words: readonly string[]): void => void said.push(words.join(' '));
  keepWatchdog({}, say)();
  assert.deepEqual(said, []);
  keepWatchdog({ NOTIFY_SOCKET: '/run/systemd/notify' }, say)();
  assert.deepEqual(said, ['WATCHDOG_USEC=180000000 WATCHDOG=1']);
});

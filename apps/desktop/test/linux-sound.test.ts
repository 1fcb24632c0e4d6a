import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

import * as fc from 'fast-check';

import { createSound, parseSinks } from '../src/platform/linux/sound.ts';
import { lacking } from './xvfb.ts';

const run = promisify(execFile);
const PERSON = 65_534;
const without = process.getuid?.() === 0 ? lacking('pulseaudio', 'pactl') : 'needs root';

describe('sound on Linux', { skip: without, timeout: 60_000 }, () => {
  it('is muted for all speakers, muted again when it is turned on, and put back as it was', async () => {
    const runtime = await mkdtemp(path.join(tmpdir(), 'lapwing-sound-'));
    await chown(runtime, PERSON, PERSON);
    const as = { uid: PERSON, gid: PERSON };
    const env = { PATH: process.env['PATH'], XDG_RUNTIME_DIR: runtime, HOME: runtime, LC_ALL: 'C' };
    const server = spawn(
      'pulseaudio',
      [
        '-n',
        '--daemonize=no',
        '--exit-idle-time=-1',
        '--use-pid-file=no',
        '-Lmodule-null-sink sink_name=one',
        '-Lmodule-null-sink sink_name=two',
        '-Lmodule-native-protocol-unix',
      ],
      { ...as, env, stdio: 'ignore' },
    );
    const pactl = async (...args: readonly string[]): Promise<string> =>
      (await run('pactl', [...args], { ...as, env })).stdout;
    const muted = async (): Promise<readonly boolean[]> =>
      parseSinks(await pactl('list', 'sinks')).map((one) => one.muted);
    try {
      while ((await muted().catch(() => [])).length < 2) await wait(50);
      await pactl('set-sink-mute', 'two', '1');
      const sound = createSound({ uid: PERSON, gid: PERSON, runtime });
      assert.equal(await sound.setMuted(true), true);
      assert.deepEqual(await muted(), [true, true]);
      let again = false;
      // The listener needs a moment to stand: the first try of the person may go unseen.
      for (let tries = 0; tries < 5 && !again; tries++) {
        await pactl('set-sink-mute', 'one', '1');
        await pactl('set-sink-mute', 'one', '0');
        for (let looks = 0; looks < 20 && !again; looks++) {
          again = (await muted()).every(Boolean);
          if (!again) await wait(50);
        }
      }
      assert.ok(again);
      assert.equal(await sound.setMuted(false), true);
      assert.deepEqual(await muted(), [false, true]);
      await sound.stop();
    } finally {
      server.kill('SIGKILL');
      await rm(runtime, { recursive: true, force: true });
    }
  });

  it('cannot be muted where there is none', async () => {
    const sound = createSound({ uid: PERSON, gid: PERSON, runtime: '/nonexistent' });
    assert.equal(await sound.setMuted(true), false);
    assert.equal(await sound.setMuted(false), true);
    await sound.stop();
  });
});

describe('what pactl writes', () => {
  it('is read whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const { name } of parseSinks(text)) assert.notEqual(name, '');
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

import * as fc from 'fast-check';

import { createSound, type LinuxSound, parseSinks } from '../src/platform/linux/sound.ts';
import { soundContract } from './contract/sound.ts';
import { lacking } from './xvfb.ts';

const run = promisify(execFile);
const PERSON = 65_534;
const without = process.getuid?.() === 0 ? lacking('pulseaudio', 'pactl') : 'needs root';

interface Speakers {
  readonly sound: LinuxSound;
  readonly pactl: (...args: readonly string[]) => Promise<string>;
  readonly muted: () => Promise<readonly boolean[]>;
  readonly stop: () => Promise<void>;
}

/** A sound server of the person's own with two speakers. */
async function startSpeakers(): Promise<Speakers> {
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
  while ((await muted().catch(() => [])).length < 2) await wait(50);
  const sound = createSound({ ...as, runtime });
  return {
    sound,
    pactl,
    muted,
    stop: async () => {
      await sound.stop();
      server.kill('SIGKILL');
      await rm(runtime, { recursive: true, force: true });
    },
  };
}

/** The listener needs a moment to stand: the first try of the person may go unseen. */
async function turnOn({ pactl, muted }: Speakers): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    await pactl('set-sink-mute', 'one', '1');
    await pactl('set-sink-mute', 'one', '0');
    for (let looks = 0; looks < 20; looks++) {
      if ((await muted()).every(Boolean)) return;
      await wait(50);
    }
  }
}

describe('sound on Linux', { skip: without, timeout: 60_000 }, () => {
  soundContract(it, async () => {
    const speakers = await startSpeakers();
    const { sound, muted } = speakers;
    return {
      sound,
      silent: async () => (await muted()).every(Boolean),
      turnOn: async () => {
        await turnOn(speakers);
      },
      close: speakers.stop,
    };
  });

  it('puts back just what it muted', async () => {
    const { sound, muted, pactl, stop } = await startSpeakers();
    try {
      await pactl('set-sink-mute', 'two', '1');
      assert.equal(await sound.setMuted(true), true);
      assert.deepEqual(await muted(), [true, true]);
      assert.equal(await sound.setMuted(false), true);
      assert.deepEqual(await muted(), [false, true]);
    } finally {
      await stop();
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

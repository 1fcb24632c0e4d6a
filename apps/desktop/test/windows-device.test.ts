import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { repeatUnderWine, wineLacking } from './wine.ts';
import { lacking } from './xvfb.ts';

it(
  'watches files, sleep, sticks, sound and who is there on Windows',
  { skip: wineLacking, timeout: 400_000 },
  async (context) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-sound-'));
    const socket = path.join(folder, 'native');
    const sound = lacking('pulseaudio') === false ? startSound(socket) : null;
    try {
      while (sound !== null && sound.exitCode === null && !existsSync(socket)) await wait(20);
      await repeatUnderWine(context, 'device.ts', { env: { PULSE_SERVER: `unix:${socket}` } });
    } finally {
      sound?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/** Speakers that nobody hears. */
function startSound(socket: string): ChildProcess {
  return spawn(
    'pulseaudio',
    [
      '-n',
      '--daemonize=no',
      '--exit-idle-time=-1',
      '--use-pid-file=no',
      '-Lmodule-null-sink sink_name=one',
      `-Lmodule-native-protocol-unix auth-anonymous=1 socket=${socket}`,
    ],
    { stdio: 'ignore', env: { ...process.env, HOME: path.dirname(socket) } },
  );
}

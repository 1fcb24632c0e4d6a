import { type ChildProcess, spawn } from 'node:child_process';

import type { Sound } from '../contract/sound.ts';
import { createTurns } from '../node/turns.ts';

/** The person whose sound it is: their own sound server is asked, as them. */
export interface SoundOwner {
  readonly uid: number;
  readonly gid: number;
  /** `XDG_RUNTIME_DIR`; by default `/run/user/<uid>`. */
  readonly runtime?: string;
}

export interface LinuxSound extends Sound {
  /** Lets go of everything; what was muted here is heard again. */
  stop(): Promise<void>;
}

const ANSWER_MS = 5_000;
const MOST_TEXT = 1_000_000;

/**
 * The speakers by `pactl`, which PulseAudio and PipeWire both answer. While muted, what the person turns on again is
 * muted again: the sound server says when something changes, so that nothing is asked meanwhile.
 */
export function createSound(owner: SoundOwner): LinuxSound {
  const mutedByUs = new Set<string>();
  let wanted = false;
  let listening: ChildProcess | null = null;
  const inTurn = createTurns();
  const runtime = owner.runtime ?? `/run/user/${owner.uid}`;
  const options = {
    uid: owner.uid,
    gid: owner.gid,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', XDG_RUNTIME_DIR: runtime, HOME: '/nonexistent' },
    stdio: ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'],
  };

  /** Null where it fails. */
  async function ask(...args: readonly string[]): Promise<string | null> {
    return new Promise((resolve) => {
      let said = '';
      const child = spawn('pactl', [...args], { ...options, timeout: ANSWER_MS });
      child.stdout.on('data', (chunk: Buffer) => {
        if (said.length < MOST_TEXT) said += String(chunk);
      });
      child.on('error', () => {
        resolve(null);
      });
      child.on('close', (code) => {
        resolve(code === 0 ? said : null);
      });
    });
  }

  async function mute(): Promise<boolean> {
    const sinks = parseSinks((await ask('list', 'sinks')) ?? '');
    let all = sinks.length > 0;
    for (const { name, muted } of sinks) {
      if (muted) continue;
      if ((await ask('set-sink-mute', name, '1')) === null) all = false;
      else mutedByUs.add(name);
    }
    return all;
  }

  async function unmute(): Promise<boolean> {
    if (mutedByUs.size === 0) return true;
    const text = await ask('list', 'sinks');
    if (text === null) return false;
    const there = new Set(parseSinks(text).map(({ name }) => name));
    for (const name of mutedByUs)
      if (!there.has(name) || (await ask('set-sink-mute', name, '0')) !== null) mutedByUs.delete(name);
    return mutedByUs.size === 0;
  }

  function listen(): void {
    if (listening !== null) return;
    const child = spawn('pactl', ['subscribe'], options);
    listening = child;
    child.on('error', () => undefined);
    child.on('close', () => {
      if (listening === child) listening = null;
    });
    child.stdout.on('data', (chunk: Buffer) => {
      if (wanted && /on sink #/u.test(String(chunk)))
        void inTurn(async () => wanted && mute()).catch(() => false);
    });
    child.unref();
  }

  async function setMuted(muted: boolean): Promise<boolean> {
    wanted = muted;
    if (muted) listen();
    else {
      listening?.kill();
      listening = null;
    }
    return inTurn(muted ? mute : unmute).catch(() => false);
  }

  return {
    setMuted,
    stop: async () => {
      await setMuted(false);
    },
  };
}

/** The speakers in `pactl list sinks`, as it writes in English. */
export function parseSinks(text: string): readonly { readonly name: string; readonly muted: boolean }[] {
  return text
    .split(/^Sink #/mu)
    .slice(1)
    .map((part) => ({
      name: /^\tName: (.+)$/mu.exec(part)?.[1] ?? '',
      muted: /^\tMute: yes$/mu.test(part),
    }))
    .filter(({ name }) => name !== '');
}

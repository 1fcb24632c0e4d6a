import { execFile } from 'node:child_process';
import { watch } from 'node:fs';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { Medium, RemovableMedia } from '../contract/removable-media.ts';
import { createListeners } from '../contract/listeners.ts';
import { type DeviceRoots, mountsOf, readMedium, storageInterfaces } from './media/disks.ts';
import { createRemembered } from '../node/remembered.ts';
import { createTurns } from '../node/turns.ts';

export interface MediaParts extends Partial<DeviceRoots> {
  /** Where the agent remembers what it has turned off; best where a restart of the device clears it, as that does. */
  readonly keep: string;
  /** So long the kernel may take to let go of a disk. */
  readonly letGoMs?: number;
  readonly unmount?: (where: string) => Promise<boolean>;
}

export interface LinuxMedia extends RemovableMedia {
  stop(): void;
}

const SETTLE_MS = 500;
const LET_GO_MS = 3_000;
const LOOK_MS = 100;
const WHOLE = /^b(\d+:\d+)$/u;

/**
 * Sticks and cards, as udev writes of them: it replaces a file for each device that comes, changes or goes, so that
 * nothing is asked while nothing is plugged. While they are not allowed, the kernel lets go of USB interfaces that give
 * access to files (`authorized`, Documentation/usb/authorization.rst).
 * @returns null where there is no udev
 */
export async function openRemovableMedia(parts: MediaParts): Promise<LinuxMedia | null> {
  const { sys = '/sys', data = '/run/udev/data', unmount = unmountNow, letGoMs = LET_GO_MS } = parts;
  const there = await access(data).then(
    () => true,
    () => false,
  );
  if (!there) return null;
  const roots: DeviceRoots = { sys, data };
  const offByUs = createRemembered(parts.keep);
  const arrived = createListeners<[Medium]>();
  const gone = createListeners<[string]>();
  const present = new Map<string, Medium>();
  let allowed = true;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const inTurn = createTurns();

  async function look(tell: boolean): Promise<void> {
    const now = new Map<string, Medium>();
    for (const name of await readdir(data).catch(() => [])) {
      const number = WHOLE.exec(name)?.[1];
      const medium = number === undefined ? null : await readMedium(roots, number);
      if (medium !== null) now.set(medium.id, medium);
    }
    for (const id of present.keys()) {
      if (now.has(id)) continue;
      present.delete(id);
      if (tell && !stopped) gone.tell(id);
    }
    for (const [id, medium] of now) {
      if (present.has(id)) continue;
      present.set(id, medium);
      if (tell && !stopped) arrived.tell(medium);
    }
  }

  /** Remembered first: whatever happens then, a later run knows of them. */
  async function turnOff(): Promise<boolean> {
    const on = (await storageInterfaces(sys)).filter(({ authorised }) => authorised);
    let all = true;
    if (on.length > 0) {
      await offByUs.write([...(await offByUs.read()), ...on.map(({ name }) => name)]);
      const mounts = mountsOf(
        await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''),
        await numbersOf(present.keys()),
      );
      // What a person has saved is written before the stick is let go of.
      for (const where of mounts) await unmount(where);
      for (const { name } of on) all = (await set(name, '0')) && all;
    }
    await look(true);
    const until = performance.now() + letGoMs;
    while (present.size > 0 && performance.now() < until) {
      await wait(LOOK_MS);
      await look(true);
    }
    // One that is no USB device cannot be let go of so.
    return all && present.size === 0;
  }

  async function turnOn(): Promise<boolean> {
    const left: string[] = [];
    const off = new Set(
      (await storageInterfaces(sys)).filter(({ authorised }) => !authorised).map(({ name }) => name),
    );
    for (const name of await offByUs.read()) {
      if (!off.has(name)) continue;
      const done = await set(name, '1');
      if (!done) left.push(name);
      // The kernel looks for its driver only when it is told to.
      else await writeFile(path.join(sys, 'bus/usb/drivers_probe'), name).catch(() => undefined);
    }
    await offByUs.write(left);
    return left.length === 0;
  }

  async function set(name: string, value: '0' | '1'): Promise<boolean> {
    return writeFile(path.join(sys, 'bus/usb/devices', name, 'authorized'), value).then(
      () => true,
      () => false,
    );
  }

  /** A disk, and its parts. */
  async function numbersOf(ids: Iterable<string>): Promise<ReadonlySet<string>> {
    const numbers = new Set<string>();
    for (const id of ids) {
      const number = id.split('-')[0] ?? '';
      numbers.add(number);
      const disk = path.join(sys, 'dev/block', number);
      for (const name of await readdir(disk).catch(() => [])) {
        const part = await readFile(path.join(disk, name, 'dev'), 'utf8').catch(() => '');
        if (/^\d+:\d+\n?$/u.test(part)) numbers.add(part.trim());
      }
    }
    return numbers;
  }

  const watcher = watch(data, { persistent: false }, (_kind, name) => {
    if (stopped || name?.startsWith('.') === true) return;
    if (!allowed) void inTurn(turnOff).catch(() => false);
    // Its parts are told of after the disk itself.
    clearTimeout(timer);
    timer = setTimeout(() => void inTurn(async () => look(true)).catch(() => undefined), SETTLE_MS);
    timer.unref();
  });
  watcher.on('error', () => {
    watcher.close();
  });
  await inTurn(async () => look(false));

  return {
    onArrived: arrived.on,
    onGone: gone.on,
    setAllowed: async (next) =>
      inTurn(async () => {
        allowed = next;
        return next ? turnOn() : turnOff();
      }).catch(() => false),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      watcher.close();
    },
  };
}

async function unmountNow(where: string): Promise<boolean> {
  const run = async (...args: readonly string[]): Promise<boolean> =>
    new Promise((resolve) => {
      execFile('umount', [...args, '--', where], { timeout: 10_000 }, (error) => {
        resolve(error === null);
      });
    });
  return (await run()) || run('--lazy');
}

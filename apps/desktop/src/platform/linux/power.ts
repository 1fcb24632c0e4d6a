import { access } from 'node:fs/promises';

import type { Power } from '../contract/power.ts';
import { createListeners } from '../contract/listeners.ts';
import { type Bus, type BusAddress, joinBus } from './dbus/bus.ts';
import type { Message } from './dbus/message.ts';

export interface LinuxPower extends Power {
  stop(): void;
}

const MANAGER = 'org.freedesktop.login1.Manager';
const PATH = '/org/freedesktop/login1';
const RULE = `type='signal',sender='org.freedesktop.login1',path='${PATH}',interface='${MANAGER}'`;
const SYSTEM = 'unix:path=/run/dbus/system_bus_socket';
const AGAIN_MS = 30_000;

/**
 * What logind says before the device sleeps or ends and after it has woken (org.freedesktop.login1, PrepareForSleep and
 * PrepareForShutdown). Nothing holds the sleep up meanwhile: that would need a file that is handed over the bus.
 * @returns null where there is no logind
 */
export async function openPower(
  address: BusAddress = { address: SYSTEM, uid: null },
  logind = '/run/systemd/seats',
): Promise<LinuxPower | null> {
  const there = await access(logind).then(
    () => true,
    () => false,
  );
  const first = there ? await joinBus(address) : null;
  if (first === null) return null;
  const sleeping = createListeners<[]>();
  const woken = createListeners<[]>();
  let bus: Bus | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function heard(signal: Message): void {
    if (signal.path !== PATH || signal.interface !== MANAGER) return;
    if (signal.member !== 'PrepareForSleep' && signal.member !== 'PrepareForShutdown') return;
    const [before] = signal.body;
    if (typeof before !== 'boolean') return;
    (before ? sleeping : woken).tell();
  }

  function use(next: Bus): void {
    bus = next;
    next.onSignal(RULE, heard);
    next.onEnd(() => {
      bus = null;
      later();
    });
  }

  /** The bus is started anew when it is updated. */
  function later(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      void joinAgain();
    }, AGAIN_MS);
    timer.unref();
  }

  async function joinAgain(): Promise<void> {
    const next = await joinBus(address);
    if (stopped) next?.close();
    else if (next === null) later();
    else use(next);
  }

  use(first);
  // What is asked of a bus is done in turn: with this answer it listens.
  await first.call({
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'GetId',
  });
  return {
    onSleep: sleeping.on,
    onWake: woken.on,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      bus?.close();
    },
  };
}

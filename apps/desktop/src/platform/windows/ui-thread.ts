import { parentPort, receiveMessageOnPort } from 'node:worker_threads';

import { type Message, windowsApi } from './api.ts';
import { deviceApi } from './device-api.ts';
import { createKeyboardHook } from './keyboard-hook.ts';
import { createOwnWindows } from './own-windows.ts';
import { createSystemEvents, type SystemEvents } from './system-events.ts';
import { createTrayIcon } from './tray-icon.ts';
import { type Asked, type Envelope, type Told, WAKE } from './ui-messages.ts';

const DISPLAY_CHANGED = 0x7e;
const QUIT = 0x12;
const TAKE = 1;
const TIMER = 0x113;
/** Looks at whether the hooks are still called. */
const LOOK = 1;
const LOOK_EVERY_MS = 2000;

/** GENERIC_ALL */
const ALL_ACCESS = 0x1000_0000;

function work(): void {
  const port = parentPort;
  if (port === null) return;
  const api = windowsApi();
  // Where a service has started this process, Wine leaves a thread of ours on the desktop of services. Before any window:
  // afterwards it is refused.
  api.SetThreadDesktop(api.OpenDesktopW('Default', 0, false, ALL_ACCESS));
  const tell = (told: Told): void => {
    port.postMessage(told);
  };
  let covered: () => boolean = () => false;
  const system: { events: SystemEvents | null } = { events: null };
  const hook = createKeyboardHook(api, tell, {
    covered: () => covered(),
    looking(on) {
      if (on) api.SetTimer(windows.first, LOOK, LOOK_EVERY_MS, null);
      else api.KillTimer(windows.first, LOOK);
    },
  });
  const tray = createTrayIcon(api, () => windows.first, tell);
  const windows = createOwnWindows(api, tell, {
    covering: (on) => hook.cover(on),
    other: (message, w, l) => {
      tray.heard(message, l);
      system.events?.heard(message, w);
      if (message === WAKE) take();
      if (message === TIMER && w === LOOK) hook.look();
      if (message === DISPLAY_CHANGED) tell({ tell: 'monitors' });
    },
  });
  covered = windows.covered;

  function act(asked: Asked): boolean {
    switch (asked.do) {
      case 'read':
        return hook.read(asked.on);
      case 'cover':
        return windows.cover(asked.monitors);
      case 'uncover':
        return windows.uncover();
      case 'open':
        return windows.open(asked.id, asked.title, asked.picture);
      case 'paint':
        return windows.paint(asked.id, asked.picture);
      case 'close':
        return windows.close(asked.id);
      case 'sign':
        return tray.show(asked);
      case 'unsign':
        return tray.hide();
      case 'watch':
        system.events ??= createSystemEvents(deviceApi(), windows.first, tell);
        return system.events.watch(asked.what);
      case 'stop':
        system.events?.stop();
        tray.hide();
        hook.stop();
        windows.stop();
        api.PostQuitMessage(0);
        return true;
    }
  }
  function take(): void {
    for (;;) {
      const next = port === null ? undefined : receiveMessageOnPort(port);
      if (next === undefined) return;
      const envelope: unknown = next.message;
      if (!isEnvelope(envelope)) continue;
      const { ask, asked } = envelope;
      let ok = false;
      try {
        ok = act(asked);
      } finally {
        tell({ tell: 'done', ask, ok });
      }
    }
  }

  tell({ tell: 'ready', window: windows.first });
  const message: Message = {};
  const pass = (): void => {
    api.TranslateMessage(message);
    api.DispatchMessageW(message);
  };
  const passAll = (): boolean => {
    while (deviceApi().PeekMessageW(message, 0, 0, 0, TAKE)) {
      if (message.message === QUIT) return false;
      pass();
    }
    return true;
  };
  for (;;) {
    if (system.events?.marked === true) {
      system.events.wait();
      if (!passAll()) break;
    } else {
      if (api.GetMessageW(message, 0, 0, 0) <= 0) break;
      pass();
    }
  }
  windows.free();
  hook.free();
  port.close();
}

function isEnvelope(message: unknown): message is Envelope {
  return typeof message === 'object' && message !== null && 'ask' in message && 'asked' in message;
}

work();

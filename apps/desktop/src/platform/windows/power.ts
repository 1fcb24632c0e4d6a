import type { Power } from '../contract/power.ts';
import { createListeners } from '../contract/listeners.ts';
import type { Ui } from './ui.ts';

export interface WindowsPower extends Power {
  stop(): void;
}

/**
 * Sleep and waking as the system tells a window (WM_POWERBROADCAST), and the end of the device (WM_ENDSESSION).
 * @returns null where the system does not tell
 */
export async function openPower(ui: Ui): Promise<WindowsPower | null> {
  if (!(await ui.ask({ do: 'watch', what: 'power' }))) return null;
  const sleeping = createListeners<[]>();
  const woken = createListeners<[]>();
  const cancel = ui.on(({ tell }) => {
    if (tell === 'sleep') sleeping.tell();
    if (tell === 'wake') woken.tell();
  });
  return { onSleep: sleeping.on, onWake: woken.on, stop: cancel };
}

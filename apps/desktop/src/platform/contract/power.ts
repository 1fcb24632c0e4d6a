import type { Cancel } from './cancel.ts';

export interface Power {
  /** Called when the device goes to sleep or shuts down, if the system says so in time. */
  onSleep(sleeping: () => void): Cancel;
  onWake(woken: () => void): Cancel;
}

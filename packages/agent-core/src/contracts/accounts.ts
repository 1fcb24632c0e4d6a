import type { DeviceAccount } from '@lapwing/protocol/features/sessions/session-started.event.ts';
import type { Cancel } from './clock.ts';

/** Who sits at the device, as the platform knows it. */
export interface Accounts {
  /** Null when the platform does not say. Never rejects. */
  current(): Promise<DeviceAccount | null>;
  onChange(changed: () => void): Cancel;
}

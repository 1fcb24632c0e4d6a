import type { Refusal } from '@lapwing/protocol/wire.ts';
import type { Watched } from './screens.ts';

/** What the person in front of the device may be told. Everything is plain data. */
export interface AgentStatus {
  /** False until what was stored has been read. */
  readonly loaded: boolean;
  readonly enrolled: boolean;
  readonly connection: 'none' | 'connecting' | 'connected' | 'waiting';
  /** Why the server did not let this device in the last time, until it does. */
  readonly refused: Refusal | null;
  readonly server: string | null;
  readonly schoolName: string | null;
  readonly deviceName: string | null;
  /** The school's notice on what is monitored; null until a state document came. */
  readonly noticeUrl: string | null;
  /** True when terms are loaded and the school has detection switched on. */
  readonly detecting: boolean;
  /** Captures and session marks that wait on the device. */
  readonly queued: number;
  /** Captures given up since enrolment because the queue was full. */
  readonly lost: number;
  /** Who sees the screen live now; null when nobody does. */
  readonly watched: Watched | null;
}

import type { Refusal } from '@lapwing/protocol/wire.ts';
import type { AssistanceState } from '@lapwing/protocol/features/assistance/answered.command.ts';
import type { Watched } from './screens.ts';

/** One thing that holds for the person, in words for them. */
export interface HoldShown {
  readonly id: string;
  readonly kind:
    | 'lock'
    | 'internet-off'
    | 'allow-only'
    | 'block'
    | 'mute'
    | 'downloads'
    | 'applications'
    | 'printing-off'
    | 'removable-media-off';
  /** Name of a list or rule where it has one. */
  readonly title: string | null;
  readonly by: string | null;
  readonly words: string | null;
  /** Milliseconds since 1970 by the device's own clock; null: no end is known. */
  readonly until: number | null;
}

/** What the person has asked for, the newest. */
export interface AskShown {
  readonly id: string;
  readonly kind: 'help' | 'access';
  readonly url: string | null;
  readonly state: AssistanceState;
  readonly words: string | null;
  readonly by: string | null;
  readonly until: number | null;
}

/** What the device is made to do, as the person may read it. */
export interface ControlShown {
  readonly holds: readonly HoldShown[];
  readonly lesson: {
    readonly title: string;
    readonly teachers: readonly string[];
    readonly until: number;
  } | null;
  readonly mayAsk: { readonly access: boolean; readonly help: boolean };
  readonly asks: readonly AskShown[];
}

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
  /** Null until a state document came. */
  readonly control: ControlShown | null;
}

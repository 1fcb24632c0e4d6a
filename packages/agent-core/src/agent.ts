import type { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import type { AgentContracts } from './contracts.ts';
import type { Cancel } from './contracts/clock.ts';
import type { EnrolAsk, EnrolOutcome } from './enrolment.ts';
import type { AgentInput } from './input.ts';
import type { AgentStatus } from './status.ts';

export interface AgentOptions {
  readonly contracts: AgentContracts;
  readonly platform: DevicePlatform;
}

export interface Agent {
  /**
   * Reads what was stored, goes on with the session and connects. `resume` is true when the same log-on goes on
   * (a browser's worker was restarted); otherwise a session left open is ended and a new one begun.
   * Rejects only for bugs and for a disk that cannot be read.
   */
  start(options: { readonly resume: boolean }): Promise<void>;
  /** Settles what was typed and disconnects; the session ends unless `keepSession`. Resolves when all is stored. */
  stop(options?: { readonly keepSession?: boolean }): Promise<void>;
  /** A person asks to enrol this device. Replaces an enrolment that stands. */
  enrol(ask: EnrolAsk): Promise<EnrolOutcome>;
  /** Managed policy says where to enrol: tried until it succeeds, again when the policy changes. Null: no policy. */
  provision(ask: EnrolAsk | null): void;
  /** Looks after everything that is due at once; for platforms that wake up a sleeping agent. */
  wake(): void;
  /** What happened on the device. Resolves when a finding in it, if any, is safe in the outbox. */
  feed(input: AgentInput): Promise<void>;
  status(): AgentStatus;
  /** Called after every change of the status, not at once. */
  onStatus(changed: (status: AgentStatus) => void): Cancel;
}

/** Composes one agent over the platform's contracts; nothing happens before `start`. */
export function createAgent(options: AgentOptions): Agent {
  void options;
  throw new Error('not built yet');
}

import type { Agent } from '@lapwing/agent-core/agent.ts';
import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Log } from '@lapwing/agent-core/contracts/log.ts';
import type { StateStore } from '@lapwing/agent-core/contracts/state-store.ts';
import { watchTampering } from './features/devices/tampering.ts';
import type { Cancel } from './platform/contract/cancel.ts';
import type { SeatEnd } from './platform/contract/seat-end.ts';
import type { DesktopSession } from './platform/contract/session.ts';
import type { SystemRun } from './platform/contract/system-run.ts';
import { OWN_FOLDER } from './platform/node/installed.ts';
import { createOwnFiles } from './platform/node/own-files.ts';
import { createRunNotes } from './platform/node/run-notes.ts';

/** For so long a device that is told to stop waits for the server to have heard of it. */
const HEARD_WITHIN_MS = 1500;

/** What of the platform shows that the agent was tampered with. */
export interface TamperSigns {
  readonly run: SystemRun;
  /** The seat was cut off from outside, or its process ended. */
  readonly onSeatLost: (lost: (how: Promise<SeatEnd>) => void) => Cancel;
}

export interface KeptFromTampering {
  /** The agent is told to end; it still works. */
  goodbye(): Promise<void>;
  /** The process ends. Nothing is waited for. */
  ended(): void;
}

/** Tells the school what was done to the agent; to be called once the agent has started. */
export async function composeTampering(parts: {
  readonly signs: TamperSigns;
  /** Of the agent's own files, absolute. */
  readonly folder: string;
  readonly state: StateStore;
  readonly session: Pick<DesktopSession, 'current' | 'onChange'>;
  readonly clock: Clock;
  readonly agent: Agent;
  readonly version: string;
  readonly log: Log;
}): Promise<KeptFromTampering> {
  const { signs, folder, state, session, clock, agent, version, log } = parts;
  const watch = await watchTampering({
    ...signs,
    notes: createRunNotes(folder),
    state,
    ownFiles: OWN_FOLDER === null ? null : createOwnFiles(OWN_FOLDER),
    version,
    clock,
    session,
    serverSaid: () => agent.serverSaid(),
    tampered: async (found) => agent.tampered(found),
    log,
  });
  return {
    async goodbye() {
      if (await watch.goodbye()) await heard(agent, clock);
    },
    ended: () => watch.ended(),
  };
}

/** Resolves when the server has all that waits here, or it takes too long: then it has it at the next start. */
async function heard(agent: Agent, clock: Clock): Promise<void> {
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      cancelTimer();
      cancelStatus();
      resolve();
    };
    const cancelTimer = clock.setTimer(HEARD_WITHIN_MS, settle);
    const cancelStatus = agent.onStatus(({ connection, queued }) => {
      if (queued === 0 || connection !== 'connected') settle();
    });
    const { connection, queued } = agent.status();
    if (queued === 0 || connection !== 'connected') settle();
  });
}

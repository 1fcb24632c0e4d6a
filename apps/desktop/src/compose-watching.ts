import type { Agent } from '@lapwing/agent-core/agent.ts';
import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Log } from '@lapwing/agent-core/contracts/log.ts';
import type { AgentInput } from '@lapwing/agent-core/input.ts';
import { watchDesktopInputs } from './features/captures/inputs.ts';
import { watchFileNames, watchPrograms } from './features/captures/named.ts';
import type { Cancel } from './platform/contract/cancel.ts';
import type { Machine } from './platform/contract/platform.ts';
import type { DesktopWindow } from './platform/contract/windows.ts';
import type { SeatNow } from './seat-now.ts';

/** Windows of the agent say what staff wrote: nothing in them is the person's. */
export function isOwnWindow({ pid }: DesktopWindow): boolean {
  return pid === process.pid;
}

/** Tells the agent what is written, opened and named, at whichever seat there is. */
export function composeWatching(parts: {
  readonly seat: SeatNow;
  readonly machine: Pick<Machine, 'processes' | 'files'>;
  readonly clock: Clock;
  readonly agent: Agent;
  /** Whether staff work the keyboard from afar. */
  readonly worked: () => boolean;
  readonly log: Log;
}): Cancel {
  const { seat, machine, clock, agent, worked, log } = parts;
  let account: string | null = null;
  let cancelInputs: Cancel = () => undefined;
  let cancelFiles: Cancel = () => undefined;
  let watched: string | null = null;

  const feed = (input: AgentInput): void => {
    agent.feed(input).catch(() => log('agent.input-lost'));
  };

  function followSeat(): void {
    cancelInputs();
    cancelInputs = (): void => undefined;
    const { windows = null, input = null } = seat.current() ?? {};
    if (windows === null) return;
    cancelInputs = watchDesktopInputs({
      input,
      windows,
      clock,
      excluded: isOwnWindow,
      joined: () => false,
      worked,
      feed,
    });
  }

  async function followPerson(): Promise<void> {
    account = (await seat.session.current())?.account ?? null;
    if (account === watched || machine.files === null) return;
    watched = account;
    cancelFiles();
    cancelFiles = (): void => undefined;
    const folders = account === null ? [] : await machine.files.personal(account);
    // Meanwhile somebody else may have come.
    if (folders.length === 0 || watched !== account) return;
    cancelFiles = watchFileNames({
      files: machine.files,
      folders,
      clock,
      feed,
      lost: () => log('files.unseen'),
    });
  }

  const cancels: readonly Cancel[] = [
    seat.onChange(followSeat),
    seat.session.onChange(() => void followPerson().catch(() => log('files.not-watched'))),
    machine.processes === null
      ? (): void => undefined
      : watchPrograms({
          processes: machine.processes,
          clock,
          ofPerson: (process) => account !== null && process.account === account,
          feed,
        }),
  ];
  followSeat();
  void followPerson().catch(() => log('files.not-watched'));
  return () => {
    cancelInputs();
    cancelFiles();
    for (const cancel of cancels) cancel();
  };
}

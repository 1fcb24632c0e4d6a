import type { Agent } from '@lapwing/agent-core/agent.ts';
import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Log } from '@lapwing/agent-core/contracts/log.ts';
import type { AgentInput } from '@lapwing/agent-core/input.ts';
import { doneToFile } from './features/activity/files.ts';
import { watchMedia, watchPrinting } from './features/activity/record.ts';
import { isExcluded } from './features/captures/excluded.ts';
import { watchDesktopInputs } from './features/captures/inputs.ts';
import { createFileNames, watchPrograms } from './features/captures/named.ts';
import type { Cancel } from './platform/contract/cancel.ts';
import type { Machine } from './platform/contract/platform.ts';
import type { DesktopWindow } from './platform/contract/windows.ts';
import type { SeatNow } from './seat-now.ts';

/** Windows of the agent say what staff wrote: nothing in them is the person's. */
export function isOwnWindow({ pid }: DesktopWindow): boolean {
  return pid === process.pid;
}

/** Whether nothing of a window may be read or shown, as the school has it now; of the platform's secret ones too. */
export function excludedNow(agent: () => Pick<Agent, 'leftAlone'>): (window: DesktopWindow) => boolean {
  return (window) => isExcluded(window, agent().leftAlone());
}

/** Tells the agent what is written, opened, named and done, at whichever seat there is. */
export function composeWatching(parts: {
  readonly seat: SeatNow;
  readonly machine: Pick<Machine, 'processes' | 'files' | 'printing' | 'removableMedia'>;
  readonly clock: Clock;
  readonly agent: Agent;
  /** Whether nothing of a window may be looked at. */
  readonly excluded: (window: DesktopWindow) => boolean;
  /** Whether what happens in a window is told by an agent of its own, as by that of a browser. */
  readonly joined: (window: DesktopWindow) => boolean;
  /** Tells when `joined` may say otherwise. */
  readonly onJoined: (changed: () => void) => Cancel;
  /** Whether staff work the keyboard from afar. */
  readonly worked: () => boolean;
  /** Whether media may be used now. */
  readonly mediaAllowed: () => boolean;
  readonly log: Log;
}): Cancel {
  const { seat, machine, clock, agent, excluded, joined, onJoined, worked, mediaAllowed, log } = parts;
  const { files, processes, printing, removableMedia: media } = machine;
  let account: string | null = null;
  let cancelInputs: Cancel = () => undefined;
  let cancelFiles: Cancel = () => undefined;
  let watched: string | null = null;

  const feed = (input: AgentInput): void => {
    agent.feed(input).catch(() => log('agent.input-lost'));
  };
  const names = createFileNames({ clock, feed });

  function followSeat(): void {
    cancelInputs();
    cancelInputs = (): void => undefined;
    const { windows = null, input = null } = seat.current() ?? {};
    if (windows === null) return;
    cancelInputs = watchDesktopInputs({
      input,
      windows,
      clock,
      excluded: (window) => isOwnWindow(window) || excluded(window),
      joined(place) {
        const front = windows.front();
        return front?.place === place && joined(front);
      },
      onJoined,
      worked,
      feed,
    });
  }

  async function followPerson(): Promise<void> {
    account = (await seat.session.current())?.account ?? null;
    if (account === watched || files === null) return;
    watched = account;
    cancelFiles();
    cancelFiles = (): void => undefined;
    const folders = account === null ? [] : await files.personal(account);
    // Meanwhile somebody else may have come.
    if (folders.length === 0 || watched !== account) return;
    cancelFiles = files.watch(
      folders,
      (change) => {
        names.changed(change);
        const done = doneToFile(change);
        if (done !== null) agent.record(done);
      },
      () => log('files.unseen'),
    );
    log('files.watched', { folders: folders.length });
  }

  const record: Agent['record'] = (done) => agent.record(done);
  const cancels: readonly Cancel[] = [
    seat.onChange(followSeat),
    seat.session.onChange(() => void followPerson().catch(() => log('files.not-watched'))),
    ...(processes === null
      ? []
      : [
          watchPrograms({
            processes,
            clock,
            ofPerson: (process) => account !== null && process.account === account,
            feed,
          }),
        ]),
    ...(printing === null
      ? []
      : [watchPrinting({ printing, account: () => account, record, named: names.printed })]),
    ...(media === null ? [] : [watchMedia({ media, allowed: mediaAllowed, record })]),
  ];
  followSeat();
  void followPerson().catch(() => log('files.not-watched'));
  return () => {
    cancelInputs();
    cancelFiles();
    for (const cancel of cancels) cancel();
  };
}

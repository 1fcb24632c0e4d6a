import type { Cancel, Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Log } from '@lapwing/agent-core/contracts/log.ts';
import type { StateStore } from '@lapwing/agent-core/contracts/state-store.ts';
import { readDocument, writeDocument } from '@lapwing/agent-core/stored-document.ts';
import type { TamperingFound } from '@lapwing/agent-core/tampering.ts';
import { z } from 'zod';
import type { OwnFiles } from '../../platform/contract/own-files.ts';
import type { SeatEnd } from '../../platform/contract/seat-end.ts';
import type { DesktopSession } from '../../platform/contract/session.ts';
import type { RunNotes, SystemRun } from '../../platform/contract/system-run.ts';
import { createClockMoves } from './clock-moves.ts';
import { endOf, RunNote, sameRun } from './last-run.ts';

const LOOK_EVERY_MS = 60_000;
/** Looks between two at the files. */
const FILES_EVERY = 60;
const FILES = 'own-files';
const FilesDocument = z.object({ version: z.string(), marks: z.string(), content: z.string() });

const SEAT_ENDS: Readonly<Record<SeatEnd, TamperingFound['what']>> = Object.freeze({
  killed: 'seat-killed',
  failed: 'seat-failed',
  unknown: 'seat-ended',
});

export interface TamperWatch {
  /**
   * The agent ends because it is told to: to be called while the agent can still keep what is found.
   * @returns whether there was anything to tell
   */
  goodbye(): Promise<boolean>;
  /** The process ends; whatever brought that about, it was not killed. For the very last moment: nothing is waited for. */
  ended(): void;
  stop(): void;
}

/**
 * Finds out what was done to the agent so that it should not see or hold, and tells of it: that it was killed or stopped
 * while the system went on, its part at the seat cut off or ended while the same person stayed, the clock moved away from
 * the server's time, its own files changed. Of a part that ended it says no more than the system tells. Fulfilled once
 * the last run has been looked at.
 */
export async function watchTampering(parts: {
  readonly run: SystemRun;
  readonly notes: RunNotes;
  readonly state: StateStore;
  /** Null where the agent does not run from files that are its own alone. */
  readonly ownFiles: OwnFiles | null;
  readonly version: string;
  readonly clock: Pick<Clock, 'now' | 'passed' | 'setTimer'>;
  readonly session: Pick<DesktopSession, 'current' | 'onChange'>;
  /** The seat was lost, and not because the agent let go of it; how never rejects. */
  readonly onSeatLost: (lost: (how: Promise<SeatEnd>) => void) => Cancel;
  /** What the server said last in this run that the time is, and when by `clock.passed`; null before. */
  readonly serverSaid: () => { readonly time: number; readonly passed: number } | null;
  readonly tampered: (found: TamperingFound) => Promise<void>;
  readonly log: Log;
}): Promise<TamperWatch> {
  const { run, notes, state, ownFiles, version, clock, session, serverSaid, log } = parts;
  const boot = await run.boot();
  const moment = (): { wall: number; up: number } => ({ wall: clock.now(), up: run.up() });
  let finished = false;

  const tell = async (found: TamperingFound): Promise<void> => {
    log('tampering.found', { what: found.what, seconds: found.seconds ?? 0 });
    await parts.tampered(found).catch(() => log('tampering.not-kept'));
  };
  const noteOf = (end: RunNote['end']): string =>
    JSON.stringify({ boot, ...moment(), end } satisfies RunNote);

  const last = readNote(await notes.read());
  const now = { boot, ...moment() };
  const changing = await notes.changing();
  const failed = await notes.failed();
  notes.write(noteOf(null));
  const own: RunNote | null = failed && last?.end === null ? { ...last, end: 'itself' } : last;
  const end = changing ? null : endOf(own, now);
  if (failed) log('agent.failed-before');
  if (end !== null) await tell(end);

  // The truth as the server has it, at a moment of the count that goes on through sleep.
  let heard: { passed: number; time: number; up: number } | null = null;
  function truth(): number | null {
    const said = serverSaid();
    if (said !== null && said.passed !== heard?.passed)
      heard = { ...said, up: run.up() - (clock.passed() - said.passed) };
    return heard === null ? null : heard.time + run.up() - heard.up;
  }
  const moves = createClockMoves(last !== null && sameRun(last, now) ? last : now);

  async function lookAtClock(): Promise<void> {
    for (const { by, at } of moves.look(moment(), truth()))
      await tell({ what: 'clock-moved', seconds: Math.round(by / 1000), at });
  }

  async function lookAtFiles(excused: boolean): Promise<void> {
    if (ownFiles === null) return;
    const before = await readDocument(state, FILES, FilesDocument);
    const same = before?.version === version ? before : null;
    const seen = await ownFiles.look(same);
    if (seen === null || seen === same) return;
    await writeDocument(state, FILES, { version, marks: seen.marks, content: seen.content });
    if (same !== null && same.content !== seen.content && !excused)
      await tell({ what: 'files-changed', seconds: null });
  }

  const careful = (work: Promise<void>): void => {
    work.catch(() => log('tampering.not-looked'));
  };
  let looks = 0;
  let cancelTimer: Cancel = () => undefined;
  function again(): void {
    cancelTimer = clock.setTimer(LOOK_EVERY_MS, () => {
      looks += 1;
      notes.write(noteOf(null));
      careful(lookAtClock());
      if (looks % FILES_EVERY === 0) careful(notes.changing().then(lookAtFiles));
      again();
    });
  }

  /** Who sat there when the seat was lost, until somebody is known at the next one. */
  let lost: { logOnId: string; wall: number; up: number; how: Promise<SeatEnd> } | null = null;
  let person: string | null = null;
  async function lookAtPerson(): Promise<void> {
    const logOnId = (await session.current())?.logOnId ?? null;
    if (finished) return;
    // Without a seat nobody is seen: who sat there before stays known.
    if (logOnId === null) return;
    person = logOnId;
    const before = lost;
    lost = null;
    if (before?.logOnId !== logOnId) return;
    const seconds = Math.round((run.up() - before.up) / 1000);
    await tell({ what: SEAT_ENDS[await before.how], seconds, at: before.wall });
  }
  const cancels = [
    session.onChange(() => careful(lookAtPerson())),
    parts.onSeatLost((how) => {
      if (lost === null && person !== null) lost = { logOnId: person, ...moment(), how };
      person = null;
    }),
  ];

  careful(lookAtPerson());
  await lookAtClock();
  await lookAtFiles(changing);
  if (changing) await notes.changed();
  again();

  function stop(): void {
    cancelTimer();
    for (const cancel of cancels) cancel();
  }

  function finish(how: RunNote['end']): void {
    finished = true;
    stop();
    notes.write(noteOf(how));
  }

  return {
    async goodbye() {
      if (finished) return false;
      stop();
      const due = (await notes.changing()) || (await run.goingDown());
      if (due === false) await tell({ what: 'service-stopped', seconds: null });
      finish(due === null ? 'asked' : due ? 'due' : 'told');
      return due === false;
    },
    ended() {
      if (!finished) finish('itself');
    },
    stop,
  };
}

/** What cannot be read says nothing. */
function readNote(text: string | null): RunNote | null {
  if (text === null) return null;
  try {
    const read = RunNote.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

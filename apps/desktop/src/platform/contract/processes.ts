import type { Cancel } from './cancel.ts';

export interface RunningProcess {
  readonly pid: number;
  /** File name of the program in lower case without its ending. */
  readonly executable: string;
  /** What it is called inside its file where the file says (`OriginalFilename`), so that renaming does not hide it. */
  readonly originalName: string | null;
  /** Absolute path; null where it cannot be told. */
  readonly path: string | null;
  /** Milliseconds since 1970. Together with `pid` it names one process for good. */
  readonly startedAt: number;
  /** Account that it runs as; null where it cannot be told. */
  readonly account: string | null;
}

/** The programs that run. Never rejects. */
export interface Processes {
  list(): Promise<readonly RunningProcess[]>;
  /** Called soon after one has begun; one that is over within the second may be missed. */
  onStarted(started: (process: RunningProcess) => void): Cancel;
  /**
   * Asks it to end, and ends it after so many milliseconds.
   * `gone`: it was no longer there, or the number is another's by now.
   */
  end(process: RunningProcess, graceMs: number): Promise<'ended' | 'gone' | 'refused' | 'failed'>;
}

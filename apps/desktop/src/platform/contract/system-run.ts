/** The run of the system that the agent is part of. */
export interface SystemRun {
  /** Another one after each start of the system; null where the system does not say. Never rejects. */
  boot(): Promise<string | null>;
  /** Milliseconds since the system was started, awake or asleep, by a count that nobody can set. */
  up(): number;
  /** Whether the system itself is on its way down; null where it does not say. Never rejects. */
  goingDown(): Promise<boolean | null>;
}

/** A note about the agent's own run, which is there after the agent was killed; after a power cut it may not be. */
export interface RunNotes {
  /** Null where there is none. Never rejects. */
  read(): Promise<string | null>;
  /** Replaces what was noted, at once: at the very end of a process nothing can be waited for. Never throws. */
  write(note: string): void;
  /**
   * Whether the last run ended by a fault, or was ended since it hung or memory ran out, as what keeps the agent running has
   * noted beside it; false where nothing says so. Asked once: the note is taken away. Never rejects.
   */
  failed(): Promise<boolean>;
  /** Whether an installer or an update is changing the agent, which it says by a file beside the note. */
  changing(): Promise<boolean>;
  /** Takes that file away. Never rejects. */
  changed(): Promise<void>;
}

/** Where an agent asks, beside it, for another version to be put in its place. */
export interface Exchange {
  /** Keeps what is installed now, so that it can be put back. What is kept already stays. Rejects when it cannot. */
  keep(): Promise<void>;
  /**
   * Puts the version that came, or the one that was kept, in place of what is there, and starts it.
   * @returns whether the system says that it is in place; the system being busy is waited for
   */
  install(which: 'come' | 'kept'): Promise<boolean>;
  /** Takes away what was kept, what came, and what was put there for the exchange itself. */
  clear(): Promise<void>;
}

/** Small texts on the disk, by name; each is replaced whole. */
export interface Notes {
  /** Null where there is none. */
  read(name: string): Promise<string | null>;
  /** Durable once fulfilled. */
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Small named documents that survive a restart: enrolment, newest state document, packs, session. */
export interface StateStore {
  read(name: string): Promise<Uint8Array | null>;
  /** Durable once fulfilled; replaces what was there, all or nothing. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  delete(name: string): Promise<void>;
  /** Every name in use, sorted. */
  names(): Promise<readonly string[]>;
}

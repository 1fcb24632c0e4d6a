/** Keeps a secret of the device so that nobody who sits at it can read it. */
export interface Vault {
  /**
   * The secret kept under this name, 32 random bytes made when there is none. Rejects when the place where it is kept
   * is open to others, naming what to do.
   */
  secret(name: string): Promise<Uint8Array>;
}

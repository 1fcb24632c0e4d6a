/** The speakers. There is no microphone in any contract. */
export interface Sound {
  /** False where that failed. */
  setMuted(muted: boolean): Promise<boolean>;
}

/** Hands an address to whatever the person uses for it. */
export interface Opener {
  /** An absolute http or https address, opened as the person and never as the agent. False where that failed. Never rejects. */
  open(url: string): Promise<boolean>;
}

/** What the agent's own files were like. */
export interface OwnFilesSeen {
  /** Another one when a file may have been touched, at no cost. */
  readonly marks: string;
  /** Another one when a file holds something else, or came or went. */
  readonly content: string;
}

/** The files that the agent is made of. */
export interface OwnFiles {
  /**
   * Looks at them; reads them only where their marks are others than before.
   * @returns null when they cannot be read
   */
  look(before: OwnFilesSeen | null): Promise<OwnFilesSeen | null>;
}

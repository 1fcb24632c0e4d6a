/** A matcher that is ready: `scan` answers how many places of the text it reports. */
export type Scan = (text: string) => number;

/** Another way to look for many terms in a text, timed beside the engine. */
export type Peer = {
  readonly name: string;
  readonly licence: string;
  /** What it does differently, for whoever reads the table. */
  readonly note: string;
  /** Bytes of the documents that it is timed with, if it is too slow for those of the others. */
  readonly documentBytes?: number;
  /** Builds its matcher from plain terms in lower case, each to be found as whole words if the peer can. */
  readonly build: (terms: readonly string[]) => Scan;
};

/** A peer with the list of words that it ships, asked whether a text holds any of them. */
export type DefaultList = { readonly name: string; readonly flags: (text: string) => boolean };

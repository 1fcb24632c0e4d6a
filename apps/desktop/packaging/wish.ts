/** What a package is to be made of, and where it is to be put. */
export interface PackageWish {
  /** Folder with the built programs of the agent, absolute; only read. */
  readonly bundle: string;
  /** Folder that takes the package, absolute; it is there. */
  readonly out: string;
  /** Such as `1.4.0`: the version that the bundle was built as. */
  readonly version: string;
  /** Public half of the key whose releases the agent will take: raw Ed25519, base64url. Null: it never brings itself up to date. */
  readonly releaseKey: string | null;
  /** For a trial: made fast rather than small. Left out: small. */
  readonly quick?: boolean;
}

/** Makes the package of one system, and says which files it has written. */
export type MakePackage = (wish: PackageWish) => Promise<readonly string[]>;

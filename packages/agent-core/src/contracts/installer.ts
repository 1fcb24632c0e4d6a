import type { Target } from '@lapwing/protocol/features/releases/release.ts';

/** A file of a release on its way onto the device. */
export interface IncomingFile {
  /** Bytes that are there, also of an earlier run. */
  have(): number;
  /** Adds what follows; durable once fulfilled. Rejects when the disk takes nothing. */
  append(bytes: Uint8Array): Promise<void>;
  /** SHA-256 of all that is there, in lower-case hexadecimal. */
  sha256(): Promise<string>;
  /** Takes it away. */
  discard(): Promise<void>;
}

/** What became of the last installation. */
export interface Installed {
  readonly from: string;
  readonly to: string;
  /** `rolled-back`: the new version did not come up, and the old one is in its place again. */
  readonly outcome: 'done' | 'rolled-back';
}

/** Who puts another version of the agent in the place of this one. */
export interface Installer {
  readonly target: Target;
  /** The version that runs. */
  readonly version: string;
  /** Public half of the key that releases are signed with: raw Ed25519, base64url. */
  readonly releaseKey: string;
  /** The place of the file with that hash; files of other hashes are taken away. */
  incoming(sha256: string): Promise<IncomingFile>;
  /**
   * Puts the file, which was proved by its hash, in place, and begins to change over: the agent is stopped soon. Should
   * the new version not come up, the old one is put back, and says so by `outcome`.
   */
  install(file: IncomingFile, version: string): Promise<void>;
  /** Until `forget` is called; null while nothing was installed since. */
  outcome(): Promise<Installed | null>;
  forget(): Promise<void>;
}

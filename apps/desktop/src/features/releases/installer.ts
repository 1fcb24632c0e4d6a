import type { IncomingFile, Installed, Installer } from '@lapwing/agent-core/contracts/installer.ts';
import type { Target } from '@lapwing/protocol/features/releases/release.ts';
import type { Notes } from '../../platform/contract/exchange.ts';
import { NOTES, readChange, readOutcome, writeChange, writeHealth } from './change.ts';

/** The agent's end of an exchange: what comes, the asking for it, and the word on how it went. */
export interface DesktopInstaller extends Installer {
  /** Says that this version is up, and whether it is connected: what exchanged it waits for that. */
  readonly alive: (connected: boolean) => Promise<void>;
}

/**
 * @param parts.open the place of a file that comes, by its hash
 * @param parts.begin hands the file to the program that exchanges the agent, and starts that beside it
 * @param parts.server the school's server; null while the device is not enrolled
 */
export function createDesktopInstaller<Incoming extends IncomingFile>(parts: {
  readonly target: Target;
  readonly version: string;
  readonly releaseKey: string;
  readonly notes: Notes;
  readonly open: (sha256: string) => Promise<Incoming>;
  readonly begin: (file: Incoming) => Promise<void>;
  readonly server: () => string | null;
  readonly pid: number;
  readonly proveMs: number;
}): DesktopInstaller {
  const { target, version, releaseKey, notes, pid, proveMs } = parts;
  let come: Incoming | null = null;
  let isTold = false;
  let said: boolean | null = null;
  let saying: Promise<void> = Promise.resolve();

  return {
    target,
    version,
    releaseKey,
    async incoming(sha256) {
      // One at a time: what is there now may still have to make room for the one before.
      if ((await readChange(notes)) !== null) throw new Error('Another version is being put in place.');
      come = await parts.open(sha256);
      return come;
    },
    async install(file, to) {
      if (come === null || file !== come) throw new Error('The file is none that came here.');
      await notes.remove(NOTES.outcome);
      await writeChange(notes, { from: version, to, step: 'asked', server: parts.server(), proveMs });
      try {
        await parts.begin(come);
      } catch (error) {
        await notes.remove(NOTES.change);
        throw error;
      }
    },
    async outcome(): Promise<Installed | null> {
      const left = await readOutcome(notes);
      if (left !== null) return left;
      const change = await readChange(notes);
      // Whether it stays up is waited for meanwhile. Should it not, the version before says so, and that word is newer.
      return change !== null && change.to === version && !isTold
        ? { from: change.from, to: version, outcome: 'done' }
        : null;
    },
    async forget() {
      isTold = true;
      await notes.remove(NOTES.outcome);
    },
    alive(connected) {
      if (connected === said) return saying;
      said = connected;
      saying = saying
        .then(async () => writeHealth(notes, { version, pid, connected }))
        .catch(() => undefined);
      return saying;
    },
  };
}

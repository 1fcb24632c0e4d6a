import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT_RELEASE_KEY } from '@lapwing/protocol/features/releases/key.ts';
import type { Target } from '@lapwing/protocol/features/releases/release.ts';
import { createDesktopInstaller, type DesktopInstaller } from './features/releases/installer.ts';
import type { Notes } from './platform/contract/exchange.ts';
import { type IncomingPart, openIncoming } from './platform/node/incoming-files.ts';
import { createNotes } from './platform/node/notes.ts';

const PROVE_SECONDS = 120;
/** What comes, what is kept, and what both are when they are unpacked. */
const SPARE_BYTES = 700_000_000;
const KEY = /^[A-Za-z0-9_-]{43}$/u;

/** An agent as it runs on a device. */
export interface RunningAgent {
  /** Of the agent's own files. */
  readonly folder: string;
  /** Folder that the agent was installed into. */
  readonly program: string;
  readonly version: string;
  /** The school's server; null while the device is not enrolled. */
  readonly server: () => string | null;
  readonly environment: NodeJS.ProcessEnv;
}

/** Hands a file that has come to the program that exchanges the agent, and starts that beside it. */
export type BeginExchange = (come: IncomingPart) => Promise<void>;

/**
 * Brings the agent up to date where it was installed from its package; null where it runs from anywhere else, or was made
 * without a key whose releases it could trust.
 * @param makeReady how a system exchanges the agent, made ready as the agent starts; `folder` is of the exchange
 */
export async function openInstaller(
  { folder: own, program, version, server, environment }: RunningAgent,
  target: Target,
  makeReady: (folder: string, notes: Notes) => BeginExchange | Promise<BeginExchange>,
): Promise<DesktopInstaller | null> {
  // Lies beside the program only where the package has put it there.
  const given = await readFile(path.join(program, 'release-key'), 'utf8').catch(() => null);
  const releaseKey = given?.trim() ?? PROJECT_RELEASE_KEY;
  if (given === null || releaseKey === null || !KEY.test(releaseKey)) return null;
  const folder = path.join(own, 'update');
  const notes = createNotes(folder);
  return createDesktopInstaller({
    target,
    version,
    releaseKey,
    notes,
    open: async (sha256) => openIncoming(folder, sha256, SPARE_BYTES),
    begin: await makeReady(folder, notes),
    server,
    pid: process.pid,
    proveMs: proveMs(environment['LAPWING_PROVE_SECONDS']),
  });
}

/** For how long a new version has to stay up and connected, as whoever runs the device may say. */
function proveMs(told: string | undefined): number {
  const seconds = Number(told ?? '');
  return 1000 * (seconds >= 5 && seconds <= 3600 ? Math.round(seconds) : PROVE_SECONDS);
}

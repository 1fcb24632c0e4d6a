import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { errorCode } from './outcome.ts';
import { processStart } from './processes.ts';

/** The data folder is ours while the process lives or until `release` (which may be called twice). */
export type FolderLock = { held: true; release(): void };
export type LockHeld = { held: false; by: number };

const holderSchema = z.object({ pid: z.int(), started: z.string(), claim: z.string() });

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function livingHolder(text: string): number | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const holder = holderSchema.safeParse(json);
  if (!holder.success) return undefined;
  return processStart(holder.data.pid) === holder.data.started ? holder.data.pid : undefined;
}

/** Creates `file` with this content, whole from its first moment; false when it is there already. */
function claim(file: string, content: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  try {
    writeFileSync(draft, content, { flag: 'wx', mode: 0o644 });
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Takes a dead owner's lock away; if a living one has claimed the name meanwhile, its lock is put back. */
function removeStale(file: string, judged: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
    if (readText(aside) !== judged) linkSync(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Claims the folder for one supervisor. The lock names a process and when it began, so neither a supervisor that was
 * killed nor a stranger who got its pid later keeps anyone out.
 */
export function acquireLock(file: string): FolderLock | LockHeld {
  const started = processStart(process.pid) ?? 'unknown';
  const content = JSON.stringify({ pid: process.pid, started, claim: randomUUID() });
  for (;;) {
    if (claim(file, content)) break;
    const current = readText(file);
    if (current === undefined) continue;
    const by = livingHolder(current);
    if (by !== undefined) return { held: false, by };
    removeStale(file, current);
  }
  return {
    held: true,
    release() {
      if (readText(file) === content) rmSync(file, { force: true });
    },
  };
}

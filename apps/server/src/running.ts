import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** What a running server leaves in its data folder for the operator's commands. Holds no secret. */
const Running = z.object({
  url: z.string(),
  pid: z.number().int(),
  /** Where the embedded database listens; null with one outside. */
  database: z.object({ host: z.string(), port: z.number().int() }).nullable(),
});
export type Running = z.infer<typeof Running>;

export function writeRunning(path: string, running: Running): void {
  writeFileSync(path, `${JSON.stringify(running)}\n`, { mode: 0o600 });
}

/** The server that runs on the data folder; null when none does (a file of one that was killed counts for nothing). */
export function readRunning(path: string): Running | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  const parsed = Running.safeParse(JSON.parse(text));
  return parsed.success && isAlive(parsed.data.pid) ? parsed.data : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

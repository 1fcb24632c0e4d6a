// Puts another version of the agent in place, beside the agent: node update.mjs <folder with the job>
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { changeOver } from './platform/windows/installed/change-over.ts';
import { createRun } from './platform/windows/installed/run.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('The folder with the job is missing.');

const log = (step: string, code: number | null): void => {
  const line = `${JSON.stringify({ at: new Date().toISOString(), step, code })}\n`;
  void appendFile(path.join(folder, 'steps.jsonl'), line).catch(() => undefined);
};

await changeOver(folder, {
  run: createRun(),
  pause: async (ms) => wait(ms),
  isRunning(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  },
  log,
});

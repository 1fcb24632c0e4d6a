import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { median } from './stopwatch.ts';

const answerSchema = z.object({
  milliseconds: z.number(),
  firstScan: z.number(),
  memoryBytes: z.number(),
});

export type Loading = z.infer<typeof answerSchema>;

/**
 * `loadPack` and `createEngine` in fresh processes, and the memory that the engine then holds beyond the bytes of
 * the pack; the median of `times` processes.
 */
export function measureLoading(bytes: Uint8Array, folder: string, times: number): Loading {
  const file = path.join(folder, 'pack');
  writeFileSync(file, bytes);
  const program = path.join(import.meta.dirname, 'load-once.ts');
  const answers = Array.from({ length: times }, () =>
    answerSchema.parse(
      JSON.parse(execFileSync(process.execPath, [program, file], { encoding: 'utf8', timeout: 60_000 })),
    ),
  );
  return {
    milliseconds: median(answers.map(({ milliseconds }) => milliseconds)),
    firstScan: median(answers.map(({ firstScan }) => firstScan)),
    memoryBytes: median(answers.map(({ memoryBytes }) => memoryBytes)),
  };
}

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const answerSchema = z.object({
  bytesPerSecond: z.number(),
  hits: z.number(),
  tableBytes: z.number(),
  compileMs: z.number(),
});

export type VectorscanSpeed = z.infer<typeof answerSchema>;

/** Times Vectorscan; built once, then run for each list of terms. */
export type Vectorscan = (terms: readonly string[], milliseconds: number) => VectorscanSpeed;

/** How to get what is missing. */
export const VECTORSCAN_INSTALL = 'apt-get install libvectorscan-dev gcc';

/**
 * Compiles the small C program in `folder` against Debian's library; undefined if the library or a C compiler is
 * not on this machine. `text` is ASCII and is scanned in documents of `documentBytes`.
 */
export function buildVectorscan(
  source: string,
  folder: string,
  text: string,
  documentBytes: number,
): Vectorscan | undefined {
  const program = path.join(folder, 'vectorscan');
  try {
    execFileSync('cc', ['-O2', '-o', program, source, '-lhs'], { stdio: 'ignore', timeout: 60_000 });
  } catch {
    return undefined;
  }
  const textFile = path.join(folder, 'text');
  const termsFile = path.join(folder, 'terms');
  writeFileSync(textFile, text);
  return (terms, milliseconds) => {
    writeFileSync(termsFile, terms.join('\n'));
    const output = execFileSync(program, [termsFile, textFile, String(documentBytes), String(milliseconds)], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    return answerSchema.parse(JSON.parse(output));
  };
}

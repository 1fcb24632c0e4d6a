import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const Ledger = z.object({
  version: z.literal(1),
  seed: z.number().int(),
  /** When the past of the school was thought out, in milliseconds since 1970. */
  plannedAt: z.number().int(),
  /** By the key of the member of staff. */
  passwords: z.record(z.string(), z.string()),
  /** Staff, pupils, groups and devices are there. */
  seeded: z.boolean(),
  /** How many days of the past have been sent. */
  pastSent: z.number().int().min(0),
  /** What staff did about the past has been done. */
  pastHandled: z.boolean(),
});
export type LedgerContent = z.infer<typeof Ledger>;

/** What the demo must know again at its next start. Its passwords open nothing but the demo. */
export interface Ledger {
  content(): LedgerContent;
  /** Kept for the owner's eyes only; on the disk once fulfilled. */
  change(changes: Partial<LedgerContent>): Promise<void>;
}

/** Opens the ledger, or begins one. Throws when the file is there and is none: it is not overwritten. */
export async function openLedger(file: string, begin: () => LedgerContent): Promise<Ledger> {
  let content: LedgerContent;
  const stored = await read(file);
  if (stored !== null) content = Ledger.parse(JSON.parse(stored));
  else {
    content = begin();
    await write(file, content);
  }
  return {
    content: () => content,
    async change(changes) {
      content = { ...content, ...changes };
      await write(file, content);
    },
  };
}

async function read(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function write(file: string, content: LedgerContent): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

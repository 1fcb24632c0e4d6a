import { AgentVersion } from '@lapwing/protocol/features/releases/release.ts';
import { z } from 'zod';
import type { Notes } from '../../platform/contract/exchange.ts';

/** Names of the notes that the agent and the program which exchanges it leave for each other. */
export const NOTES = Object.freeze({ change: 'change.json', health: 'health.json', outcome: 'outcome.json' });

/**
 * An exchange that is under way. `asked`: nothing has been touched. `kept`: what was there is kept, and the other may be
 * in place. `came`: the other is in place, and has to prove itself. `back`: what was kept is to be put back.
 */
const Change = z.object({
  from: AgentVersion,
  to: AgentVersion,
  step: z.enum(['asked', 'kept', 'came', 'back']),
  /** Address of the school's server: whether it can be reached from this device. */
  server: z.string().nullable(),
  /** How long the other version has to stay up and connected. */
  proveMs: z.number().int().min(1000).max(3_600_000),
});
export type Change = z.infer<typeof Change>;

/** What a version says of itself while it runs. */
const Health = z.object({ version: AgentVersion, pid: z.number().int().min(1), connected: z.boolean() });
export type Health = z.infer<typeof Health>;

const Outcome = z.object({ from: AgentVersion, to: AgentVersion, outcome: z.enum(['done', 'rolled-back']) });
export type Outcome = z.infer<typeof Outcome>;

export async function readChange(notes: Notes): Promise<Change | null> {
  return parsed(await notes.read(NOTES.change), Change);
}

export async function writeChange(notes: Notes, change: Change): Promise<void> {
  await notes.write(NOTES.change, JSON.stringify(change));
}

export async function readHealth(notes: Notes): Promise<Health | null> {
  return parsed(await notes.read(NOTES.health), Health);
}

export async function writeHealth(notes: Notes, health: Health): Promise<void> {
  await notes.write(NOTES.health, JSON.stringify(health));
}

export async function readOutcome(notes: Notes): Promise<Outcome | null> {
  return parsed(await notes.read(NOTES.outcome), Outcome);
}

export async function writeOutcome(notes: Notes, outcome: Outcome): Promise<void> {
  await notes.write(NOTES.outcome, JSON.stringify(outcome));
}

/** A note that is not as it should be is as good as none. */
function parsed<T>(text: string | null, schema: z.ZodType<T>): T | null {
  if (text === null) return null;
  try {
    const read = schema.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

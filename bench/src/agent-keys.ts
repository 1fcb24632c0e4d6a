import { readShippedLibrary } from '@lapwing/library/read.ts';
import { essay } from './agent-pupil.ts';
import { engineOf, packOfLibrary } from './engines.ts';
import { measureKeys } from './keys.ts';

const SENTENCES = 400;
/** The quickest counts: it is the one that other programs kept waiting the least. */
const RUNS = 9;

/** Microseconds that a key costs in the engine of the agent with the library as shipped. */
export async function keyMicros(): Promise<{ readonly push: number; readonly whole: number }> {
  const engine = engineOf(packOfLibrary(await readShippedLibrary()));
  const sentences = Array.from({ length: SENTENCES }, (_, place) =>
    essay(60 + (place % 40), place).replaceAll('\n', ' '),
  );
  const runs = Array.from({ length: RUNS }, () => measureKeys(engine, sentences));
  return {
    push: Math.min(...runs.map(({ probe }) => probe)),
    whole: Math.min(...runs.map(({ typed }) => typed)),
  };
}

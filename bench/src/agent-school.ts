import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { listCaptures, showCapture } from '@lapwing/protocol/features/captures/api.ts';
import { listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { applyChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import { liftRestrictions, setRestriction } from '@lapwing/protocol/features/restrictions/api.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import { addedTerm, recordedWatch } from '../../apps/server/test/own-terms.ts';
import { ask, at } from './control-school.ts';
import type { BenchServer } from './screens-server.ts';

/** A made-up word that the school watches for as severe. */
export const WATCHED = 'flimmer';
export const DEVICE = 'Desk 1';
/** Between two looks at what the server has: what is measured is the agent, which this does not touch. */
const LOOK_MS = 250;

/** Has the school watch for the word, with a picture and a recording of so many seconds. */
export async function watchTheWord(server: BenchServer, recordSeconds: number): Promise<void> {
  const [{ base }, { groups }] = await Promise.all([ask(server, listPolicies), ask(server, listGroups)]);
  const everybody = groups.find(({ builtIn }) => builtIn === 'whole-school')?.id ?? '';
  await ask(server, applyChange, {
    base,
    reason: 'A word of our town.',
    edits: [addedTerm(WATCHED, { severity: 'severe' }), recordedWatch(everybody, recordSeconds)],
  });
}

/** The id of the device once it is on line. Rejects when it does not come. */
export async function onLine(server: BenchServer, withinMs: number): Promise<string> {
  return until(withinMs, 'The agent did not come on line.', async () => {
    const { devices } = await ask(server, listDevices);
    return devices.find(({ name, status }) => name === DEVICE && status === 'online')?.id ?? null;
  });
}

/** The id of the capture that has these words in its sentence; null when there is none in time. */
export async function captureOf(
  server: BenchServer,
  words: string,
  withinMs: number,
): Promise<string | null> {
  return until(withinMs, '', async () => {
    const { items } = await ask(server, listCaptures);
    return items.find(({ text }) => text?.sentence.includes(words) === true)?.id ?? null;
  }).catch(() => null);
}

/** Resolves when the recording of a capture has been stored. */
export async function recordingStored(server: BenchServer, id: string, withinMs: number): Promise<void> {
  await until(withinMs, 'The recording did not come.', async () => {
    const { evidenceItems } = await ask(server, at(showCapture, id));
    const recording = evidenceItems.find(({ kind }) => kind === 'recording');
    return recording?.state === 'ready' ? true : null;
  });
}

/** Locks the device; what it answers lets it go. */
export async function lock(server: BenchServer, deviceId: string): Promise<() => Promise<void>> {
  const id = uuidV7(Date.now(), randomBytes(10));
  await ask(server, setRestriction, {
    ids: [id],
    effect: { kind: 'lock' },
    targets: [{ kind: 'devices', ids: [deviceId] }],
    minutes: 5,
    words: 'Please look to the front',
  });
  return async () => void (await ask(server, liftRestrictions, { ids: [id] }));
}

async function until<T>(withinMs: number, why: string, find: () => Promise<T | null>): Promise<T> {
  const late = performance.now() + withinMs;
  for (;;) {
    const found = await find();
    if (found !== null) return found;
    if (performance.now() > late) throw new Error(why);
    await delay(LOOK_MS);
  }
}

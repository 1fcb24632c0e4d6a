import type { Sound } from '../contract/sound.ts';
import type { Remembered } from '../node/remembered.ts';
import type { Speakers } from './speakers.ts';

export interface WindowsSound extends Sound {
  /** Lets go of everything; what was muted here is heard again. */
  stop(): Promise<void>;
}

/** How soon speakers that the person turns on, or plugs in, are muted again. Nothing is asked while they may be heard. */
const AGAIN_MS = 1000;

/**
 * Mutes every way that sound leaves the device, and puts back those that were heard before: at once what a run before has
 * muted and could not put back.
 * @param keep which ones the agent has muted; Windows remembers that they are muted over a restart
 */
export function createSound(speakers: Speakers, keep: Remembered): WindowsSound {
  const mutedByUs = new Set<string>();
  let wanted = false;
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<unknown> = begin().catch(() => undefined);

  async function inTurn(run: () => Promise<boolean>): Promise<boolean> {
    const next = work.then(run).catch(() => false);
    work = next;
    return next;
  }
  async function remember(): Promise<void> {
    // A disk that is full is no reason to be loud.
    await keep.write([...mutedByUs]).catch(() => undefined);
  }
  async function begin(): Promise<void> {
    for (const id of await keep.read()) mutedByUs.add(id);
    await unmute();
  }
  async function mute(): Promise<boolean> {
    const all = speakers.list();
    if (all === null || all.length === 0) return false;
    const heard = all.filter((speaker) => speaker.muted() !== true);
    const known = mutedByUs.size;
    for (const { id } of heard) mutedByUs.add(id);
    // Remembered first: whatever happens then, a later run knows of them.
    if (mutedByUs.size > known) await remember();
    return heard.map((speaker) => speaker.mute(true)).every(Boolean);
  }
  async function unmute(): Promise<boolean> {
    if (mutedByUs.size === 0) return true;
    const all = speakers.list();
    if (all === null) return false;
    const there = new Map(all.map((speaker) => [speaker.id, speaker]));
    // One that was unplugged stays muted, and is put back when it is there at the next time.
    for (const id of mutedByUs) if (there.get(id)?.mute(false) === true) mutedByUs.delete(id);
    await remember();
    return [...mutedByUs].every((id) => !there.has(id));
  }
  async function setMuted(muted: boolean): Promise<boolean> {
    wanted = muted;
    clearInterval(timer);
    timer = undefined;
    if (!muted) return inTurn(unmute);
    timer = setInterval(() => void inTurn(async () => wanted && mute()), AGAIN_MS);
    timer.unref();
    return inTurn(mute);
  }

  return {
    setMuted,
    stop: async () => {
      await setMuted(false);
      speakers.close();
    },
  };
}

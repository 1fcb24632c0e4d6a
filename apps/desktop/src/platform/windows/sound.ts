import type { Sound } from '../contract/sound.ts';
import type { Speakers } from './speakers.ts';

export interface WindowsSound extends Sound {
  /** Lets go of everything; what was muted here is heard again. */
  stop(): void;
}

/** How soon speakers that the person turns on, or plugs in, are muted again. Nothing is asked while they may be heard. */
const AGAIN_MS = 1000;

/** Mutes every way that sound leaves the device, and puts back those that were heard before. */
export function createSound(speakers: Speakers): WindowsSound {
  const mutedByUs = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  function mute(): boolean {
    const all = speakers.list();
    if (all === null || all.length === 0) return false;
    let done = true;
    for (const speaker of all) {
      if (speaker.muted() === true) continue;
      if (speaker.mute(true)) mutedByUs.add(speaker.id);
      else done = false;
    }
    return done;
  }
  function unmute(): boolean {
    if (mutedByUs.size === 0) return true;
    const all = speakers.list();
    if (all === null) return false;
    const there = new Map(all.map((speaker) => [speaker.id, speaker]));
    // One that was unplugged stays muted, and is put back when it is there at the next time.
    for (const id of mutedByUs) if (there.get(id)?.mute(false) === true) mutedByUs.delete(id);
    return [...mutedByUs].every((id) => !there.has(id));
  }
  function set(muted: boolean): boolean {
    clearInterval(timer);
    timer = undefined;
    if (!muted) return unmute();
    timer = setInterval(mute, AGAIN_MS);
    timer.unref();
    return mute();
  }

  return {
    setMuted: async (muted) => Promise.resolve(set(muted)),
    stop: () => {
      set(false);
      speakers.close();
    },
  };
}

import type { Seat } from '../../platform/contract/platform.ts';

type PartName = 'screen' | 'windows' | 'input' | 'target' | 'surfaces' | 'sound';

/** What there is of a seat. */
export type SeatParts = Readonly<Record<PartName, boolean>>;

/** What a device can see and hold at its seat, and what the session is called where it can less than others. */
export interface SeatFacts {
  readonly parts: SeatParts;
  readonly kind: string | null;
}

/**
 * Says of each seat what there is of it, and while there is none, what there was of the last one: what a device can do
 * does not change because somebody logged off.
 * @param usual before the first seat; and of the sound, while nobody is there whose it is
 */
export function createSeatFacts(usual: SeatParts): (seat: Seat | null, hears: boolean) => SeatFacts {
  let last: SeatFacts = { parts: usual, kind: null };
  return (seat, hears) => {
    if (seat === null) return last;
    const { screen, windows, input, target, surfaces, sound, kind = null } = seat;
    const parts = {
      screen: screen !== null,
      windows: windows !== null,
      // Keys of which some never come are not to be relied upon.
      input: input !== null && hears,
      target: target !== null,
      surfaces: surfaces !== null,
      sound: sound !== null || usual.sound,
    };
    last = { parts, kind };
    return last;
  };
}

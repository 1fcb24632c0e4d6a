import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import type { Seat } from '@lapwing/protocol/features/screens/api.ts';

/** A word on the picture of somebody's screen: what is in force there, or that they ask. */
export interface SeatMark {
  readonly key: string;
  readonly word: string;
  /** Says the same without colour. */
  readonly shape: string;
  readonly tone: 'stop' | 'warn' | 'quiet' | 'accent';
  /** In full, for who points at it. */
  readonly detail: string;
  /** When it ends by itself, counted down beside the word; left out where that is not known or never. */
  readonly until?: string;
  /** Restrictions that a press on `Lift` ends. */
  readonly lift?: readonly string[];
}

/** The room as those see it who bring something to it. */
export interface RoomNow {
  readonly groupId: string;
  readonly group: Group | undefined;
  readonly by: 'people' | 'devices';
  /** Everybody in the room, in the order of the seats. */
  readonly seats: readonly Seat[];
  /** Those that are selected; nobody selected means everybody. */
  readonly chosen: readonly Seat[];
}

export const NO_MARKS: readonly SeatMark[] = Object.freeze([]);

import type { DragEvent } from 'react';
import type { RoomExtras } from '../../room-extras.ts';
import type { MenuPart } from '../../ui/menu-parts.ts';
import type { KeyedSeat } from './seat.ts';
import type { Actions } from './use-actions.ts';
import type { Classroom } from './use-classroom.ts';
import type { SeatsReply } from './use-seats.ts';

/** What every view of a group is given. */
export interface ViewProps {
  room: Classroom;
  actions: Actions;
  may: SeatsReply['may'] | undefined;
  /** Looks at one seat, or at all that are chosen when it is among them; says so where that cannot be. */
  view: (one: KeyedSeat | undefined) => void;
  openCapture: (one: KeyedSeat | undefined) => void;
  /** The context menu for what is chosen. */
  menu: () => readonly MenuPart[];
  /** Marks of a seat, and lifting what they offer to lift. */
  extras: RoomExtras;
  drag: (event: DragEvent<HTMLElement>, one: KeyedSeat) => void;
}

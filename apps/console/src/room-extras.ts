import type { Seat } from '@lapwing/protocol/features/screens/api.ts';
import type { ReactNode } from 'react';
import type { RoomNow, SeatMark } from './seat-marks.ts';
import type { KeyMap } from './ui/keys.ts';
import type { MenuPart } from './ui/menu-parts.ts';
import type { ToolGroup } from './ui/toolbar.tsx';

/** What other features bring to the room of screens. */
export interface RoomExtras {
  /** Actions for the selection; they stand before the room's own. */
  readonly tools: readonly ToolGroup[];
  /** Those less often needed, behind what is done with the screens themselves. */
  readonly operate: ToolGroup;
  /** The same for the context menu. */
  readonly menu: () => readonly MenuPart[];
  readonly keys: KeyMap;
  /** The same marks for a seat about which nothing has changed. */
  readonly marks: (seat: Seat) => readonly SeatMark[];
  /** Above the pictures: the lesson, and what is in force in the room. */
  readonly strip: ReactNode;
  /** In the details of one seat. */
  readonly renderDetails: (seat: Seat) => ReactNode;
  /** Ends what a mark offers to lift. */
  readonly lift: (restrictionIds: readonly string[], seat: Seat) => void;
}

/** Brings it: draws the room with what it has. */
export type WithExtras = (room: RoomNow, draw: (extras: RoomExtras) => ReactNode) => ReactNode;

import type { Group } from '@lapwing/protocol/features/groups/api.ts';

/** Seats on their way from the room to a group at the left. */
export interface DraggedSeats {
  readonly people: readonly string[];
  readonly devices: readonly string[];
  /** What to do when they are let go over a group that takes them. */
  readonly put: (group: Group) => void;
}

/** The drag's own type: nothing from outside the console is ever taken for it. */
export const SEATS_TYPE = 'application/x-lapwing-seats';

let dragged: DraggedSeats | null = null;

export function startSeatDrag(seats: DraggedSeats): void {
  dragged = seats;
}

export function endSeatDrag(): void {
  dragged = null;
}

/** What is being dragged now, if it is something that this group can take in. */
export function draggedFor(group: Group): DraggedSeats | null {
  if (dragged === null) return null;
  return (group.kind === 'people' ? dragged.people : dragged.devices).length > 0 ? dragged : null;
}

/** One tool as wide as it is drawn, in pixels; `first` starts a group. */
export interface FitItem {
  readonly width: number;
  readonly first: boolean;
}

/** The gap between tools and the line between groups with its room, as toolbar.css has them. */
const GAP = 4;
const LINE = 17;

/**
 * How many tools from the start fit into `room` pixels. When not all do, the menu for the rest (`more` wide) has to fit
 * as well; at least none is shown beside it.
 */
export function fitting(items: readonly FitItem[], room: number, more: number): number {
  const ends: number[] = [];
  let used = 0;
  for (const [index, item] of items.entries()) {
    if (index > 0) used += item.first ? LINE : GAP;
    used += item.width;
    ends.push(used);
  }
  if (used <= room) return items.length;
  let count = 0;
  for (const end of ends) {
    if (end + GAP + more > room) break;
    count += 1;
  }
  return count;
}

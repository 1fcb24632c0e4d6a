/** What is selected in the grid or the list. `anchor` is where a range begins, `cursor` what has the focus. */
export interface Selection {
  readonly keys: ReadonlySet<string>;
  readonly anchor: string | null;
  readonly cursor: string | null;
}

export const NOTHING: Selection = Object.freeze({ keys: new Set<string>(), anchor: null, cursor: null });

export interface PickHow {
  /** Ctrl or Command: one more or one less. */
  readonly toggle?: boolean;
  /** Shift: all from the anchor to here. */
  readonly range?: boolean;
}

/** A press on a thing, or Space on it. */
export function pick(before: Selection, order: readonly string[], key: string, how: PickHow): Selection {
  if (how.range === true && before.anchor !== null && order.includes(before.anchor)) {
    const range = between(order, before.anchor, key);
    const keys = how.toggle === true ? new Set([...before.keys, ...range]) : new Set(range);
    return { keys, anchor: before.anchor, cursor: key };
  }
  if (how.toggle === true) {
    const keys = new Set(before.keys);
    if (!keys.delete(key)) keys.add(key);
    return { keys, anchor: key, cursor: key };
  }
  return { keys: new Set([key]), anchor: key, cursor: key };
}

export type Step = 'left' | 'right' | 'up' | 'down' | 'home' | 'end' | 'page-up' | 'page-down';

/**
 * An arrow key in a grid of so many columns and, for the page keys, so many rows in view. The selection follows the
 * focus; with Shift it grows from the anchor, with Ctrl only the focus moves. Null when there is nowhere to go.
 */
export function step(
  before: Selection,
  order: readonly string[],
  where: { readonly step: Step; readonly columns: number; readonly rows: number },
  how: { readonly extend?: boolean; readonly focusOnly?: boolean } = {},
): Selection | null {
  if (order.length === 0) return null;
  const at = before.cursor === null ? -1 : order.indexOf(before.cursor);
  const to = at === -1 ? 0 : target(at, order.length, where);
  const key = order[to];
  if (key === undefined || to === at) return null;
  if (how.focusOnly === true) return { ...before, cursor: key };
  if (how.extend === true) {
    const anchor =
      before.anchor !== null && order.includes(before.anchor) ? before.anchor : (before.cursor ?? key);
    return { keys: new Set(between(order, anchor, key)), anchor, cursor: key };
  }
  return { keys: new Set([key]), anchor: key, cursor: key };
}

function target(
  at: number,
  count: number,
  where: { readonly step: Step; readonly columns: number; readonly rows: number },
): number {
  const { columns, rows } = where;
  const page = columns * Math.max(1, rows);
  switch (where.step) {
    case 'left':
      return Math.max(0, at - 1);
    case 'right':
      return Math.min(count - 1, at + 1);
    case 'up':
      return at - columns < 0 ? at : at - columns;
    case 'down':
      // From the last full row down into a shorter one: its last thing.
      if (at + columns < count) return at + columns;
      return Math.floor(at / columns) < Math.floor((count - 1) / columns) ? count - 1 : at;
    case 'home':
      return 0;
    case 'end':
      return count - 1;
    case 'page-up':
      return at - page < 0 ? at % columns : at - page;
    case 'page-down':
      return at + page < count ? at + page : count - 1;
  }
}

/** The selection without what is no longer there; the same object when nothing was lost. */
export function keepOnly(before: Selection, here: ReadonlySet<string>): Selection {
  const lost = [...before.keys].some((key) => !here.has(key));
  const noCursor = before.cursor !== null && !here.has(before.cursor);
  const noAnchor = before.anchor !== null && !here.has(before.anchor);
  if (!lost && !noCursor && !noAnchor) return before;
  return {
    keys: new Set([...before.keys].filter((key) => here.has(key))),
    anchor: noAnchor ? null : before.anchor,
    cursor: noCursor ? null : before.cursor,
  };
}

/** Every key selected that is there, the focus where it was. */
export function withKeys(before: Selection, keys: ReadonlySet<string>): Selection {
  return { ...before, keys };
}

function between(order: readonly string[], one: string, other: string): readonly string[] {
  const a = order.indexOf(one);
  const b = order.indexOf(other);
  return a === -1 || b === -1 ? [other] : order.slice(Math.min(a, b), Math.max(a, b) + 1);
}

import type { CaptureSummary } from '@lapwing/protocol/features/captures/api.ts';

/** Lines chosen to be dealt with together, and the one from which a stretch is counted. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly from: string | null;
}

export const NONE: Selection = Object.freeze({ ids: new Set<string>(), from: null });

/** Chooses a line, or lets it go. */
export function toggle(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, from: id };
}

/** Chooses everything from the line chosen last up to this one, besides what is chosen already. */
export function extendTo(selection: Selection, order: readonly string[], id: string): Selection {
  const to = order.indexOf(id);
  const from = selection.from === null ? -1 : order.indexOf(selection.from);
  if (to === -1) return selection;
  if (from === -1) return { ids: new Set([...selection.ids, id]), from: id };
  const stretch = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...selection.ids, ...stretch]), from: selection.from };
}

/** What is left of it among the lines that are there: what is not shown is not changed. */
export function chosenOf(selection: Selection, items: readonly CaptureSummary[]): readonly CaptureSummary[] {
  return items.filter((item) => selection.ids.has(item.id));
}

/** How many open captures a choice of lines stands for, incidents with all of theirs. */
export function countChosen(chosen: readonly CaptureSummary[]): number {
  return chosen.reduce((sum, { incident }) => sum + Math.max(1, incident?.open ?? 1), 0);
}

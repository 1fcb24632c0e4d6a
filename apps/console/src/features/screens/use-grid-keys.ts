import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import { pick, type Selection, step, type Step, withKeys } from './selection.ts';

const STEPS: Readonly<Record<string, Step>> = Object.freeze({
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'home',
  End: 'end',
  PageUp: 'page-up',
  PageDown: 'page-down',
});

export interface GridKeys {
  frame: RefObject<HTMLElement | null>;
  order: readonly string[];
  selection: Selection;
  select: (next: Selection) => void;
  columns: number;
  rows: number;
  /** Brings a key into view, so that it can be focused. */
  reveal: (key: string) => void;
  /** Enter. */
  onOpen: (key: string) => void;
  /** The letter c: the newest capture. */
  onCapture: (key: string) => void;
}

/**
 * The keys of a grid or list of many that can be selected (WAI-ARIA grid pattern): arrows, Home, End, page keys, with
 * Shift to extend and Ctrl to move only the focus; Space, Ctrl+A, Escape, Enter. Answers the handler for the grid.
 */
export function useGridKeys(given: GridKeys): (event: KeyboardEvent) => void {
  const focusWanted = useRef<string | null>(null);
  useEffect(() => {
    const key = focusWanted.current;
    if (key === null) return;
    const element = given.frame.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    if (element === null || element === undefined) return;
    focusWanted.current = null;
    element.focus({ preventScroll: true });
  });

  function move(next: Selection | null): void {
    if (next === null || next.cursor === null) return;
    focusWanted.current = next.cursor;
    given.reveal(next.cursor);
    given.select(next);
  }

  return (event) => {
    const { order, selection, select } = given;
    if (event.altKey || !(event.target instanceof HTMLElement)) return;
    // Things inside a row that take keys themselves keep them.
    if (event.target.closest('[data-key]') !== event.target) return;
    const key = event.target.dataset['key'] ?? null;
    const ctrl = event.ctrlKey || event.metaKey;
    const to = STEPS[event.key];
    const from = selection.cursor === key || key === null ? selection : { ...selection, cursor: key };
    if (to !== undefined) {
      event.preventDefault();
      const where = { step: to, columns: given.columns, rows: given.rows };
      move(step(from, order, where, { extend: event.shiftKey, focusOnly: ctrl }));
      return;
    }
    if (key === null) return;
    switch (event.key) {
      case ' ':
        event.preventDefault();
        move(pick(from, order, key, { toggle: !event.shiftKey, range: event.shiftKey }));
        return;
      case 'a':
        if (!ctrl) return;
        event.preventDefault();
        select(withKeys(from, new Set(order)));
        return;
      case 'c':
        if (ctrl) return;
        event.preventDefault();
        given.onCapture(key);
        return;
      case 'Escape':
        if (selection.keys.size === 0) return;
        event.preventDefault();
        select(withKeys(from, new Set()));
        return;
      case 'Enter':
        event.preventDefault();
        given.onOpen(key);
        return;
      default:
    }
  };
}

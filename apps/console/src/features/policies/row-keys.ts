import { type FocusEvent, type KeyboardEvent, useState } from 'react';

/** How the rows of a long table are reached by the keyboard: one of them is a stop of Tab, the arrow keys go on from it. */
export interface RowKeys {
  /** 0 for the controls of the row that Tab stops at, -1 for those of the others. */
  tabIndexOf: (row: string) => 0 | -1;
  /** For the element round the table. Controls name their row by `data-row`. */
  readonly handlers: {
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
    onFocus: (event: FocusEvent<HTMLElement>) => void;
  };
}

const STEPS: Readonly<Record<string, 1 | -1>> = Object.freeze({ ArrowDown: 1, ArrowUp: -1 });

/** Hundreds of rows with a few controls each would be a thousand presses of Tab. */
export function useRowKeys(rows: readonly string[]): RowKeys {
  const [chosen, setChosen] = useState<string | null>(null);
  const current = chosen !== null && rows.includes(chosen) ? chosen : (rows[0] ?? null);
  return {
    tabIndexOf: (row) => (row === current ? 0 : -1),
    handlers: {
      onKeyDown(event) {
        const step = STEPS[event.key];
        if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
        if (!(event.target instanceof Element)) return;
        const next = controlBeside(event.target, step);
        if (next === null) return;
        event.preventDefault();
        next.focus();
      },
      onFocus(event) {
        const { target } = event;
        // The frame comes before its rows: Tab goes on to the first that is in view, wherever it was scrolled to.
        const row =
          target.dataset['row'] ?? (target.matches('.table-frame') ? firstInView(target) : undefined);
        if (row !== undefined) setChosen(row);
      },
    },
  };
}

/** The same control of the row below or above. */
function controlBeside(from: Element, step: 1 | -1): HTMLElement | null {
  const cell = from.closest('td');
  const row = from.closest('tr');
  if (cell === null || row === null) return null;
  const beside = step === 1 ? row.nextElementSibling : row.previousElementSibling;
  return beside?.children[cell.cellIndex]?.querySelector<HTMLElement>('[data-row]') ?? null;
}

function firstInView(frame: HTMLElement): string | undefined {
  const { top, bottom } = frame.getBoundingClientRect();
  const controls = [...frame.querySelectorAll<HTMLElement>('[data-row]')];
  const inView = controls.find((control) => {
    const box = control.getBoundingClientRect();
    return box.top >= top && box.bottom <= bottom;
  });
  return (inView ?? controls[0])?.dataset['row'];
}

import type { CaptureSummary, StaffName } from '@lapwing/protocol/features/captures/api.ts';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { captureQuery } from './queries.ts';
import { type InboxRow, layRows, type Member, rowOf } from './rows.ts';
import { chosenOf, extendTo, NONE, type Selection, toggle } from './selection.ts';

export interface Inbox {
  rows: readonly InboxRow[];
  /** The row that stands for what is shown; -1 for none. */
  current: number;
  currentRow: InboxRow | undefined;
  /** Captures of which the incident is open. */
  opened: ReadonlySet<string>;
  openIncident: (headId: string) => void;
  chosen: readonly CaptureSummary[];
  chosenIds: ReadonlySet<string>;
  choose: (id: string, stretch: boolean) => void;
  chooseAll: () => void;
  chooseNone: () => void;
  /** Those who have any of what is shown, by name. */
  holders: readonly StaffName[];
}

/** The lines of the inbox as they are worked with: which incidents are open, which lines are chosen. */
export function useInbox(items: readonly CaptureSummary[], selectedId: string | null): Inbox {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [selection, setSelection] = useState<Selection>(NONE);
  const heads = items.filter((item) => opened.has(item.id) && item.incident !== null);
  const members = useQueries({
    queries: heads.map((head) => captureQuery(head.id)),
    combine: (results) =>
      new Map<string, readonly Member[]>(
        heads.map((head, index) => [head.id, results[index]?.data?.together ?? []]),
      ),
  });
  const rows = useMemo(() => layRows(items, members), [items, members]);
  const shown = useQuery({ ...captureQuery(selectedId ?? ''), enabled: false }).data;
  const current = rowOf(rows, selectedId, selectedId === null ? null : (shown?.incident?.id ?? null));
  const chosen = useMemo(() => chosenOf(selection, items), [selection, items]);
  const holders = useMemo(() => {
    const known = new Map<string, StaffName>();
    for (const { assignedTo } of items) if (assignedTo !== null) known.set(assignedTo.id, assignedTo);
    return [...known.values()].toSorted((one, other) => one.name.localeCompare(other.name, 'en-GB'));
  }, [items]);
  return {
    rows,
    current,
    currentRow: rows[current],
    opened,
    openIncident(headId) {
      setOpened((before) => {
        const next = new Set(before);
        if (!next.delete(headId)) next.add(headId);
        return next;
      });
    },
    chosen,
    chosenIds: selection.ids,
    choose(id, isStretch) {
      const order = items.map((item) => item.id);
      setSelection((before) => (isStretch ? extendTo(before, order, id) : toggle(before, id)));
    },
    chooseAll: () => setSelection({ ids: new Set(items.map((item) => item.id)), from: null }),
    chooseNone: () => setSelection(NONE),
    holders,
  };
}

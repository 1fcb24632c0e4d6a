import type { Group } from '@lapwing/protocol/features/groups/api.ts';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { groupsQuery } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import type { GroupView } from '../../group-views.ts';
import type { WithExtras } from '../../room-extras.ts';
import { type ClassroomSearch, classroomToSearch } from './search.ts';
import { isShown, keepOrder, type KeyedSeat, type SeatsBy } from './seat.ts';
import { keepOnly, NOTHING, type Selection } from './selection.ts';
import { useSeats } from './use-seats.ts';

export interface ClassroomProps {
  groupId: string;
  view: GroupView;
  search: ClassroomSearch;
  go: (href: string, options?: { replace?: boolean }) => void;
  /** What other features bring to the room. */
  renderWithExtras: WithExtras;
}

/** Milliseconds for which the selection rests before the address follows it. */
const ADDRESS_AFTER = 200;

/** Everything that the views of a group share: who is there, in which order, and what is selected. */
export function useClassroom(props: ClassroomProps) {
  const { groupId, view, search, go } = props;
  const groups = useQuery(groupsQuery);
  const group: Group | undefined = groups.data?.groups.find((one) => one.id === groupId);
  const by: SeatsBy =
    view === 'room' ? 'devices' : (search.by ?? (group?.kind === 'devices' ? 'devices' : 'people'));
  const { query, seats } = useSeats(groupId, by, groups.data !== undefined);
  const shown = useShownSeats(seats, search);
  const [paused, setPaused] = useState<number | null>(null);
  const [selection, setSelection] = useState<Selection>(() =>
    search.at === null ? NOTHING : { keys: new Set([search.at]), anchor: search.at, cursor: search.at },
  );

  const change = useCallback(
    (next: Partial<ClassroomSearch>, options?: { replace?: boolean; view?: GroupView }) => {
      go(paths.groupView(groupId, options?.view ?? view, classroomToSearch({ ...search, ...next })), {
        replace: options?.replace ?? false,
      });
    },
    [go, groupId, search, view],
  );

  // Whoever is gone is no longer selected; the address is left until the next choice.
  const here = useMemo(() => new Set(seats.map(({ key }) => key)), [seats]);
  const kept = query.data === undefined ? selection : keepOnly(selection, here);
  if (kept !== selection) setSelection(kept);

  // Back, forward and links: what the address says is chosen; where it says nothing the choice stays.
  const single = kept.keys.size === 1 ? ([...kept.keys][0] ?? null) : null;
  const [heard, setHeard] = useState(search.at);
  const asked = heard !== search.at && search.at !== null && search.at !== single ? search.at : null;
  if (heard !== search.at) setHeard(search.at);
  if (asked !== null) setSelection({ keys: new Set([asked]), anchor: asked, cursor: asked });
  const at = asked ?? single;

  // The address follows the choice, a moment later.
  const latest = useRef(change);
  useEffect(() => {
    latest.current = change;
  });
  useEffect(() => {
    if (at === search.at) return undefined;
    const timer = setTimeout(() => latest.current({ at }, { replace: true }), ADDRESS_AFTER);
    return () => clearTimeout(timer);
  }, [at, search.at]);

  /** Looks at these devices large; going back leads to the group with the same chosen. */
  function look(live: readonly string[]): void {
    change({ at, live });
  }

  const chosen = useMemo(() => seats.filter(({ key }) => kept.keys.has(key)), [seats, kept.keys]);
  return {
    groupId,
    group,
    groupsQuery: groups,
    query,
    by,
    view,
    search,
    seats,
    shown,
    order: useMemo(() => shown.map(({ key }) => key), [shown]),
    selection: kept,
    select: setSelection,
    chosen,
    paused,
    setPaused,
    change,
    look,
    go,
  };
}
export type Classroom = ReturnType<typeof useClassroom>;

/** The seats that are shown, in an order that does not change under the reader; a new choice of order sorts anew. */
function useShownSeats(seats: readonly KeyedSeat[], search: ClassroomSearch): readonly KeyedSeat[] {
  const { show, sort } = search;
  const [kept, setKept] = useState<{ sort: string; seats: readonly KeyedSeat[]; order: readonly string[] }>({
    sort,
    seats,
    order: keepOrder([], seats, sort),
  });
  let now = kept;
  if (kept.sort !== sort || kept.seats !== seats) {
    now = { sort, seats, order: keepOrder(kept.sort === sort ? kept.order : [], seats, sort) };
    setKept(now);
  }
  return useMemo(() => {
    const byKey = new Map(seats.map((one) => [one.key, one]));
    return now.order.flatMap((key) => {
      const one = byKey.get(key);
      return one !== undefined && isShown(one.seat, show) ? [one] : [];
    });
  }, [seats, show, now.order]);
}

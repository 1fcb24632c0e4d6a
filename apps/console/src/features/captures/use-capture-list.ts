import { type CaptureSummary, listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { load } from '../../api/client.ts';
import { useFrames } from '../../api/live.tsx';
import { useMe } from '../../api/queries.ts';
import { type CaptureFilters, filtersToQuery, filtersToSearch, matches } from './filters.ts';
import { captureListQuery, PAGE_ROWS, putInLists } from './queries.ts';
import { isInShown } from './rows.ts';

/** Milliseconds in which many changes of one incident lead to one look at it. */
const GATHERS = 400;

export interface CaptureList {
  items: readonly CaptureSummary[];
  state: 'loading' | 'failed' | 'ready';
  error: unknown;
  /** Captures that arrived and wait above the list until they are asked for. */
  fresh: number;
  showFresh: () => void;
  refreshing: boolean;
  more: boolean;
  loadMore: () => void;
  retry: () => void;
}

/** The list of captures, live: rows change in place, new ones wait until they are asked for. */
export function useCaptureList(filters: CaptureFilters): CaptureList {
  const client = useQueryClient();
  const me = useMe().account.id;
  const query = useInfiniteQuery(captureListQuery(filters));
  const view = filtersToSearch(filters);
  const [waiting, setWaiting] = useState<{ view: string; ids: ReadonlySet<string> }>({
    view,
    ids: new Set(),
  });
  const wasLive = useRef(false);
  const gathering = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const timers = gathering.current;
    return () => {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    };
  }, []);
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const known = useMemo(() => new Set(items.map((item) => item.id)), [items]);
  const freshIds = waiting.view === view ? waiting.ids : new Set<string>();

  function meet(captures: readonly CaptureSummary[]): void {
    for (const capture of captures) putInLists(client, capture);
    const unseen = captures.filter(
      (capture) => !known.has(capture.id) && matches(filters, capture, me) && !isInShown(items, capture),
    );
    if (unseen.length === 0) return;
    if (items.length === 0) {
      // Nothing is being read: there is nothing that could move.
      void query.refetch();
      return;
    }
    setWaiting((before) => {
      const ids = new Set(before.view === view ? before.ids : []);
      for (const capture of unseen) ids.add(capture.id);
      return { view, ids };
    });
  }

  async function catchUp(): Promise<void> {
    const page = await load(listCaptures, {
      query: { ...filtersToQuery(filters), sort: 'newest', together: 'true', limit: PAGE_ROWS },
    });
    meet(page.items);
  }

  /** What is said of the others of its incident has changed with it; of many changes at once it is asked for once. */
  function refreshMates(capture: CaptureSummary): void {
    const { incident } = capture;
    if (incident === null || gathering.current.has(incident.id)) return;
    const timer = setTimeout(() => {
      gathering.current.delete(incident.id);
      void client.invalidateQueries({
        queryKey: ['captures', 'detail'],
        predicate: ({ state }) => isOfIncident(state.data, incident.id),
      });
    }, GATHERS);
    gathering.current.set(incident.id, timer);
  }

  useFrames((frame) => {
    switch (frame.type) {
      case 'captures/arrived':
        meet([frame.capture]);
        break;
      case 'captures/changed':
        meet([frame.capture]);
        void client.invalidateQueries({ queryKey: ['captures', 'detail', frame.capture.id] });
        refreshMates(frame.capture);
        break;
      case 'console/ready':
        // What happened while the connection was down was told to nobody.
        if (wasLive.current) {
          catchUp().catch(() => undefined);
          void client.invalidateQueries({ queryKey: ['captures', 'detail'] });
        }
        wasLive.current = true;
        break;
      case 'concerns/changed':
      case 'devices/changed':
      case 'console/pulse':
      case 'captures/looking':
      case 'devices/attempt-refused':
      case 'devices/tampered':
      case 'restrictions/changed':
      case 'lessons/changed':
      case 'assistance/changed':
      case 'messages/changed':
      case 'agreements/changed':
      case 'access/changed':
      case 'groups/changed':
      case 'people/changed':
      case 'accounts/changed':
        break;
    }
  });

  return {
    items,
    state: query.data !== undefined ? 'ready' : query.isError ? 'failed' : 'loading',
    error: query.error,
    fresh: [...freshIds].filter((id) => !known.has(id)).length,
    showFresh() {
      setWaiting({ view, ids: new Set() });
      void query.refetch();
    },
    refreshing: query.isRefetching && !query.isFetchingNextPage,
    more: query.hasNextPage,
    loadMore() {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    retry() {
      void query.refetch();
    },
  };
}

function isOfIncident(data: unknown, incidentId: string): boolean {
  if (typeof data !== 'object' || data === null || !('incident' in data)) return false;
  const { incident } = data;
  return typeof incident === 'object' && incident !== null && 'id' in incident && incident.id === incidentId;
}

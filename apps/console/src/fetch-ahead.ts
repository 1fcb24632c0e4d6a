import type { Me } from '@lapwing/protocol/features/accounts/api.ts';
import type { QueryClient } from '@tanstack/react-query';
import { groupsQuery } from './api/queries.ts';
import { parseFilters } from './features/captures/filters.ts';
import { captureListQuery } from './features/captures/queries.ts';
import { type FirstPage, firstPageOf } from './first-page.ts';

/**
 * Begins to fetch what the page at this address shows, its script and its data, while the frame around it is still being
 * drawn: on a slow laptop one after the other takes half a second more. What fails is asked for again by the page.
 */
export function fetchFirstPage(
  client: QueryClient,
  me: Me,
  address: { pathname: string; search: string },
): void {
  const { pathname, search } = address;
  const page = pathname === '/' ? firstPageOf(me) : pageAt(pathname);
  if (page === 'captures' && me.capabilities.includes('captures.view')) {
    ignore(import('./features/captures/captures-page.tsx'));
    const filters = parseFilters(Object.fromEntries(new URLSearchParams(search)));
    ignore(client.prefetchInfiniteQuery(captureListQuery(filters)));
  }
  if (page === 'group' && me.capabilities.includes('groups.view')) {
    ignore(import('./features/screens/workplace.tsx'));
    ignore(import('./controlled-room.tsx'));
    ignore(client.prefetchQuery(groupsQuery));
  }
}

/** Milliseconds after which a room is at rest, and what it may need can come without being in the way. */
const AT_REST_MS = 3000;

/**
 * Fetches the windows of a room before they are opened: a lock that is wanted while the network fails must not wait for
 * its window. Returns what keeps it from doing so.
 */
export function fetchRoomWindows(): () => void {
  const timer = setTimeout(() => {
    ignore(import('./ui/dialog-body.tsx'));
    ignore(import('./ui/choice-list.tsx'));
    ignore(import('./ui/menu-list.tsx'));
    ignore(import('./features/restrictions/restrict-window.tsx'));
    ignore(import('./features/messages/say-window.tsx'));
    ignore(import('./features/lessons/end-window.tsx'));
    ignore(import('./features/lessons/start-window.tsx'));
    ignore(import('./features/assistance/asks-panel.tsx'));
  }, AT_REST_MS);
  return () => clearTimeout(timer);
}

function pageAt(pathname: string): FirstPage | null {
  if (/^\/captures(?:\/|$)/.test(pathname)) return 'captures';
  return /^\/groups\/[^/]+\/(?:thumbnails|list|room)$/.test(pathname) ? 'group' : null;
}

function ignore(work: Promise<unknown>): void {
  work.catch(() => undefined);
}

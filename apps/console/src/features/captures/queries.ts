import {
  type CaptureDetail,
  type CaptureSummary,
  listCaptures,
  showArriving,
  showCapture,
} from '@lapwing/protocol/features/captures/api.ts';
import {
  infiniteQueryOptions,
  type InfiniteData,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import { load } from '../../api/client.ts';
import { type CaptureFilters, filtersToQuery, filtersToSearch } from './filters.ts';
import { meetInItems } from './rows.ts';

export const PAGE_ROWS = 100;

type CapturePage = { items: CaptureSummary[]; next: string | null };
export type CapturePages = InfiniteData<CapturePage, string | null>;

/** The list stays as it is until its reader asks for the new ones: no refetch by itself. */
export function captureListQuery(filters: CaptureFilters) {
  return infiniteQueryOptions({
    queryKey: ['captures', 'list', filtersToSearch(filters)],
    queryFn: ({ pageParam, signal }) =>
      load(
        listCaptures,
        {
          query: {
            ...filtersToQuery(filters),
            together: 'true',
            limit: PAGE_ROWS,
            ...(pageParam === null ? {} : { after: pageParam }),
          },
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export function captureQuery(id: string) {
  return queryOptions({
    queryKey: ['captures', 'detail', id],
    queryFn: ({ signal }) => load(showCapture, { params: { id } }, signal),
    // Each fetch is a recorded view of pupil data: frames say when there is something new.
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

/** Milliseconds between looks at how much has come: while it comes, and while nothing has. */
const COMES_MS = 2000;
const WAITS_MS = 10_000;

/** How much of the evidence has come; that it is there, or lost, comes with the capture. Asked only while in view. */
export function arrivingQuery(captureId: string) {
  return queryOptions({
    queryKey: ['captures', 'arriving', captureId],
    queryFn: ({ signal }) => load(showArriving, { params: { id: captureId } }, signal),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ arrived }) => arrived > 0) === true ? COMES_MS : WAITS_MS,
    gcTime: 0,
  });
}

/** Puts a changed capture in the place of its old row; the order of rows never changes under the reader. */
export function replaceInPages(pages: CapturePages, capture: CaptureSummary): CapturePages {
  const next = pages.pages.map((page) => {
    const items = meetInItems(page.items, capture);
    return items === page.items ? page : { ...page, items: [...items] };
  });
  return next.every((page, index) => page === pages.pages[index]) ? pages : { ...pages, pages: next };
}

/** Shows a change in every list that is kept. */
export function putInLists(client: QueryClient, capture: CaptureSummary): void {
  client.setQueriesData<CapturePages>({ queryKey: ['captures', 'list'] }, (pages) =>
    pages === undefined ? undefined : replaceInPages(pages, capture),
  );
}

/** Takes in the answer to a change. */
export function putCapture(client: QueryClient, capture: CaptureDetail): void {
  client.setQueryData(captureQuery(capture.id).queryKey, capture);
  putInLists(client, capture);
}

/**
 * Where the PDF of a capture, or of a whole incident, is fetched from; the server says by `may.export` who may.
 * @param screenshot with the screenshot, which is a look at it
 */
export function captureFileHref(of: 'capture' | 'incident', id: string, screenshot: boolean): string {
  const where = of === 'capture' ? '' : 'incidents/';
  return `/api/captures/${where}${encodeURIComponent(id)}/pdf${screenshot ? '?evidence=true' : ''}`;
}

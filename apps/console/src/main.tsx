import '@fontsource-variable/inter/index.css';
import './ui/tokens.css';
import './ui/base.css';
import './ui/controls.css';
import './ui/layers.css';
import { type QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, StrictMode, useEffect, useSyncExternalStore } from 'react';
import { I18nProvider, RouterProvider as LinkRouter } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { meQuery } from './api/queries.ts';
import { makeQueryClient } from './api/query-client.ts';
import { fetchFirstPage } from './fetch-ahead.ts';
import { connectPreferences, startPreferences } from './preferences.ts';
import { makeRouter } from './routes.tsx';
import { ToastRegion } from './ui/toast-region.tsx';
import { clearToasts } from './ui/toasts.ts';

/** By then the first page stands, also on a slow laptop: what is fetched ahead must not be in its way. */
const AT_REST_MS = 8_000;

startPreferences();
// The server was brought up to date under an open page: the parts that it has not loaded yet have other names now.
window.addEventListener('vite:preloadError', () => void reloadIfReachable());

/** While the server cannot be reached the page stays as it is, with all that was typed in it. */
async function reloadIfReachable(): Promise<void> {
  const answer = await fetch('/', { cache: 'no-store' }).catch(() => null);
  if (answer?.ok === true) window.location.reload();
}

/** Follows who is signed in: their preferences come, and what was said to somebody else goes. */
function AccountFollower(): null {
  const client = useQueryClient();
  // The cache itself: who signs in or out empties it, and a query that was watched before is another one then.
  const id = useSyncExternalStore(
    (changed) => client.getQueryCache().subscribe(changed),
    () => client.getQueryData(meQuery.queryKey)?.account.id ?? null,
  );
  useEffect(() => {
    connectPreferences(id);
    return id === null ? undefined : clearToasts;
  }, [id]);
  return null;
}

const router = makeRouter();
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
setTimeout(fetchTheRest, AT_REST_MS);
if (import.meta.env.DEV && window.location.pathname === '/gallery') {
  void import('./ui/gallery/gallery-page.tsx').then(({ GalleryPage }) => start(root, <GalleryPage />));
} else {
  start(root, <RouterProvider router={router} />);
}

/**
 * What opens over a page is fetched once the page is at rest: it is there at once when it is wanted, and also while the
 * server cannot be reached.
 */
function fetchTheRest(): void {
  const parts = [
    () => import('./ui/menu-list.tsx'),
    () => import('./ui/choice-list.tsx'),
    () => import('./ui/dialog-body.tsx'),
    () => import('./features/accounts/sign-in-form.tsx'),
    () => import('./palette.tsx'),
  ];
  const fetchThem = (): void => {
    // One that cannot be fetched now is asked for again when it is needed.
    for (const part of parts) part().catch(() => undefined);
  };
  if ('requestIdleCallback' in window) requestIdleCallback(fetchThem, { timeout: 30_000 });
  else fetchThem();
}

async function fetchAhead(client: QueryClient): Promise<void> {
  await client.prefetchQuery(meQuery);
  const me = client.getQueryData(meQuery.queryKey);
  if (me !== undefined) fetchFirstPage(client, me, window.location);
}

function start(place: HTMLElement, page: ReactNode): void {
  const client = makeQueryClient();
  // Every page behind the sign-in waits for this answer: asked for before the first drawing.
  if (!/^\/(?:sign-in|setup|welcome|notice|gallery)(?:\/|$)/.test(window.location.pathname))
    void fetchAhead(client);
  createRoot(place).render(
    <StrictMode>
      <I18nProvider locale="en-GB">
        <QueryClientProvider client={client}>
          <LinkRouter navigate={(href) => router.history.push(href)}>
            {page}
            <ToastRegion />
            <AccountFollower />
          </LinkRouter>
        </QueryClientProvider>
      </I18nProvider>
    </StrictMode>,
  );
}

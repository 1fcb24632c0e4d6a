import '@fontsource-variable/inter/index.css';
import './ui/tokens.css';
import './ui/base.css';
import './ui/controls.css';
import './ui/layers.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { I18nProvider, RouterProvider as LinkRouter } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { makeQueryClient } from './api/query-client.ts';
import { startPreferences } from './preferences.ts';
import { makeRouter } from './routes.tsx';

startPreferences();
// The server was brought up to date under an open page: the parts that it has not loaded yet have other names now.
window.addEventListener('vite:preloadError', () => window.location.reload());

const router = makeRouter();
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <I18nProvider locale="en-GB">
      <QueryClientProvider client={makeQueryClient()}>
        <LinkRouter navigate={(href) => router.history.push(href)}>
          <RouterProvider router={router} />
        </LinkRouter>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);

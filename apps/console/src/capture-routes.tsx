import { createRoute, useParams } from '@tanstack/react-router';
import { use } from 'react';
import { parseFilters } from './features/captures/filters.ts';
import { Needs, PaletteContext, useGo } from './inside.tsx';
import { CapturesPage, MeaningsPage } from './pages.tsx';
import { insideRoute } from './root-routes.tsx';

const capturesRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/captures',
  validateSearch: parseFilters,
  component: function Captures() {
    const filters = capturesRoute.useSearch();
    const { captureId } = useParams({ strict: false });
    const openPalette = use(PaletteContext);
    return (
      <CapturesPage
        filters={filters}
        selectedId={captureId ?? null}
        go={useGo()}
        onSearch={() => openPalette(true)}
      />
    );
  },
});
const captureIndexRoute = createRoute({ getParentRoute: () => capturesRoute, path: '/' });
const captureRoute = createRoute({ getParentRoute: () => capturesRoute, path: '$captureId' });
const meaningsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/captures/meanings',
  component: () => (
    <Needs capability="captures.manage">
      <MeaningsPage />
    </Needs>
  ),
});

/** The inbox, and what is agreed about it. */
export const captureRoutes = [
  capturesRoute.addChildren([captureIndexRoute, captureRoute]),
  meaningsRoute,
] as const;

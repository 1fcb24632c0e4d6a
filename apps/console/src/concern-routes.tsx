import { createRoute } from '@tanstack/react-router';
import { parseConcernFilters } from './features/concerns/filters.ts';
import { Needs, useGo } from './inside.tsx';
import { ConcernPage, ConcernsPage, NewConcernPage } from './pages.tsx';
import { insideRoute } from './root-routes.tsx';

// Open to whoever is signed in: staff without the right to see concerns find here those that are shared with them.
const concernsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/concerns',
  validateSearch: parseConcernFilters,
  component: function Concerns() {
    const filters = concernsRoute.useSearch();
    const go = useGo();
    return <ConcernsPage filters={filters} go={go} />;
  },
});
const newConcernRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/concerns/new',
  validateSearch: parseConcernFilters,
  component: function NewConcern() {
    const filters = newConcernRoute.useSearch();
    const go = useGo();
    return (
      <Needs capability="concerns.manage">
        <NewConcernPage filters={filters} go={go} />
      </Needs>
    );
  },
});
const concernRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/concerns/$concernId',
  component: function OneConcern() {
    const { concernId } = concernRoute.useParams();
    return <ConcernPage key={concernId} concernId={concernId} />;
  },
});

/** The pages of the concerns. */
export const concernRoutes = [concernsRoute, newConcernRoute, concernRoute] as const;

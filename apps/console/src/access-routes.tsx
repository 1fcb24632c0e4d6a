import { createRoute } from '@tanstack/react-router';
import { Needs, useGo } from './inside.tsx';
import { AccessPage, AccessPolicyPage, FavouritesPage, SearchPage } from './pages.tsx';
import { insideRoute } from './root-routes.tsx';

const accessRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/access',
  component: () => (
    <Needs capability="access.view">
      <AccessPage />
    </Needs>
  ),
});
const newPolicyRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/access/new',
  component: function NewAccessPolicy() {
    const go = useGo();
    return (
      <Needs capability="access.manage">
        <AccessPolicyPage policyId={null} go={go} />
      </Needs>
    );
  },
});
const accessPolicyRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/access/$accessId',
  component: function OneAccessPolicy() {
    const { accessId } = accessPolicyRoute.useParams();
    const go = useGo();
    return (
      <Needs capability="access.view">
        <AccessPolicyPage key={accessId} policyId={accessId} go={go} />
      </Needs>
    );
  },
});
const listsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/access/lists',
  component: () => (
    <Needs capability="access.view">
      <FavouritesPage />
    </Needs>
  ),
});
const searchingRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/access/searching',
  component: () => (
    <Needs capability="access.view">
      <SearchPage />
    </Needs>
  ),
});

/** The pages on which sites are open to whom. */
export const accessRoutes = [
  accessRoute,
  newPolicyRoute,
  accessPolicyRoute,
  listsRoute,
  searchingRoute,
] as const;

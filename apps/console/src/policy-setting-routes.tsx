import { createRoute } from '@tanstack/react-router';
import { parsePoliciesSearch } from './features/policies/place.ts';
import { Needs, useGo } from './inside.tsx';
import {
  AlertsPage,
  ChangesPage,
  LetPassPage,
  LibraryFrame,
  LibraryPage,
  NoisyPage,
  PrivateSitesPage,
  TimetablePage,
} from './pages.tsx';
import { paths } from './paths.ts';
import { insideRoute } from './root-routes.tsx';

const alertsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/policies/alerts',
  validateSearch: parsePoliciesSearch,
  component: function Alerts() {
    const search = alertsRoute.useSearch();
    const go = useGo();
    return (
      <Needs capability="policies.view">
        <AlertsPage search={search} go={go} />
      </Needs>
    );
  },
});
const noisyRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/policies/noisy',
  validateSearch: parsePoliciesSearch,
  component: function Noisy() {
    const search = noisyRoute.useSearch();
    const go = useGo();
    return (
      <Needs capability="policies.view">
        <NoisyPage search={search} go={go} />
      </Needs>
    );
  },
});
const letPassRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/policies/let-pass',
  component: () => (
    <Needs capability="policies.view">
      <LetPassPage />
    </Needs>
  ),
});
const timetableRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/policies/timetable',
  component: () => (
    <Needs capability="policies.view">
      <TimetablePage />
    </Needs>
  ),
});
const privateSitesRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/policies/private-sites',
  component: () => (
    <Needs capability="policies.view">
      <PrivateSitesPage />
    </Needs>
  ),
});
const changesRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/policies/changes',
  component: () => (
    <Needs capability="policies.view">
      <ChangesPage />
    </Needs>
  ),
});
const libraryRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/policies/library',
  validateSearch: (search: Record<string, unknown>): { version?: string } =>
    typeof search['version'] === 'string' && /^[\d.]{1,20}$/.test(search['version'])
      ? { version: search['version'] }
      : {},
  component: function Library() {
    const { version } = libraryRoute.useSearch();
    const go = useGo();
    return (
      <Needs capability="policies.view">
        <LibraryFrame>
          {(choose) => (
            <LibraryPage
              version={version}
              onVersion={(next) => go(paths.library(next), { replace: true })}
              onChoose={choose}
            />
          )}
        </LibraryFrame>
      </Needs>
    );
  },
});

/** The pages on what a school sets about what is watched for, apart from the policies themselves. */
export const policySettingRoutes = [
  alertsRoute,
  noisyRoute,
  letPassRoute,
  timetableRoute,
  privateSitesRoute,
  changesRoute,
  libraryRoute,
] as const;

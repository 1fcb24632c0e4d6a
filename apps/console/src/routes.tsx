import { createRoute, createRouter, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { accessRoutes } from './access-routes.tsx';
import { agreementRoutes } from './agreement-routes.tsx';
import { alertRoutes } from './alert-routes.tsx';
import { controlRoutes } from './control-routes.tsx';
import { captureRoutes } from './capture-routes.tsx';
import { parseAuditFilters } from './features/audit/words.ts';
import { parsePeopleFilters } from './features/people/filters.ts';
import { GroupPlace, StartPage, useUsualView } from './group-place.tsx';
import { guidanceRoutes } from './guidance-routes.tsx';
import { Door, GoTo, Needs, useEnter, useFragment, useGo } from './inside.tsx';
import {
  AccountPage,
  ActivityPart,
  AuditPage,
  CoveragePage,
  DevicesPage,
  EnrolPage,
  GroupsPage,
  Holds,
  ImportPage,
  NewPasswordInput,
  NoticePage,
  PeoplePage,
  SchoolPage,
  SetupPage,
  SignInPage,
  StaffPage,
  UnmatchedPage,
  WatchExplained,
  WelcomePage,
} from './pages.tsx';
import { paths, safeNext } from './paths.ts';
import { concernRoutes } from './concern-routes.tsx';
import { policyRoutes } from './policy-routes.tsx';
import { policySettingRoutes } from './policy-setting-routes.tsx';
import { AtPerson } from './at-person.tsx';
import { releaseRoutes } from './release-routes.tsx';
import { thresholdRoutes } from './threshold-routes.tsx';
import { insideRoute, rootRoute } from './root-routes.tsx';
import { settingsRoutes } from './settings-routes.tsx';
import { staffRoutes } from './staff-routes.tsx';

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  component: function Setup() {
    const token = useFragment();
    const enter = useEnter();
    return (
      <Door>
        <SetupPage
          token={token}
          signInHref={paths.signIn()}
          onDone={(me) => enter(me, paths.home())}
          PasswordInput={NewPasswordInput}
        />
      </Door>
    );
  },
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: function SignIn() {
    const { next } = useSearch({ strict: false }) as { next?: string };
    const enter = useEnter();
    return (
      <Door>
        <SignInPage onSignedIn={(me) => enter(me, safeNext(next))} />
      </Door>
    );
  },
});

const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  component: function Welcome() {
    const token = useFragment();
    const enter = useEnter();
    return (
      <Door>
        <WelcomePage token={token} signInHref={paths.signIn()} onSignedIn={(me) => enter(me, paths.home())} />
      </Door>
    );
  },
});

const homeRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/',
  component: () => <StartPage />,
});

const noticeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/notice/$schoolId',
  component: function Notice() {
    const { schoolId } = noticeRoute.useParams();
    return (
      <Door>
        <NoticePage schoolId={schoolId} />
      </Door>
    );
  },
});

const devicesRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/devices',
  component: function Devices() {
    const { deviceId } = useParams({ strict: false });
    const go = useGo();
    return (
      <Needs capability="devices.view">
        <DevicesPage
          selectedId={deviceId ?? null}
          go={go}
          watched={watchedAtDevice}
          activity={activityAtDevice}
        />
      </Needs>
    );
  },
});
const deviceIndexRoute = createRoute({ getParentRoute: () => devicesRoute, path: '/' });
const deviceRoute = createRoute({ getParentRoute: () => devicesRoute, path: '$deviceId' });
const enrolRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/devices/enrol',
  component: () => (
    <Needs capability="devices.enrol">
      <EnrolPage />
    </Needs>
  ),
});

const coverageRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/devices/coverage',
  component: () => (
    <Needs capability="devices.view">
      <CoveragePage />
    </Needs>
  ),
});

const peopleRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/people',
  validateSearch: parsePeopleFilters,
  component: function People() {
    const filters = peopleRoute.useSearch();
    const { personId } = useParams({ strict: false });
    const go = useGo();
    return (
      <Needs capability="people.view">
        <PeoplePage filters={filters} selectedId={personId ?? null} go={go} watched={watchedAtPerson} />
      </Needs>
    );
  },
});
const importPeopleRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/people/import',
  component: function Import() {
    const go = useGo();
    return (
      <Needs capability="people.manage">
        <ImportPage go={go} />
      </Needs>
    );
  },
});
const unmatchedRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/people/unmatched',
  component: () => (
    <Needs capability="people.manage">
      <UnmatchedPage />
    </Needs>
  ),
});
const personIndexRoute = createRoute({ getParentRoute: () => peopleRoute, path: '/' });
const personRoute = createRoute({ getParentRoute: () => peopleRoute, path: '$personId' });

const groupsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/groups',
  component: function Groups() {
    const go = useGo();
    return (
      <Needs capability="groups.view">
        <GroupsPage go={go} />
      </Needs>
    );
  },
});
const groupRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/groups/$groupId',
  component: function OneGroup() {
    const { groupId } = groupRoute.useParams();
    return <GoTo href={paths.groupView(groupId, useUsualView())} />;
  },
});
const groupViewRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/groups/$groupId/$view',
  validateSearch: (search: Record<string, unknown>) => search,
  component: function OneGroupView() {
    const { groupId, view } = groupViewRoute.useParams();
    return (
      <Needs capability="groups.view">
        <GroupPlace groupId={groupId} view={view} search={groupViewRoute.useSearch()} />
      </Needs>
    );
  },
});

const staffRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/staff',
  component: () => (
    <Needs capability="accounts.manage">
      <StaffPage />
    </Needs>
  ),
});
const accountRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/account',
  component: () => <AccountPage />,
});

const auditRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/audit',
  validateSearch: parseAuditFilters,
  component: function Audit() {
    const filters = auditRoute.useSearch();
    const go = useGo();
    return (
      <Needs capability="audit.view">
        <AuditPage filters={filters} go={go} />
      </Needs>
    );
  },
});

const schoolRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/school',
  component: () => (
    <Needs capability="schools.manage">
      <SchoolPage />
    </Needs>
  ),
});

function watchedAtDevice(deviceId: string, personId: string | null): ReactNode {
  return (
    <>
      <Suspense>
        <Holds deviceId={deviceId} personId={null} />
      </Suspense>
      <WatchExplained deviceId={deviceId} personId={personId} />
    </>
  );
}
function activityAtDevice(deviceId: string): ReactNode {
  return (
    <Suspense>
      <ActivityPart whose={{ deviceId }} />
    </Suspense>
  );
}
function watchedAtPerson(personId: string): ReactNode {
  return <AtPerson personId={personId} />;
}

/** The console's addresses; text in an address stays text, whatever it looks like. */
export function makeRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([
      setupRoute,
      signInRoute,
      welcomeRoute,
      noticeRoute,
      insideRoute.addChildren([
        homeRoute,
        ...captureRoutes,
        ...accessRoutes,
        ...alertRoutes,
        ...agreementRoutes,
        ...controlRoutes,
        devicesRoute.addChildren([deviceIndexRoute, deviceRoute]),
        enrolRoute,
        coverageRoute,
        ...releaseRoutes,
        peopleRoute.addChildren([personIndexRoute, personRoute]),
        importPeopleRoute,
        unmatchedRoute,
        groupsRoute,
        groupRoute,
        groupViewRoute,
        staffRoute,
        ...staffRoutes,
        ...settingsRoutes,
        accountRoute,
        ...concernRoutes,
        ...thresholdRoutes,
        ...policyRoutes,
        ...policySettingRoutes,
        ...guidanceRoutes,
        auditRoute,
        schoolRoute,
      ]),
    ]),
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch(search) {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(search)) {
        if (typeof value === 'string' && value !== '') query.set(name, value);
      }
      const text = query.toString();
      return text === '' ? '' : `?${text}`;
    },
    defaultPendingMs: 0,
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

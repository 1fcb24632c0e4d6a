import type { Me } from '@lapwing/protocol/features/accounts/api.ts';
import { signOut } from '@lapwing/protocol/features/accounts/api.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  useLocation,
  useParams,
  useRouter,
  useSearch,
} from '@tanstack/react-router';
import { createContext, lazy, type ReactNode, Suspense, use, useCallback, useEffect, useState } from 'react';
import { call } from './api/client.ts';
import { failureOf, isRefusal, sayFailure } from './api/failure.ts';
import { LiveProvider } from './api/live.tsx';
import { meQuery, useMe } from './api/queries.ts';
import { forgetSession, noteSignedIn, useSession } from './api/session.ts';
import { SessionEnded } from './features/accounts/session-ended.tsx';
import { parseFilters } from './features/captures/filters.ts';
import { Frame } from './frame.tsx';
import { paths, safeNext } from './paths.ts';
import { ActionLink } from './ui/button.tsx';
import { Failed, Loading, State } from './ui/states.tsx';

const SignInPage = lazy(async () => ({
  default: (await import('./features/accounts/sign-in-page.tsx')).SignInPage,
}));
const WelcomePage = lazy(async () => ({
  default: (await import('./features/accounts/welcome-page.tsx')).WelcomePage,
}));
const NewPasswordInput = lazy(async () => ({
  default: (await import('./features/accounts/new-password.tsx')).NewPasswordInput,
}));
const SetupPage = lazy(async () => ({
  default: (await import('./features/setup/setup-page.tsx')).SetupPage,
}));
const CapturesPage = lazy(async () => ({
  default: (await import('./features/captures/captures-page.tsx')).CapturesPage,
}));

/** Goes to an address of the console. */
function useGo(): (href: string, options?: { replace?: boolean }) => void {
  const router = useRouter();
  return useCallback(
    (href, options) => {
      if (options?.replace === true) router.history.replace(href);
      else router.history.push(href);
    },
    [router],
  );
}

const PaletteContext = createContext<(open: boolean) => void>(() => undefined);

const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Broken,
});

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

const insideRoute = createRoute({ getParentRoute: () => rootRoute, id: 'inside', component: Inside });

const homeRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/',
  component: function Home() {
    const { capabilities } = useMe();
    return <GoTo href={capabilities.includes('captures.view') ? paths.captures() : paths.devices()} />;
  },
});

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

/** The console's addresses; text in an address stays text, whatever it looks like. */
export function makeRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([
      setupRoute,
      signInRoute,
      welcomeRoute,
      insideRoute.addChildren([homeRoute, capturesRoute.addChildren([captureIndexRoute, captureRoute])]),
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

/** Everything behind the sign-in. */
function Inside(): ReactNode {
  const me = useQuery(meQuery);
  const session = useSession();
  const client = useQueryClient();
  const location = useLocation();
  const params = useParams({ strict: false }) as { groupId?: string };
  const go = useGo();
  const [epoch, setEpoch] = useState(0);
  const [palette, setPalette] = useState(false);
  const known = me.data !== undefined;

  useEffect(() => {
    if (known) noteSignedIn();
  }, [known]);

  if (me.data === undefined) {
    if (!me.isError) return <Loading label="Opening Lapwing" lines={12} />;
    if (isRefusal(me.error, 'not-signed-in')) {
      const here = `${location.pathname}${location.searchStr}`;
      return <GoTo href={paths.signIn(here === '/' ? undefined : here)} />;
    }
    return <Failed {...sayFailure(failureOf(me.error))} onRetry={() => void me.refetch()} />;
  }

  const { account } = me.data;
  async function leave(): Promise<void> {
    await call(signOut, {});
    forgetSession();
    client.clear();
    go(paths.signIn());
  }
  function comeBack(back: Me): void {
    if (back.account.id !== account.id) {
      // Somebody else: nothing that was on the page is theirs to see.
      window.location.assign(paths.home());
      return;
    }
    client.setQueryData(meQuery.queryKey, back);
    noteSignedIn();
    setEpoch((count) => count + 1);
    void client.invalidateQueries({
      predicate: (query) => query.state.status === 'error' || query.queryKey[0] !== 'captures',
    });
  }

  return (
    <LiveProvider epoch={epoch}>
      <PaletteContext value={setPalette}>
        <Frame
          pathname={location.pathname}
          groupId={params.groupId ?? null}
          go={go}
          onSignOut={() => void leave()}
          paletteOpen={palette}
          onPalette={setPalette}
        >
          <Suspense fallback={<Loading lines={10} />}>
            <Outlet />
          </Suspense>
        </Frame>
        <SessionEnded open={session === 'ended'} email={account.email} onSignedIn={comeBack} />
      </PaletteContext>
    </LiveProvider>
  );
}

function Door(props: { children: ReactNode }): ReactNode {
  return <Suspense fallback={<Loading label="Opening Lapwing" lines={4} />}>{props.children}</Suspense>;
}

function useEnter(): (me: Me, href: string) => void {
  const client = useQueryClient();
  const go = useGo();
  return (me, href) => {
    client.clear();
    client.setQueryData(meQuery.queryKey, me);
    noteSignedIn();
    go(href, { replace: true });
  };
}

/** The one-time token after the # sign: it never reaches a server's log, and is taken off the address at once. */
function useFragment(): string {
  const [token] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    if (window.location.hash !== '')
      window.history.replaceState(window.history.state, '', window.location.pathname);
  }, []);
  return token;
}

function GoTo(props: { href: string }): ReactNode {
  const go = useGo();
  useEffect(() => go(props.href, { replace: true }), [go, props.href]);
  return null;
}

function NotFound(): ReactNode {
  return (
    <State
      title="There is no such page"
      icon="missing"
      actions={<ActionLink href={paths.home()}>To the start page</ActionLink>}
    >
      The address may be old or mistyped.
    </State>
  );
}

function Broken(): ReactNode {
  return (
    <Failed
      title="This page broke"
      text="That is our mistake, not yours. Load it again; if it stays so, tell your administrator what you did."
      onRetry={() => window.location.reload()}
    />
  );
}

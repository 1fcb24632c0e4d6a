import type { Capability } from '@lapwing/protocol/capabilities.ts';
import { type Me, signOut } from '@lapwing/protocol/features/accounts/api.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useLocation, useParams, useRouter } from '@tanstack/react-router';
import { createContext, lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react';
import { call } from './api/client.ts';
import { failureOf, isRefusal, sayFailure } from './api/failure.ts';
import { LiveProvider } from './api/live.tsx';
import { meQuery, useMay } from './api/queries.ts';
import { forgetSession, noteSignedIn, useSession } from './api/session.ts';
import { Frame } from './frame.tsx';
import { paths } from './paths.ts';
import { Action, ActionLink } from './ui/button.tsx';
import { Entrance } from './ui/entrance.tsx';
import { Name } from './ui/name.tsx';
import { Failed, Loading, State } from './ui/states.tsx';

const SessionEnded = lazy(async () => ({
  default: (await import('./features/accounts/session-ended.tsx')).SessionEnded,
}));

/** Goes to an address of the console. */
export function useGo(): (href: string, options?: { replace?: boolean }) => void {
  const router = useRouter();
  return useCallback(
    (href, options) => {
      if (options?.replace === true) router.history.replace(href);
      else router.history.push(href);
    },
    [router],
  );
}

export const PaletteContext = createContext<(open: boolean) => void>(() => undefined);

/** Everything behind the sign-in. */
export function Inside(): ReactNode {
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
        {session === 'ended' ? (
          <Suspense>
            <SessionEnded open email={account.email} onSignedIn={comeBack} />
          </Suspense>
        ) : null}
      </PaletteContext>
    </LiveProvider>
  );
}

/** Says so, instead of showing an empty page, when the role does not include it. */
export function Needs(props: { capability: Capability; children: ReactNode }): ReactNode {
  const acting = useQuery(meQuery).data?.acting ?? null;
  if (useMay(props.capability)) return props.children;
  if (acting !== null) {
    return (
      <State whole title="This is not shown now" icon="locked">
        You see the console as <Name>{acting.name}</Name> sees it, only what you may see too, and this page is
        not part of that. Press Stop at the top to go on with your own rights.
      </State>
    );
  }
  return (
    <State
      whole
      title="This is not open to you"
      icon="locked"
      actions={<ActionLink href={paths.account()}>See what your role is</ActionLink>}
    >
      Your role does not include this page. An administrator of your school can change that under Staff.
    </State>
  );
}

export function Door(props: { children: ReactNode }): ReactNode {
  return <Suspense fallback={<Loading label="Opening Lapwing" lines={4} />}>{props.children}</Suspense>;
}

export function useEnter(): (me: Me, href: string) => void {
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
export function useFragment(): string {
  const [token] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    if (window.location.hash !== '')
      window.history.replaceState(window.history.state, '', window.location.pathname);
  }, []);
  return token;
}

/**
 * Leads on to another address, once: it stays on the page until the other is loaded, and the address that it was
 * given may change meanwhile because of where it leads.
 */
export function GoTo(props: { href: string }): ReactNode {
  const go = useGo();
  const [href] = useState(props.href);
  useEffect(() => go(href, { replace: true }), [go, href]);
  return null;
}

export function NotFound(): ReactNode {
  return (
    <Entrance brand="Lapwing" title="There is no such page">
      <p>The address may be old or mistyped.</p>
      <ActionLink href={paths.home()}>To the start page</ActionLink>
    </Entrance>
  );
}

export function Broken(): ReactNode {
  return (
    <Entrance brand="Lapwing" title="This page broke">
      <p>
        That is our mistake, not yours. Load it again; if it stays so, tell your administrator what you did.
      </p>
      <Action look="main" onPress={() => window.location.reload()}>
        Load again
      </Action>
    </Entrance>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Menu as MenuIcon, Search } from 'lucide-react';
import { type ReactNode, Suspense, lazy, useCallback, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Link } from 'react-aria-components/Link';
import type { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { useFrames, useLiveState } from './api/live.tsx';
import { deviceCountsQuery, sharedConcernsQuery, useMay, useMe, waitingQuery } from './api/queries.ts';
import { AccountMenu } from './features/accounts/account-menu.tsx';
import { useActingOver } from './features/accounts/acting-over.ts';
import { GroupsNav } from './features/groups/groups-nav.tsx';
import { useLiveSync } from './live-sync.ts';
import { paths } from './paths.ts';
import { usePreferences } from './preferences.ts';
import { SEVERITY_WORDS, worstOf } from './severity.ts';
import { Mark } from './ui/entrance.tsx';
import { Name } from './ui/name.tsx';
import { Dot } from './ui/states.tsx';
import './frame.css';
import './side.css';
import { markedAt, PLACES, SETTINGS } from './places.ts';

const ActingBar = lazy(async () => ({
  default: (await import('./features/accounts/acting-bar.tsx')).ActingBar,
}));
const Arrivals = lazy(async () => ({
  default: (await import('./features/captures/arrivals.tsx')).Arrivals,
}));
const MailTrouble = lazy(async () => ({
  default: (await import('./features/alerts/mail-trouble.tsx')).MailTrouble,
}));
const HeaderSigns = lazy(async () => ({ default: (await import('./header-signs.tsx')).HeaderSigns }));
const Drawer = lazy(async () => ({ default: (await import('./frame-drawer.tsx')).Drawer }));
const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));

/** Frames kept for the pop-ups until they are there. */
const MOST_MISSED = 20;

export interface FrameProps {
  pathname: string;
  groupId: string | null;
  go: (href: string, options?: { replace?: boolean }) => void;
  onSignOut: () => void;
  paletteOpen: boolean;
  onPalette: (open: boolean) => void;
  children: ReactNode;
}

/** What stands round every page: header, groups and places at the left, the page itself. */
export function Frame(props: FrameProps): ReactNode {
  const { pathname, go, onPalette } = props;
  // Open on the page on which it was opened: going elsewhere closes it.
  const [drawerAt, setDrawerAt] = useState<string | null>(null);
  const main = useRef<HTMLElement>(null);
  const keepsAlerts = useMay('alerts.view');
  const { acting } = useMe();
  useLiveSync(go);
  useActingOver();

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        onPalette(true);
      }
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [onPalette]);

  const place = pathname.split('/')[1] ?? '';
  const earlier = useRef(place);
  useEffect(() => {
    if (earlier.current !== place) main.current?.focus();
    earlier.current = place;
  }, [place]);

  return (
    <div className="frame">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="frame-head">
        <Button
          className="button frame-menu"
          data-look="icon"
          aria-label="Groups and places"
          onPress={() => setDrawerAt(pathname)}
        >
          <MenuIcon size={18} aria-hidden />
        </Button>
        <Link className="brand" href={paths.home()} aria-label="Lapwing, start page">
          <Mark /> <span>Lapwing</span>
        </Link>
        <SchoolName />
        <Button className="frame-search" onPress={() => onPalette(true)} aria-haspopup="dialog">
          <Search size={15} aria-hidden />
          <span className="cut">Search people, devices, captures</span>
          <kbd className="key" aria-hidden="true">
            Ctrl K
          </kbd>
        </Button>
        <span className="frame-gap" />
        <Suspense>
          <HeaderSigns />
        </Suspense>
        <DevicesLive />
        <Waiting />
        <AccountMenu onSignOut={props.onSignOut} />
      </header>
      {acting === null ? null : (
        <Suspense>
          <ActingBar acting={acting} />
        </Suspense>
      )}
      <Side pathname={pathname} groupId={props.groupId} go={go} />
      <main className="frame-main" id="main" ref={main} tabIndex={-1}>
        <div>
          <ConnectionBanner />
          {keepsAlerts ? (
            <Suspense>
              <MailTrouble />
            </Suspense>
          ) : null}
        </div>
        <div className="frame-page">{props.children}</div>
      </main>
      {drawerAt === pathname ? (
        <Suspense>
          <Drawer label="Groups and places" onClose={() => setDrawerAt(null)}>
            <Side pathname={pathname} groupId={props.groupId} go={go} />
          </Drawer>
        </Suspense>
      ) : null}
      <PopUps pathname={pathname} go={go} />
      {props.paletteOpen ? (
        <Suspense>
          <Palette groupId={props.groupId} onClose={() => onPalette(false)} go={go} />
        </Suspense>
      ) : null}
    </div>
  );
}

/** The pop-ups come after the page that somebody waits for; what arrives meanwhile is handed to them. */
function PopUps(props: { pathname: string; go: FrameProps['go'] }): ReactNode {
  const preferences = usePreferences();
  const maySee = useMay('captures.view');
  const early = useRef<ConsoleFrame[] | null>([]);
  useFrames((frame) => {
    if (early.current !== null && early.current.length < MOST_MISSED) early.current.push(frame);
  });
  const takeEarly = useCallback(() => {
    const frames = early.current ?? [];
    early.current = null;
    return frames;
  }, []);
  if (!maySee) return null;
  return (
    <Suspense>
      <Arrivals
        pathname={props.pathname}
        go={props.go}
        sound={preferences.sound}
        notify={preferences.notifications}
        notifyDetail={preferences.notificationDetail}
        takeEarly={takeEarly}
      />
    </Suspense>
  );
}

function SchoolName(): ReactNode {
  const { school } = useMe();
  return (
    <span className="frame-school">
      <Name cut>{school.name}</Name>
    </span>
  );
}

function Side(props: { pathname: string; groupId: string | null; go: FrameProps['go'] }): ReactNode {
  const me = useMe();
  const mayGroups = me.capabilities.includes('groups.view');
  const waiting = useWaiting();
  // Staff whose role shows them no concerns find the place once one is shared with them.
  const mayConcerns = me.capabilities.includes('concerns.view');
  const shared = useQuery({ ...sharedConcernsQuery, enabled: !mayConcerns }).data?.shared ?? 0;
  const places = PLACES.filter(
    ({ needs, foot }) =>
      foot && (me.capabilities.includes(needs) || (needs === 'concerns.view' && shared > 0)),
  );
  const marked = markedAt(props.pathname);
  return (
    <div className="frame-side">
      <nav className="frame-groups" aria-label="Groups">
        {mayGroups ? <GroupsNav currentId={props.groupId} pathname={props.pathname} go={props.go} /> : null}
      </nav>
      <nav className="frame-foot" aria-label="Places">
        <ul>
          {[...places, SETTINGS].map((place) => {
            const current = place.href === marked;
            const counted = place.href === paths.captures() && waiting !== null && waiting.total > 0;
            return (
              <li key={place.href}>
                <Link
                  className="side-link"
                  href={place.href}
                  {...(counted && waiting.worst === 'severe' ? { 'data-alert': 'stop' } : {})}
                  {...(current ? { 'aria-current': 'page' as const } : {})}
                >
                  <span className="cut">
                    {counted && waiting.worst === 'severe' ? <span aria-hidden="true">▲ </span> : null}
                    {place.label}
                  </span>
                  {counted ? (
                    <span className="side-count">
                      {waiting.total}
                      <span className="unseen"> waiting</span>
                    </span>
                  ) : null}
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
    </div>
  );
}

function useWaiting() {
  const allowed = useMay('captures.view');
  const counts = useQuery({ ...waitingQuery, enabled: allowed }).data;
  if (counts === undefined) return null;
  return { total: counts.severe + counts.moderate + counts.minor, worst: worstOf(counts), counts };
}

function Waiting(): ReactNode {
  const waiting = useWaiting();
  if (waiting === null) return null;
  const { total, worst, counts } = waiting;
  if (worst === null) {
    return (
      <Link className="frame-waiting" data-tone="quiet" href={paths.captures()}>
        None waiting
      </Link>
    );
  }
  const { shape, tone } = SEVERITY_WORDS[worst];
  return (
    <Link
      className="frame-waiting number"
      data-tone={tone}
      href={paths.captures()}
      aria-label={`${total} waiting: ${counts.severe} severe, ${counts.moderate} moderate, ${counts.minor} minor`}
    >
      <span aria-hidden="true">{shape}</span> {total} waiting
    </Link>
  );
}

function DevicesLive(): ReactNode {
  const live = useLiveState();
  const allowed = useMay('devices.view');
  const count = useQuery({ ...deviceCountsQuery, enabled: allowed }).data?.online;
  if (live !== 'live') {
    return (
      <span className="frame-live">
        <Dot tone="quiet" /> {live === 'connecting' ? 'Connecting' : 'Not live'}
      </span>
    );
  }
  if (count === undefined) {
    return (
      <span className="frame-live">
        <Dot tone="good" /> Live
      </span>
    );
  }
  return (
    <Link className="frame-live number" href={paths.devices()}>
      <Dot tone="good" /> {count} {count === 1 ? 'device' : 'devices'} live
    </Link>
  );
}

function ConnectionBanner(): ReactNode {
  const live = useLiveState();
  return <div role="status">{live === 'reconnecting' ? <LostConnection /> : null}</div>;
}

function LostConnection(): ReactNode {
  const [late, setLate] = useState(false);
  useEffect(() => {
    // A blink of the network is not worth a word.
    const timer = setTimeout(() => setLate(true), 1500);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div className="frame-banner">
      The connection to the server is lost. Trying again by itself; new captures are not shown until it is
      back.
    </div>
  );
}

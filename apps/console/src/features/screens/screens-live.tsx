import { SCREENS_SOCKET_PATH, type WatchScreens } from '@lapwing/protocol/features/screens/watch.ts';
import type { WorkStep } from '@lapwing/protocol/features/screens/worked.command.ts';
import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { LiveState } from '../../api/reconnect.ts';
import { connectScreens, type ScreenControlFrame, type ScreensConnection } from '../../api/screens-socket.ts';
import { createScreenStore, type ScreenStore, type Shown } from './screen-store.ts';

interface ScreensLive {
  readonly store: ScreenStore;
  readonly state: LiveState;
  readonly watch: (wanted: WatchScreens) => void;
  /** Steps of whoever controls the one screen that is looked at. */
  readonly work: (deviceId: string, steps: readonly WorkStep[]) => void;
  readonly letGo: () => void;
  /** What the server last said of that; null while there is nothing to control. */
  readonly control: ScreenControlFrame | null;
  /** Takes what was said as read, before it is asked again. */
  readonly forgetControl: () => void;
}

const ScreensContext = createContext<ScreensLive | null>(null);

/** Holds the socket for live screens open while something inside it wants to look. */
export function ScreensProvider(props: { children: ReactNode }): ReactNode {
  const [store] = useState(() => createScreenStore(() => Date.now()));
  const [state, setState] = useState<LiveState>('connecting');
  const [control, setControl] = useState<ScreenControlFrame | null>(null);
  const connection = useRef<ScreensConnection | null>(null);
  const latest = useRef<WatchScreens | null>(null);

  useEffect(() => {
    const address = new URL(SCREENS_SOCKET_PATH, window.location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const opened = connectScreens({
      open() {
        const socket = new WebSocket(address);
        socket.binaryType = 'arraybuffer';
        return socket;
      },
      schedule(job, ms) {
        const timer = setTimeout(job, ms);
        return () => clearTimeout(timer);
      },
      random: () => Math.random(),
      onState: setState,
      onScreen: (frame) => store.takeState(frame),
      onPicture: (picture) => store.takePicture(picture),
      onControl: setControl,
    });
    connection.current = opened;
    if (latest.current !== null) opened.watch(latest.current);
    window.addEventListener('online', opened.hurry);
    window.addEventListener('offline', opened.lose);
    return () => {
      window.removeEventListener('online', opened.hurry);
      window.removeEventListener('offline', opened.lose);
      connection.current = null;
      opened.stop();
    };
  }, [store]);

  const watch = useCallback((wanted: WatchScreens) => {
    latest.current = wanted;
    connection.current?.watch(wanted);
  }, []);
  const work = useCallback((deviceId: string, steps: readonly WorkStep[]) => {
    connection.current?.say({ type: 'screens/work', deviceId, steps: [...steps] });
  }, []);
  const letGo = useCallback(() => {
    connection.current?.say({ type: 'screens/let-go' });
  }, []);
  const forgetControl = useCallback(() => setControl(null), []);
  const live = useMemo(
    () => ({ store, state, watch, work, letGo, control, forgetControl }),
    [store, state, watch, work, letGo, control, forgetControl],
  );
  return <ScreensContext value={live}>{props.children}</ScreensContext>;
}

export function useScreens(): ScreensLive {
  const live = use(ScreensContext);
  if (live === null) throw new Error('used outside of ScreensProvider');
  return live;
}

/** How it stands with one screen; null until the server has said so. */
export function useShown(deviceId: string | null): Shown | null {
  const { store } = useScreens();
  return useSyncExternalStore(
    useCallback(
      (listener) => (deviceId === null ? () => undefined : store.subscribe(deviceId, listener)),
      [store, deviceId],
    ),
    () => (deviceId === null ? null : store.shown(deviceId)),
  );
}

/** Milliseconds in which changes of any screen lead to one new drawing of what is sorted by them. */
const GATHERS = 1000;

/** Rises, at most once a second, when the state of any screen has changed. */
export function useAllShown(): number {
  const { store } = useScreens();
  const [version, setVersion] = useState(() => store.version());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const stop = store.subscribeAll(() => {
      timer ??= setTimeout(() => {
        timer = null;
        setVersion(store.version());
      }, GATHERS);
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [store]);
  return version;
}

/** Whether the page is out of sight: then nothing is asked of any device. */
export function usePageHidden(): boolean {
  return useSyncExternalStore(onVisibility, () => document.visibilityState === 'hidden');
}

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

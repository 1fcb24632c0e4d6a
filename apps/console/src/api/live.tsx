import type { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { connectLive } from './live-socket.ts';
import type { LiveState } from './reconnect.ts';
import { noteSignedOut } from './session.ts';

type Listener = (frame: ConsoleFrame) => void;

interface Live {
  state: LiveState;
  subscribe: (listener: Listener) => () => void;
}

const LiveContext = createContext<Live | null>(null);

/** Holds the console's live connection for everything inside it. */
export function LiveProvider(props: {
  /** Another number connects anew, as after signing in again. */
  epoch: number;
  children: ReactNode;
}): ReactNode {
  const [state, setState] = useState<LiveState>('connecting');
  const [listeners] = useState(() => new Set<Listener>());
  const live = useMemo<Live>(
    () => ({
      state,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    }),
    [state, listeners],
  );
  return (
    <LiveContext value={live}>
      <Connection
        key={props.epoch}
        onState={setState}
        onFrame={(frame) => {
          for (const listener of listeners) listener(frame);
        }}
      />
      {props.children}
    </LiveContext>
  );
}

function Connection(props: { onState: (state: LiveState) => void; onFrame: Listener }): ReactNode {
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    const address = new URL('/console/socket', window.location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const connection = connectLive({
      open: () => new WebSocket(address),
      schedule(job, ms) {
        const timer = setTimeout(job, ms);
        return () => clearTimeout(timer);
      },
      random: () => Math.random(),
      onState(state) {
        latest.current.onState(state);
        if (state === 'signed-out') noteSignedOut();
      },
      onFrame: (frame) => latest.current.onFrame(frame),
    });
    window.addEventListener('online', connection.hurry);
    window.addEventListener('offline', connection.lose);
    return () => {
      window.removeEventListener('online', connection.hurry);
      window.removeEventListener('offline', connection.lose);
      connection.stop();
    };
  }, []);
  return null;
}

export function useLiveState(): LiveState {
  return useLive().state;
}

/** Calls `listener` for every frame of the server while the component is shown. */
export function useFrames(listener: Listener): void {
  const live = useLive();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  const { subscribe } = live;
  useEffect(() => subscribe((frame) => latest.current(frame)), [subscribe]);
}

function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('used outside of LiveProvider');
  return live;
}

import type { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { connectLive, type LiveState } from './live-socket.ts';
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
  const listeners = useRef(new Set<Listener>());

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
      onState(next) {
        setState(next);
        if (next === 'signed-out') noteSignedOut();
      },
      onFrame(frame) {
        for (const listener of listeners.current) listener(frame);
      },
    });
    window.addEventListener('online', connection.hurry);
    return () => {
      window.removeEventListener('online', connection.hurry);
      connection.stop();
    };
  }, [props.epoch]);

  const live = useMemo<Live>(
    () => ({
      state,
      subscribe(listener) {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
    }),
    [state],
  );
  return <LiveContext value={live}>{props.children}</LiveContext>;
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

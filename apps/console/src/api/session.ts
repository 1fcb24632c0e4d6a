import { useSyncExternalStore } from 'react';

/** Whether somebody is signed in here, as far as the console knows. `ended`: was, and the server no longer agrees. */
export type SessionState = 'unknown' | 'in' | 'ended';

let state: SessionState = 'unknown';
const listeners = new Set<() => void>();

function become(next: SessionState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

export function noteSignedIn(): void {
  become('in');
}

/** The server answered that nobody is signed in; only a page that was in use asks its person to sign in again. */
export function noteSignedOut(): void {
  if (state === 'in') become('ended');
}

/** Nobody is meant to be signed in here now: they signed out themselves. */
export function forgetSession(): void {
  become('unknown');
}

export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

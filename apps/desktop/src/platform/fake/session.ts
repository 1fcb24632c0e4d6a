import type { DesktopSession, LoggedOn } from '../contract/session.ts';

/** A person who logs on and off as a test says. */
export interface FakeSession extends DesktopSession {
  /** Null: to the sign-in screen. */
  become(person: Omit<LoggedOn, 'logOnId'> | null): void;
  /** A key or the pointer is used. */
  use(): void;
}

/** @param now a clock that only goes forward, in milliseconds */
export function createFakeSession(now: () => number): FakeSession {
  const listeners = new Set<() => void>();
  let current: LoggedOn | null = null;
  let logOns = 0;
  let used = now();
  const become = (person: Omit<LoggedOn, 'logOnId'> | null): void => {
    if (person !== null) logOns++;
    current = person === null ? null : { ...person, logOnId: `fake-${logOns}` };
    for (const listener of listeners) listener();
  };
  return {
    current: async () => Promise.resolve(current),
    onChange: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    idle: async () => Promise.resolve(now() - used),
    logOff: async () => {
      if (current === null) return Promise.resolve('not-possible');
      become(null);
      return Promise.resolve('done');
    },
    become,
    use: () => {
      used = now();
    },
  };
}

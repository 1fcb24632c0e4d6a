import type { Cancel } from './cancel.ts';

/** Who is logged on at the screens of this seat. */
export interface LoggedOn {
  /** As the system names the account, for example `SCHOOL\akhan` or `akhan`. */
  readonly account: string;
  /** What the system calls the person; null where it does not say. */
  readonly displayName: string | null;
  /** The system's own name of this log-on: another one for each. */
  readonly logOnId: string;
  /** Milliseconds since 1970; null where the system does not say. */
  readonly since: number | null;
}

/** Never rejects. */
export interface DesktopSession {
  /** Null at the sign-in screen. */
  current(): Promise<LoggedOn | null>;
  onChange(changed: () => void): Cancel;
  /** Milliseconds since a key or the pointer was last used; null where it cannot be told. */
  idle(): Promise<number | null>;
  /** Ends the session; programs may ask to save for so many milliseconds. */
  logOff(graceMs: number): Promise<'done' | 'not-possible' | 'failed'>;
}

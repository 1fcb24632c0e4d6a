import type { Cancel } from './cancel.ts';
import type { Area } from './screen.ts';

/** A window that a person can see and use. */
export interface DesktopWindow {
  /** The platform's own name for it; the same for as long as it is open, and never used again within one run. */
  readonly place: string;
  readonly title: string;
  /** What people call the program, for example `Mousepad`. */
  readonly application: string;
  /** File name of the program in lower case without its ending, for example `mousepad`; null where it cannot be told. */
  readonly executable: string | null;
  readonly pid: number | null;
  /** With its frame, on which its caption stands. */
  readonly area: Area;
  /** False while it is minimised or on another desktop. */
  readonly shown: boolean;
  /**
   * Of a sign-in, a screen lock, a question for a password or a keeper of passwords: nothing of it is read, and no
   * picture shows it.
   */
  readonly secret: boolean;
}

/** The windows of the session. Never rejects. */
export interface Windows {
  /** The one that has the keyboard; null when none has. */
  front(): DesktopWindow | null;
  /** Called after anything in `front` has become another: window, title, program. */
  onFront(changed: () => void): Cancel;
  /** From the foremost to the rearmost; those that are out of sight too. */
  list(): Promise<readonly DesktopWindow[]>;
  /** Asks it to close, as its own button does. False where there is no such window. */
  close(place: string): Promise<boolean>;
  /** Called with the place of a window that is gone. */
  onGone(gone: (place: string) => void): Cancel;
}

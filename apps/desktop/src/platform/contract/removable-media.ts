import type { Cancel } from './cancel.ts';

/** Storage that was plugged in: a stick, a card, a telephone's memory. */
export interface Medium {
  /** Unique on this device. */
  readonly id: string;
  /** What it calls itself; empty where it says nothing. */
  readonly label: string;
  readonly maker: string | null;
  /** Null where it cannot be told. */
  readonly bytes: number | null;
}

/** Never rejects. */
export interface RemovableMedia {
  onArrived(arrived: (medium: Medium) => void): Cancel;
  onGone(gone: (id: string) => void): Cancel;
  /** While not allowed, nothing on them can be read or written, on those that are in already too. False where that failed. */
  setAllowed(allowed: boolean): Promise<boolean>;
}

/** Under which the lock is kept for every page to show over itself. */
export const KEPT_LOCK_VEIL = 'lock-veil';

/** What the worker keeps for every page to show over itself while something else has to be seen first. */
export interface Veil {
  readonly title: string;
  readonly words: string;
  /** Milliseconds since 1970; null: until it is taken away. */
  readonly until: number | null;
}

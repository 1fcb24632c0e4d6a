/** The time as the program knows it; an argument everywhere, so that tests can set it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export function systemClock(): Clock {
  return { now: () => Date.now() };
}

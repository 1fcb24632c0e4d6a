/** A player asks for a film bit by bit: within this it is the same look of the same person. */
const SITTING_MS = 10 * 60_000;
/** Past this many, those that are over are thrown away. */
const MOST_KEPT = 1000;

/** Who looks at what at this moment. In memory: a server that starts anew writes a line too many, never one too few. */
export interface Sittings {
  goesOn(key: string): boolean;
  /** Call it once the line that it stands for is committed. */
  begin(key: string): void;
}

export function createSittings(now: () => number): Sittings {
  const begun = new Map<string, number>();
  const isOver = (at: number): boolean => now() - at >= SITTING_MS;
  return {
    goesOn(key) {
      const at = begun.get(key);
      return at !== undefined && !isOver(at);
    },
    begin(key) {
      if (begun.size >= MOST_KEPT) {
        for (const [old, at] of begun) if (isOver(at)) begun.delete(old);
      }
      begun.set(key, now());
    },
  };
}

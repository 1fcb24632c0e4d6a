/** Somebody who types in the field of search or turns pages looks at one list: within this it is one look. */
const LOOK_MS = 10 * 60_000;
/** Past this many, those that are over are thrown away. */
const MOST_KEPT = 1000;

/** Who has looked at which list. In memory: a server that starts anew writes a line too many, never one too few. */
export interface Looks {
  stands(accountId: string, listId: string): boolean;
  /** Call it once the line that stands for it is committed. */
  began(accountId: string, listId: string): void;
}

export function createLooks(now: () => number): Looks {
  const begun = new Map<string, number>();
  const isOver = (at: number): boolean => now() - at >= LOOK_MS;
  return {
    stands(accountId, listId) {
      const at = begun.get(`${accountId} ${listId}`);
      return at !== undefined && !isOver(at);
    },
    began(accountId, listId) {
      if (begun.size >= MOST_KEPT) for (const [key, at] of begun) if (isOver(at)) begun.delete(key);
      begun.set(`${accountId} ${listId}`, now());
    },
  };
}

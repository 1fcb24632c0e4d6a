/** A console asks for the queue at every change: within this the same people's requests are one look. */
const LOOK_MS = 10 * 60_000;
/** Past this many, those that are over are thrown away. */
const MOST_KEPT = 1000;

/** Who has looked at which requests. In memory: a server that starts anew writes a line too many, never one too few. */
export interface Looks {
  stands(accountId: string, requestIds: readonly string[]): boolean;
  /** Call it once the line that stands for it is committed. */
  began(accountId: string, requestIds: readonly string[]): void;
}

export function createLooks(now: () => number): Looks {
  const begun = new Map<string, { readonly at: number; readonly ids: ReadonlySet<string> }>();
  const isOver = (at: number): boolean => now() - at >= LOOK_MS;
  return {
    stands(accountId, requestIds) {
      const look = begun.get(accountId);
      return look !== undefined && !isOver(look.at) && requestIds.every((id) => look.ids.has(id));
    },
    began(accountId, requestIds) {
      if (begun.size >= MOST_KEPT) {
        for (const [key, { at }] of begun) if (isOver(at)) begun.delete(key);
      }
      begun.set(accountId, { at: now(), ids: new Set(requestIds) });
    },
  };
}

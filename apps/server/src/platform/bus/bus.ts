/**
 * Tells the parts of the server that something happened, after it is committed. Topics are named by who publishes;
 * the make within one process is here, those across nodes keep the same contract.
 */
export interface Bus {
  publish<Event>(topic: Topic<Event>, event: Event): void;
  /** Returns what ends the subscription. */
  subscribe<Event>(topic: Topic<Event>, listener: (event: Event) => void): () => void;
}

/** A named kind of event; the type is that of its events. */
export interface Topic<Event> {
  readonly name: string;
  /** Never present: carries the type only. */
  readonly event?: Event;
}

export function topic<Event>(name: string): Topic<Event> {
  return Object.freeze({ name });
}

/** The make for one process: listeners are called in order; one that throws is reported and does not stop the others. */
export function createProcessBus(onListenerError: (topicName: string, cause: unknown) => void): Bus {
  const listeners = new Map<string, Set<(event: never) => void>>();
  return {
    publish(published, event) {
      for (const listener of Array.from(listeners.get(published.name) ?? [])) {
        try {
          listener(event as never);
        } catch (cause) {
          onListenerError(published.name, cause);
        }
      }
    },
    subscribe(subscribed, listener) {
      const set = listeners.get(subscribed.name) ?? new Set<(event: never) => void>();
      listeners.set(subscribed.name, set);
      const wrapped = (event: never): void => listener(event);
      set.add(wrapped);
      return () => set.delete(wrapped);
    },
  };
}

import type { OrdersAt } from './features/state/index.ts';

/** What makes devices do things: restrictions, access policies, lessons, agreements, what pupils ask, what they are told. */
export interface ComposedControl {
  /** For the state document of each device. */
  readonly orders: OrdersAt;
  stop(): Promise<void>;
}

/** Composes the features that make devices do things. */
export function composeControl(): ComposedControl {
  return {
    orders: async () => new Map(),
    stop: async () => undefined,
  };
}

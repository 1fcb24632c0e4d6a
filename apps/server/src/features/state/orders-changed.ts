import { topic, type Topic } from '../../platform/bus/bus.ts';

/**
 * What devices are made to do has changed; said after the commit. Those named are told within milliseconds, for a room
 * that is locked must be locked when the teacher looks up. Null: all of the school, as an access policy may concern.
 */
export const ordersChanged: Topic<{
  readonly schoolId: string;
  readonly deviceIds: readonly string[] | null;
}> = topic('state.orders-changed');

import type { Chain } from '@lapwing/protocol/features/alerts/chain.api.ts';

/** The moment for which the chain is asked, on the school's clock. */
export interface ChainMoment {
  /** `2026-12-18` */
  readonly day: string;
  readonly inSchool: boolean;
}

/** Who is told next. */
export interface Next {
  readonly accountId: string;
  /** Whose place they take; null when it is their own. */
  readonly insteadOf: string | null;
  /** How long they have. */
  readonly minutes: number;
  /** Because it is outside school hours. */
  readonly outside: boolean;
}

/**
 * Whoever stands in for an account on a day: a cover of a cover counts, a circle of covers leads nowhere. Null when
 * nobody of them is there.
 *
 * @param present whether an account can be told at all: it may sign in and see the capture
 */
export function standIn(
  covers: Chain['covers'],
  accountId: string,
  day: string,
  present: (accountId: string) => boolean,
): string | null {
  const asked = new Set<string>();
  const coverOf = (id: string): string | undefined =>
    covers.find((each) => each.accountId === id && each.from <= day && day <= each.to)?.byAccountId;
  let at = accountId;
  while (!asked.has(at)) {
    asked.add(at);
    const by = coverOf(at);
    if (by === undefined) return present(at) ? at : null;
    at = by;
  }
  return null;
}

/**
 * The next to be told of a capture; null when everybody who is there has been. Nobody is told twice, and nobody who is
 * there is passed over. Outside school hours the person for these hours comes before the chain.
 *
 * @param told accounts that were told already
 */
export function nextInChain(
  chain: Chain,
  told: readonly string[],
  moment: ChainMoment,
  present: (accountId: string) => boolean,
): Next | null {
  const known = new Set(told);
  const { outside } = chain;
  const places = [
    ...(!moment.inSchool && outside.kind === 'person' ? [{ ...outside, outside: true }] : []),
    ...chain.steps.map((step) => ({ ...step, outside: false })),
  ];
  for (const place of places) {
    const accountId = standIn(chain.covers, place.accountId, moment.day, present);
    if (accountId === null || known.has(accountId)) continue;
    return {
      accountId,
      insteadOf: accountId === place.accountId ? null : place.accountId,
      minutes: place.minutes,
      outside: place.outside,
    };
  }
  return null;
}

/** Everybody in the order in which they would be told, if nobody opened it and the hour stayed what it is. */
export function wholeChain(
  chain: Chain,
  moment: ChainMoment,
  present: (accountId: string) => boolean,
): Next[] {
  const order: Next[] = [];
  for (;;) {
    const told = order.map(({ accountId }) => accountId);
    const next = nextInChain(chain, told, moment, present);
    if (next === null) return order;
    order.push(next);
  }
}

/** All accounts that a chain names. */
export function namedIn(chain: Chain): string[] {
  return [
    ...new Set([
      ...chain.steps.map(({ accountId }) => accountId),
      ...(chain.outside.kind === 'person' ? [chain.outside.accountId] : []),
      ...chain.covers.flatMap(({ accountId, byAccountId }) => [accountId, byAccountId]),
    ]),
  ];
}

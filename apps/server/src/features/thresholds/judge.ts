import { SEVERITIES, type PolicyKey, type Severity } from '@lapwing/protocol/vocabulary.ts';

/** What of a rule decides whether it acts. */
export interface Threshold {
  /** So many captures, 2 or more. */
  readonly count: number;
  readonly severity: Severity;
  /** Empty: every risk. */
  readonly policies: readonly PolicyKey[];
  readonly days: number;
}

/** A capture of one person that is not a false positive and on which the rule has not acted yet. */
export interface Countable {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const DAY_MS = 86_400_000;

/** Whether a capture counts for the rule at all. */
export function concerns(rule: Threshold, capture: { severity: Severity; policy: PolicyKey }): boolean {
  return (
    SEVERITIES.indexOf(capture.severity) >= SEVERITIES.indexOf(rule.severity) &&
    (rule.policies.length === 0 || rule.policies.includes(capture.policy))
  );
}

/** The severities that are at least as bad, for a query. */
export function severitiesFrom(severity: Severity): readonly Severity[] {
  return SEVERITIES.slice(SEVERITIES.indexOf(severity));
}

/**
 * The captures on which the rule acts now; null while there are too few of them within its days.
 *
 * @param captures of one person, in any order
 * @param now milliseconds since 1970
 */
export function judge(
  rule: Threshold,
  captures: readonly Countable[],
  now: number,
): readonly Countable[] | null {
  const counted = captures.filter(({ at }) => at > now - rule.days * DAY_MS && at <= now);
  return counted.length >= rule.count ? counted : null;
}

/**
 * The captures on which the rule acts because of the one that has arrived; null while there are too few. Devices that were
 * away report late: what happened after it counts as well, in any stretch of the rule's days with it inside.
 *
 * @param captures of the person, in any order, with the one that has arrived
 */
export function judgeArrival(
  rule: Threshold,
  captures: readonly Countable[],
  arrived: Countable,
): readonly Countable[] | null {
  const ends = captures
    .map(({ at }) => at)
    .filter((at) => at >= arrived.at && at < arrived.at + rule.days * DAY_MS)
    .toSorted((one, other) => one - other);
  for (const end of ends) {
    const counted = judge(rule, captures, end);
    if (counted !== null) return counted;
  }
  return null;
}

/**
 * The captures on which the rule acts because some were found to be the person's: the newest stretch of the rule's days
 * that has enough of them and one of those inside; null when there is none. What lies before it brings no further act.
 *
 * @param captures of the person, in any order
 * @param matched ids of those that were nobody's until now
 * @returns the newest first
 */
export function judgeMatched(
  rule: Threshold,
  captures: readonly Countable[],
  matched: ReadonlySet<string>,
): readonly Countable[] | null {
  const newestFirst = captures.toSorted((one, other) => other.at - one.at);
  for (const { at } of newestFirst) {
    const counted = judge(rule, newestFirst, at);
    if (counted?.some(({ id }) => matched.has(id)) === true) return counted;
  }
  return null;
}

/**
 * What the rule would have done had it stood all the time: each capture arrives at its time, and those on which it has
 * acted count no more.
 *
 * @param captures of one person, in any order
 */
export function replay(
  rule: Threshold,
  captures: readonly Countable[],
): ReadonlyArray<{ readonly at: number; readonly captures: readonly Countable[] }> {
  const acts: Array<{ at: number; captures: readonly Countable[] }> = [];
  let waiting: Countable[] = [];
  for (const capture of captures.toSorted((one, other) => one.at - other.at)) {
    waiting = [...waiting.filter(({ at }) => at > capture.at - rule.days * DAY_MS), capture];
    const counted = judge(rule, waiting, capture.at);
    if (counted === null) continue;
    acts.push({ at: capture.at, captures: counted });
    waiting = [];
  }
  return acts;
}

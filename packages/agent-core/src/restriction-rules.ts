import { localTime } from '@lapwing/detection/period.ts';
import {
  AccessRule,
  RestrictionRules,
  SanctionAction,
} from '@lapwing/protocol/features/restrictions/rules.ts';
import { z } from 'zod';
import { type Made, parseJson } from './stored-document.ts';
import { decodeUtf8 } from './utf8.ts';

const MINUTE_MS = 60_000;
/** A change of the clocks is at a full quarter of an hour, whatever the zone. */
const QUARTER_MS = 15 * MINUTE_MS;
/** What goes on for longer has no end that anybody asks for. */
const HORIZON_MS = 8 * 24 * 60 * MINUTE_MS;
const END_OF_DAY = '24:00';

/** An access policy that holds at a moment. */
export interface RuleInForce {
  readonly rule: AccessRule;
  /** When its hours are over, in milliseconds since 1970; null where no end is known. */
  readonly until: number | null;
}

export interface RulesInForce {
  /** The strongest first. */
  readonly rules: readonly RuleInForce[];
  /** Until when all of this stays as it is at least; null where no rule has hours. */
  readonly next: number | null;
}

/** Rules made ready; many devices may share them. */
export interface LoadedRules {
  readonly rules: RestrictionRules;
  /** What holds at a moment, in milliseconds since 1970 by a clock that is right, on the school's clock. */
  at(now: number): RulesInForce;
}

/** What is known of a newer file is taken: kinds of rules and actions that came later are left out. */
const NewerRules = z.looseObject({
  access: z.array(z.unknown()).transform((all) => all.filter((one) => AccessRule.safeParse(one).success)),
  sanctions: z.looseObject({
    policies: z.record(z.string(), z.array(z.unknown()).transform(knownActions)),
    terms: z.record(z.string(), z.array(z.unknown()).transform(knownActions)),
  }),
});

function knownActions(actions: readonly unknown[]): unknown[] {
  return actions.filter((one) => SanctionAction.safeParse(one).success);
}

/** Makes `orders.rules` ready. Damaged is what is no such file, and a time zone that this device never heard of. */
export function readRestrictionRules(bytes: Uint8Array): Made<LoadedRules> {
  const known = parseJson(decodeUtf8(bytes), NewerRules);
  const read = known === null ? null : RestrictionRules.safeParse(known);
  if (read === null || !read.success) return { ok: false, code: 'damaged' };
  try {
    localTime(read.data.timeZone, 0);
  } catch {
    return { ok: false, code: 'damaged' };
  }
  return { ok: true, value: loadedRules(read.data) };
}

/** Throws RangeError for a time zone that is not known here. */
export function loadedRules(rules: RestrictionRules): LoadedRules {
  let last: { readonly minute: number; readonly inForce: RulesInForce } | null = null;
  return {
    rules,
    at(now) {
      // Hours begin and end with a minute.
      const minute = Math.floor(now / MINUTE_MS);
      if (last?.minute !== minute) last = { minute, inForce: rulesAt(rules, minute * MINUTE_MS) };
      return last.inForce;
    },
  };
}

function rulesAt(rules: RestrictionRules, now: number): RulesInForce {
  const inForce: RuleInForce[] = [];
  let next: number | null = null;
  for (const rule of rules.access) {
    if (rule.hours === null) {
      inForce.push({ rule, until: null });
      continue;
    }
    const boundary = nextBoundary(rules, rule, now);
    next = next === null ? boundary : Math.min(next, boundary);
    if (holdsAt(rules, rule, now)) inForce.push({ rule, until: endOf(rules, rule, boundary, now) });
  }
  return { rules: inForce, next };
}

function holdsAt(rules: RestrictionRules, { hours, inHolidays }: AccessRule, at: number): boolean {
  const { day, time, weekday } = localTime(rules.timeZone, at);
  if (!inHolidays && rules.holidays.some(({ from, to }) => from <= day && day <= to)) return false;
  return hours === null || hours[weekday]?.some(({ from, to }) => from <= time && time < to) === true;
}

function endOf(rules: RestrictionRules, rule: AccessRule, first: number, now: number): number | null {
  for (let at = first; at < now + HORIZON_MS; at = nextBoundary(rules, rule, at))
    if (!holdsAt(rules, rule, at)) return at;
  return null;
}

/** The next moment, later than `at` and a full minute, at which the rule may begin or end to hold. */
function nextBoundary(rules: RestrictionRules, { hours }: AccessRule, at: number): number {
  const { time, weekday } = localTime(rules.timeZone, at);
  const times = (hours?.[weekday] ?? []).flatMap(({ from, to }) => [from, to]).filter((one) => one > time);
  const wanted = [END_OF_DAY, ...times].reduce((least, one) => (one < least ? one : least));
  const guess = at + (minutesOf(wanted) - minutesOf(time)) * MINUTE_MS;
  const there = localTime(rules.timeZone, guess).time;
  if (there === wanted || (wanted === END_OF_DAY && there === '00:00')) return guess;
  // The clocks go forward or back until then: in steps that no change can lie within.
  return (Math.floor(at / QUARTER_MS) + 1) * QUARTER_MS;
}

/** Minutes from midnight. */
function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

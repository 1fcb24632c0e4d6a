import type { Timetable } from '@lapwing/protocol/features/policies/edits.ts';
import type { PolicyKey, Severity } from '@lapwing/protocol/vocabulary.ts';
import { SEVERITIES } from '@lapwing/protocol/vocabulary.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { settingGroupsOf } from '../groups/index.ts';
import type { PolicyState } from './decided.ts';
import { effectiveFor, groupsThatSet } from './resolve.ts';
import { BUILT_IN_TIMETABLE } from './timetable.ts';

/** What of a capture decides who is alerted to it. */
export interface AlertingCapture {
  readonly personId: string | null;
  readonly deviceId: string;
  readonly term: string;
  readonly policy: PolicyKey;
  readonly severity: Severity;
}

/** Somebody who is named for a capture's person or device, and how they are alerted. */
export interface Alerted {
  readonly accountId: string;
  readonly popUp: boolean;
  readonly email: boolean;
}

/**
 * Who is named for a capture: by the groups of its person and of its device, from this severity on, for its policy.
 * Somebody who is named several times is alerted in each of the ways. Whether they may see it is the caller's to ask.
 */
export async function alertedTo(
  tx: SchoolTx,
  state: Pick<PolicyState, 'latest' | 'timeZone'>,
  capture: AlertingCapture,
): Promise<Alerted[]> {
  const { config } = await state.latest(tx);
  if (config.recipients.size === 0) return [];
  const members = [capture.deviceId, ...(capture.personId === null ? [] : [capture.personId])];
  const { everywhere, of } = await settingGroupsOf(tx, members, groupsThatSet(config));
  const groups = [...everywhere, ...members.flatMap((id) => of.get(id) ?? [])];
  const own = config.terms.get(capture.term)?.policy;
  const weight = SEVERITIES.indexOf(capture.severity);
  const found = new Map<string, Alerted>();
  for (const { entry } of effectiveFor(config, groups, state.timeZone).recipients) {
    const { accountId, from, policies } = entry;
    if (weight < SEVERITIES.indexOf(from)) continue;
    if (policies !== null && !policies.some((id) => id === capture.policy || id === own)) continue;
    const before = found.get(accountId);
    found.set(accountId, {
      accountId,
      popUp: entry.popUp || before?.popUp === true,
      email: entry.email || before?.email === true,
    });
  }
  return [...found.values()];
}

/** The school's week on its clock, as it is now. */
export async function schoolWeek(
  tx: SchoolTx,
  state: Pick<PolicyState, 'latest' | 'timeZone'>,
): Promise<Timetable & { readonly timeZone: string }> {
  const { config } = await state.latest(tx);
  return { ...(config.timetable ?? BUILT_IN_TIMETABLE), timeZone: state.timeZone };
}

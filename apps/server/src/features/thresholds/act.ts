import type { SchoolTx } from '../../platform/db/database.ts';
import { insertMembers } from '../groups/index.ts';
import { concerns, judgeArrival, judgeMatched, severitiesFrom, type Threshold } from './judge.ts';
import type { ThresholdsDeps } from './parts.ts';
import {
  countableAround,
  enabledRules,
  findArrived,
  insertAct,
  lockPerson,
  type ArrivedRow,
  type RuleRow,
} from './store.ts';
import { countInWords, dayInWords } from './words.ts';

/** Captures that one act names at most. */
const MOST = 200;
/** Captures of one person that are looked at when an account is matched, the newest. */
const MOST_MATCHED = 2000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1440;

export function thresholdOf(row: RuleRow): Threshold {
  return { count: row.least, severity: row.severity, policies: row.policies, days: row.days };
}

/**
 * Looks whether a rule acts because of this capture, and acts: within the transaction in which it arrived or came to weigh
 * more. For a school without rules it costs one look at an empty table.
 */
export async function actOn(parts: ThresholdsDeps, tx: SchoolTx, captureId: string): Promise<void> {
  const rules = await enabledRules(tx);
  if (rules.length === 0) return;
  const [capture] = await findArrived(tx, [captureId]);
  if (capture === undefined) return;
  const matching = rules.filter((rule) => concerns(thresholdOf(rule), capture));
  if (matching.length === 0) return;
  await lockPerson(tx, capture.person_id);
  for (const rule of matching) {
    const severities = severitiesFrom(rule.severity);
    const stretch = { from: capture.happened_at, to: capture.happened_at };
    const around = await countableAround(tx, rule, severities, capture.person_id, stretch, MOST);
    const arrived = around.find(({ id }) => id === capture.id);
    const counted = arrived === undefined ? null : judgeArrival(thresholdOf(rule), around, arrived);
    if (counted !== null) {
      await act(
        parts,
        tx,
        rule,
        capture,
        counted.map(({ id }) => id),
      );
    }
  }
}

/**
 * Looks whether rules act because captures were found to be a person's, and acts: each rule once at most, on the newest
 * stretch that reaches it, however many years of captures the account has left. Within the transaction of the match.
 */
export async function actOnMatched(
  parts: ThresholdsDeps,
  tx: SchoolTx,
  captureIds: readonly string[],
): Promise<void> {
  const rules = await enabledRules(tx);
  if (rules.length === 0) return;
  const matched = await findArrived(tx, captureIds);
  const [first] = matched;
  if (first === undefined) return;
  await lockPerson(tx, first.person_id);
  for (const rule of rules) {
    const concerned = matched.filter((capture) => concerns(thresholdOf(rule), capture));
    const [newest, oldest] = [concerned[0], concerned.at(-1)];
    if (newest === undefined || oldest === undefined) continue;
    const stretch = { from: oldest.happened_at, to: newest.happened_at };
    const severities = severitiesFrom(rule.severity);
    const around = await countableAround(tx, rule, severities, first.person_id, stretch, MOST_MATCHED);
    const counted = judgeMatched(thresholdOf(rule), around, new Set(concerned.map(({ id }) => id)));
    if (counted === null) continue;
    const ids = counted.slice(0, MOST).map(({ id }) => id);
    await act(parts, tx, rule, concerned.find(({ id }) => ids.includes(id)) ?? newest, ids);
  }
}

async function act(
  parts: ThresholdsDeps,
  tx: SchoolTx,
  rule: RuleRow,
  capture: ArrivedRow,
  captureIds: readonly string[],
): Promise<void> {
  const words = await parts.wordsOf(tx);
  const now = parts.clock.now();
  const because = `${countInWords(captureIds.length, rule, (policy) => words.policyTitle(policy))}, by the rule “${rule.name}”`;
  const { group_id: groupId, group_name: groupName, group_days: groupDays } = rule;
  const group =
    groupId === null || groupName === null || groupDays === null
      ? null
      : { id: groupId, name: groupName, until: new Date(now + groupDays * DAY_MS) };
  const added =
    group === null || groupDays === null
      ? []
      : await insertMembers(tx, group.id, [capture.person_id], groupDays * DAY_MINUTES);
  await insertAct(tx, {
    rule,
    because,
    personId: capture.person_id,
    at: new Date(now),
    group,
    putIn: added.length > 0,
    captureIds,
  });
  const did =
    group === null
      ? `Those named were told: ${because}`
      : `Put in ${group.name} until ${dayInWords(group.until, parts.timeZone)}: ${because}`;
  for (const id of captureIds) await parts.noteOnCapture(tx, id, did);
  for (const accountId of rule.staff) {
    await parts.alert?.(tx, { accountId, captureId: capture.id, words: did });
  }
  await parts.appendAudit(tx, {
    action: 'thresholds.act',
    actor: null,
    address: null,
    outcome: 'done',
    summary: `${capture.person_name}: ${did}`,
    subject: { kind: 'person', id: capture.person_id },
  });
  if (group !== null) {
    const { schoolId } = tx;
    tx.afterCommit(() => parts.groupsChanged(schoolId));
  }
}

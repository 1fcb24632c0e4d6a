import type { Actor } from '../../permissions/actor.ts';
import { reachOf } from '../../permissions/actor.ts';
import type { AppendAudit, AuditLine } from '../../permissions/routes.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { findVisible } from '../groups/index.ts';
import type { Allowed } from './desk.ts';
import type { WatchableRow } from './store.ts';

/** A glance at a room is one entry for so long: a teacher who goes back and forth looks at one lesson. */
const GLANCE_AGAIN_MS = 10 * 60_000;
const REFUSED_AGAIN_MS = 60_000;
const PRUNE_ABOVE = 5000;

/** Says in the audit who watched whose screens. */
export interface WatchAudit {
  note(tx: SchoolTx, watched: WatchedNow): Promise<void>;
}

export interface WatchedNow {
  readonly actor: Actor;
  readonly address: string;
  /** The group that is open; null where none is. */
  readonly groupId: string | null;
  readonly allowed: readonly Allowed[];
  readonly refused: readonly string[];
  /** Who was looked at in this go already, by device; filled with who is now. */
  readonly looked: Map<string, string>;
}

export function createWatchAudit(options: { appendAudit: AppendAudit; clock: Clock }): WatchAudit {
  const lastAt = new Map<string, number>();

  /** What is rolled back was not written: it counts only once it is committed. */
  function isDue(tx: SchoolTx, key: string, againMs: number): boolean {
    const now = options.clock.now();
    if (now - (lastAt.get(key) ?? Number.NEGATIVE_INFINITY) < againMs) return false;
    tx.afterCommit(() => {
      if (lastAt.size > PRUNE_ABOVE) {
        for (const [old, at] of lastAt) if (now - at > GLANCE_AGAIN_MS) lastAt.delete(old);
      }
      lastAt.set(key, now);
    });
    return true;
  }

  return {
    async note(tx, { actor, address, groupId, allowed, refused, looked }) {
      const by = { actor: { id: actor.accountId, name: actor.name }, address };
      // Looking with another's rights is another look, and its line names both.
      const looker = `${actor.accountId} ${actor.actingAs?.id ?? ''}`;
      const lines: AuditLine[] = [];
      const glances = allowed.filter(({ wish }) => wish.purpose === 'glance').length;
      if (glances > 0 && isDue(tx, `glance ${tx.schoolId} ${looker} ${groupId}`, GLANCE_AGAIN_MS)) {
        const name = groupId === null ? null : await visibleGroupName(tx, actor, groupId);
        const devices = glances === 1 ? '1 device' : `${glances} devices`;
        lines.push({
          ...by,
          action: 'screens.glance',
          outcome: 'opened',
          summary:
            name === null
              ? `Watched the screens of ${devices}`
              : `Watched the screens of ${name} (${devices})`,
          subject: name === null || groupId === null ? null : { kind: 'group', id: groupId },
        });
      }
      for (const { row, wish } of allowed) {
        if (wish.purpose !== 'look') continue;
        const who = `${row.session_id} ${row.person_id}`;
        if (looked.get(row.id) === who) continue;
        tx.afterCommit(() => looked.set(row.id, who));
        lines.push({
          ...by,
          action: 'screens.look',
          outcome: 'opened',
          summary: `Looked at the screen of ${inWords(row)}`,
          subject: subjectOf(row),
        });
      }
      if (refused.length > 0 && isDue(tx, `refused ${tx.schoolId} ${looker}`, REFUSED_AGAIN_MS)) {
        lines.push({
          ...by,
          action: 'screens.look',
          outcome: 'refused',
          summary: `Asked for screens that are not there or not theirs to see (${refused.length})`,
          subject: null,
        });
      }
      for (const line of lines) await options.appendAudit(tx, line);
    },
  };
}

/** Whose screen it is, in the words of the audit. */
export function inWords(row: WatchableRow): string {
  const account = row.account_name === null ? null : `the account ${row.account_name}`;
  const who = row.person_name ?? account;
  return who === null ? `the device ${row.name}` : `${who} (${row.name})`;
}

/** What an entry is about: the person where one is known, else the device. */
export function subjectOf(row: WatchableRow): { kind: string; id: string } {
  return row.person_id === null ? { kind: 'device', id: row.id } : { kind: 'person', id: row.person_id };
}

async function visibleGroupName(tx: SchoolTx, actor: Actor, groupId: string): Promise<string | null> {
  const reach = reachOf(actor, 'groups.view');
  if (reach === null) return null;
  return (await findVisible(tx, { accountId: actor.accountId, reach }, groupId))?.name ?? null;
}

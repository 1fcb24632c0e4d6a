import type { AuditEntry } from '@lapwing/protocol/features/audit/api.ts';
import { can, reachOf, type Actor } from '../../permissions/actor.ts';
import type { ListedRow } from './store.ts';

/** What is about pupils by itself: who it is about tells what it is about. */
const OF_PUPILS = ['alerts', 'captures', 'concerns', 'evidence', 'screens', 'thresholds'];
/** What names pupils, for those who may see the roster. */
const OF_THE_ROSTER = ['devices', 'groups', 'people', 'policies', 'search', 'sessions'];

/** The features whose lines this person reads without whom they are about. */
export function withheldFrom(actor: Actor): readonly string[] {
  if (can(actor, 'audit.names')) return [];
  return reachOf(actor, 'people.view')?.kind === 'school' ? OF_PUPILS : [...OF_PUPILS, ...OF_THE_ROSTER];
}

/** An entry field by field; where it is withheld, that somebody acted and when, and not on whom. */
export function presentEntry(row: ListedRow, withheld: readonly string[]): AuditEntry {
  const hidden = withheld.includes(row.action.split('.')[0] ?? '');
  return {
    seq: row.seq,
    at: row.at.toISOString(),
    actor: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? '' },
    action: row.action,
    summary: hidden ? 'Acted on something that you may not see' : row.summary,
    subject: hidden || row.subject_id === null ? null : { kind: row.subject_kind ?? '', id: row.subject_id },
    outcome: row.outcome,
    unfinished: row.unfinished,
    address: row.address,
    hash: row.hash,
  };
}

import type { RestrictionShown } from '@lapwing/protocol/features/restrictions/api.ts';
import { Effect } from '@lapwing/protocol/features/restrictions/effect.ts';
import { reachOf, type Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { BannedFact } from './facts.ts';
import { concerning } from './orders.ts';
import { capturesSeen } from './store-sanctions.ts';
import type { RestrictionRow } from './store.ts';
import { coveredIds, namesSeen } from './store-seen.ts';
import { namesOf, whatOf } from './words.ts';

const NOT_YOURS = 'A group that is not yours';
/** What is over, or was lifted, is a record. */
const OVER = 'It is over.';

/**
 * Restrictions as the actor may see them, field by field; names of those whom they may not see are counted, not said.
 * Whether they may see the restriction at all is the caller's to ask.
 *
 * @param online devices that are connected
 * @param now milliseconds since 1970
 */
export async function presentRestrictions(
  tx: SchoolTx,
  actor: Actor,
  rows: readonly RestrictionRow[],
  online: readonly string[],
  now: number,
): Promise<RestrictionShown[]> {
  const ids = rows.flatMap((row) => [...row.target_ids, ...row.exceptions]);
  const names = await namesSeen(tx, actor, reachOf(actor, 'restrictions.view'), online, ids);
  const capturesReach = reachOf(actor, 'captures.view');
  const sanctions = rows.filter(({ layer }) => layer === 'sanction').map(({ id }) => id);
  const captures =
    capturesReach === null ? new Map<string, string>() : await capturesSeen(tx, capturesReach, sanctions);
  const covered = await coveredIds(
    tx,
    actor,
    online,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const over = row.lifted_at !== null || row.ends_at.getTime() <= now;
    return {
      id: row.id,
      effect: Effect.parse(row.effect),
      layer: row.layer,
      what: whatOf(Effect.parse(row.effect)),
      target: targetOf(row, names),
      by: row.by_id === null || row.by_name === null ? null : { id: row.by_id, name: row.by_name },
      lesson:
        row.lesson_id === null || row.lesson_title === null
          ? null
          : { id: row.lesson_id, title: row.lesson_title },
      captureId: captures.get(row.id) ?? null,
      words: row.words,
      setAt: row.set_at.toISOString(),
      from: row.starts_at.toISOString(),
      until: row.ends_at.toISOString(),
      lifted:
        row.lifted_at === null
          ? null
          : {
              by:
                row.lifted_by === null || row.lifted_name === null
                  ? null
                  : { id: row.lifted_by, name: row.lifted_name },
              at: row.lifted_at.toISOString(),
            },
      exceptions: row.exceptions.flatMap((id) => {
        const name = names.get(id);
        return name === undefined ? [] : [{ id, name }];
      }),
      may: { lift: over ? { allowed: false, reason: OVER } : mayLift(actor, covered.has(row.id)) },
    };
  });
}

/** What the built-in groups do to somebody: each is ended by taking them out of the group. */
export function presentBanned(banned: readonly BannedFact[], now: number): RestrictionShown[] {
  const seat = {
    deviceId: '',
    personId: null,
    groups: new Set<string>(),
    ownGroups: new Set<string>(),
    banned,
  };
  return concerning([], seat, now).map((concern) => ({
    id: concern.id,
    effect: concern.effect,
    layer: concern.layer,
    what: whatOf(concern.effect),
    target: { kind: 'group', id: concern.id, name: concern.toldBy ?? '' },
    by: null,
    lesson: null,
    captureId: null,
    words: null,
    setAt: new Date(concern.from).toISOString(),
    from: new Date(concern.from).toISOString(),
    until: concern.until === null ? null : new Date(concern.until).toISOString(),
    lifted: null,
    exceptions: [],
    may: {
      lift: { allowed: false, reason: `It ends when they are taken out of the group ${concern.toldBy}.` },
    },
  }));
}

function mayLift(actor: Actor, covered: boolean): { allowed: boolean; reason?: string } {
  if (reachOf(actor, 'restrictions.set') === null)
    return { allowed: false, reason: 'Your role does not restrict devices.' };
  return covered
    ? { allowed: true }
    : { allowed: false, reason: 'It is for more people than yours: lift it for yours alone.' };
}

function targetOf(row: RestrictionRow, names: ReadonlyMap<string, string>): RestrictionShown['target'] {
  const [first = row.id] = row.target_ids;
  if (row.target_kind === 'lesson')
    return { kind: 'lesson', id: first, name: `Lesson ${row.lesson_title ?? ''}`.trim() };
  // Which other groups a child is in is not everybody's to know.
  if (row.target_kind === 'group')
    return { kind: 'group', id: names.has(first) ? first : row.id, name: names.get(first) ?? NOT_YOURS };
  const seen = row.target_ids.filter((id) => names.has(id));
  return {
    kind: row.target_kind,
    id: seen[0] ?? row.id,
    name: namesOf(
      seen.flatMap((id) => names.get(id) ?? []),
      row.target_ids.length,
      3,
    ),
  };
}

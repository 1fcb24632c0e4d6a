import type { LessonSummary } from '@lapwing/protocol/features/lessons/api.ts';
import type { Target } from '@lapwing/protocol/features/restrictions/api.ts';
import type { Restriction } from '@lapwing/protocol/features/restrictions/effect.ts';
import { reachOf, type Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, type Refused } from '../../platform/http/outcome.ts';
import { concerning, restrictionOf } from './orders.ts';
import type { RestrictionParts } from './parts.ts';
import { presentRestrictions } from './present.ts';
import { keepReady, readyFor } from './set.ts';
import { factOf, ofLesson, standingRows } from './store.ts';
import { restrictingAmong } from './store-seats.ts';
import { restrictionSeen } from './store-seen.ts';

/** A page or a site that is opened for a time in the actor's name. */
export interface AllowAsked {
  /** Of the restriction that it becomes: the same twice is set once. */
  readonly id: string;
  readonly sites: readonly string[];
  readonly minutes: number;
  readonly whom: { readonly kind: 'person' | 'device' | 'lesson'; readonly id: string };
  readonly lessonId: string | null;
}

/** Allows sites for a time, if the actor may restrict whoever asks; with its real end. The audit is the caller's. */
export async function allowSites(
  parts: RestrictionParts,
  tx: SchoolTx,
  actor: Actor,
  asked: AllowAsked,
): Promise<{ readonly ok: true; readonly until: Date } | { readonly ok: false; readonly refused: Refused }> {
  if (reachOf(actor, 'restrictions.set') === null) return notFound();
  const { kind, id } = asked.whom;
  const target: Target =
    kind === 'person'
      ? { kind: 'people', ids: [id] }
      : kind === 'device'
        ? { kind: 'devices', ids: [id] }
        : { kind: 'lesson', id };
  const found = await readyFor(parts, tx, actor, {
    targets: [target],
    effect: { kind: 'allow', sites: [...asked.sites] },
    favouriteId: null,
    minutes: asked.minutes,
    lessonId: asked.lessonId,
    words: null,
  });
  if (!found.ok) return found;
  const { ready } = found;
  await keepReady(tx, actor, ready, [asked.id], null);
  parts.announce(
    tx,
    ready.online.map(({ deviceId }) => deviceId),
  );
  const own = ready.now + asked.minutes * 60_000;
  return { ok: true, until: new Date(Math.min(own, ready.lesson?.ends_at.getTime() ?? own)) };
}

/**
 * What is set for whoever is in all of these groups, now or within a day, as devices are told: by hand, in their lessons,
 * and by the built-in ones among them. What is set for some of their people alone is not theirs.
 */
export async function restrictionsOfGroups(
  parts: Pick<RestrictionParts, 'clock'>,
  tx: SchoolTx,
  groupIds: readonly string[],
): Promise<Restriction[]> {
  const now = parts.clock.now();
  const groups = new Set(groupIds);
  const restricting = await restrictingAmong(tx, groupIds);
  const banned = restricting.map((group) => ({ ...group, since: 0, until: null, personal: false }));
  const seat = { deviceId: '', personId: null, groups, ownGroups: groups, banned };
  const facts = (await standingRows(tx, now)).map(factOf);
  return concerning(facts, seat, now).map(restrictionOf);
}

/** What was set in a lesson, the first first, as far as the actor may see restrictions. */
export async function restrictionsInLesson(
  parts: Pick<RestrictionParts, 'clock' | 'presence'>,
  tx: SchoolTx,
  actor: Actor,
  lessonId: string,
): Promise<LessonSummary['restrictions']> {
  const reach = reachOf(actor, 'restrictions.view');
  if (reach === null) return [];
  const now = parts.clock.now();
  const online = parts.presence.online(tx.schoolId);
  const rows = await ofLesson(tx, lessonId, restrictionSeen(actor, reach, online));
  const shown = await presentRestrictions(tx, actor, rows, online, now);
  return shown.map((each) => {
    const end = each.lifted?.at ?? each.until;
    return {
      what: each.what,
      for: each.target.name,
      by: each.by?.name ?? '',
      from: each.from,
      to: end === null || Date.parse(end) > now ? null : end,
    };
  });
}

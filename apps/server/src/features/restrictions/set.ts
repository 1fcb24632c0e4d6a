import type {
  ControlSettings,
  setRestriction,
  tryRestriction,
} from '@lapwing/protocol/features/restrictions/api.ts';
import { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import type { Effect } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { z } from 'zod';
import type { Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { refuse, type Refused } from '../../platform/http/outcome.ts';
import { storable } from '../captures/index.ts';
import { clashesWith } from './clashes.ts';
import type { RestrictionParts } from './parts.ts';
import { insertRestriction, standingRows } from './store.ts';
import { seatFacts } from './store-seats.ts';
import { reachTargets, type Reached } from './whom.ts';
import { cannotDo, neededFor } from './words.ts';

type Asked = Omit<z.output<typeof setRestriction.body>, 'ids'>;
type Tried = z.input<typeof tryRestriction.reply>;

/** A request that may be carried out: the effect with its sites, whom it reaches, and its end. */
export interface Ready extends Reached {
  readonly effect: Effect;
  readonly layer: 'hands-on' | 'lesson';
  /** The lesson that it ends with. */
  readonly lessonId: string | null;
  /** Milliseconds since 1970: from when on. */
  readonly now: number;
  /** Null: with the lesson. */
  readonly until: Date | null;
}

/** Looks whether the actor may do what they ask for, and what it comes to. */
export async function readyFor(
  parts: RestrictionParts,
  tx: SchoolTx,
  actor: Actor,
  asked: Asked,
): Promise<{ readonly ok: true; readonly ready: Ready } | { readonly ok: false; readonly refused: Refused }> {
  const now = parts.clock.now();
  // What is for a lesson belongs to it.
  const ofLesson = asked.targets.find((target) => target.kind === 'lesson');
  const lessonId = asked.lessonId ?? (ofLesson?.kind === 'lesson' ? ofLesson.id : null);
  const reached = await reachTargets(
    tx,
    actor,
    parts.presence,
    'restrictions.set',
    { targets: asked.targets, lessonId },
    now,
  );
  if (!reached.ok) return reached;
  if (asked.targets.some((target) => target.kind === 'lesson' && target.id !== lessonId)) {
    return refuse('bad-request', 'two-lessons', 'One request is for one lesson.', {
      field: 'targets',
      remedy: 'Ask for each lesson by itself.',
    });
  }
  if (asked.minutes === null && lessonId === null) {
    return refuse('bad-request', 'no-end', 'Without a lesson it needs an end.', {
      field: 'minutes',
      remedy: 'Say for how many minutes.',
    });
  }
  const effect = await effectOf(parts, tx, actor, asked);
  if (!effect.ok) return effect;
  return {
    ok: true,
    ready: {
      ...reached.found,
      effect: effect.effect,
      layer: lessonId === null ? 'hands-on' : 'lesson',
      lessonId,
      now,
      until: asked.minutes === null ? null : new Date(now + asked.minutes * 60_000),
    },
  };
}

/** The effect as it is kept, with the sites of a ready list where one is named. */
async function effectOf(
  parts: RestrictionParts,
  tx: SchoolTx,
  actor: Actor,
  { effect, favouriteId }: Asked,
): Promise<
  { readonly ok: true; readonly effect: Effect } | { readonly ok: false; readonly refused: Refused }
> {
  if (favouriteId === null) {
    const empty = effect.kind === 'block' && effect.sites.length + effect.titles.length === 0;
    return empty
      ? refuse('bad-request', 'nothing-to-block', 'A block list must have at least one site or title.', {
          field: 'effect.sites',
          remedy: 'Name a site, such as games.example.',
        })
      : { ok: true, effect: storableEffect(effect) };
  }
  const unknown = refuse('bad-request', 'favourite-unknown', 'This ready list is not there any more.', {
    field: 'favouriteId',
    remedy: 'Choose another, or write the sites out.',
  });
  if (effect.kind !== 'allow-only' && effect.kind !== 'allow' && effect.kind !== 'block') {
    return refuse('bad-request', 'favourite-without-list', 'A ready list goes with a list of sites.', {
      field: 'favouriteId',
      remedy: 'Choose to allow only its sites, to allow or to block them.',
    });
  }
  const favourite = parts.favouriteOf === null ? null : await parts.favouriteOf(tx, actor, favouriteId);
  if (favourite === null) return unknown;
  const sites = [...favourite.sites];
  if (effect.kind === 'allow-only') return { ok: true, effect: { ...effect, title: favourite.title, sites } };
  return { ok: true, effect: { ...effect, sites } };
}

/** Sites and titles are letters that can be kept; a name is whatever somebody types. */
function storableEffect(effect: Effect): Effect {
  return effect.kind === 'allow-only' ? { ...effect, title: storable(effect.title) } : effect;
}

/** What a request would come to. */
export async function tryReady(
  tx: SchoolTx,
  actor: Actor,
  ready: Ready,
  settings: ControlSettings,
): Promise<Tried> {
  const rows = await standingRows(tx, ready.now);
  const groupIds = rows.flatMap(({ group_id: id }) => (id === null ? [] : [id]));
  const people = new Set([
    ...ready.people,
    ...ready.online.flatMap(({ personId }) => (personId === null ? [] : [personId])),
  ]);
  const device = new Map(
    ready.online.flatMap((seat) => (seat.personId === null ? [] : [[seat.personId, seat]])),
  );
  const seats = [
    ...Array.from(people, (personId) => ({ deviceId: device.get(personId)?.deviceId ?? personId, personId })),
    ...ready.online.filter(({ personId }) => personId === null),
  ];
  const needed = neededFor(ready.effect);
  return {
    people: people.size,
    devices: ready.devices.size,
    online: ready.online.length,
    cannot: ready.online.flatMap(({ deviceId, name, platform }) => {
      const known = DevicePlatform.safeParse(platform);
      return known.success && known.data.capabilities.includes(needed)
        ? []
        : [{ deviceId, name, why: cannotDo(ready.effect) }];
    }),
    clashes: clashesWith(
      { effect: ready.effect, layer: ready.layer, byId: actor.accountId },
      rows,
      rows.length === 0 ? [] : await seatFacts(tx, seats, groupIds),
    ),
    large: Math.max(people.size, ready.online.length) > settings.askBeyond,
  };
}

/**
 * Keeps what was asked for, one restriction for each target.
 *
 * @param ids one for each target; those that are there already are left as they are
 * @returns ids of those that are new
 */
export async function keepReady(
  tx: SchoolTx,
  actor: Actor,
  ready: Ready,
  ids: readonly string[],
  words: string | null,
): Promise<string[]> {
  const now = new Date(ready.now);
  const made: string[] = [];
  for (const [place, whom] of ready.whom.entries()) {
    const id = ids[place];
    if (id === undefined) continue;
    const fresh = await insertRestriction(
      tx,
      {
        id,
        effect: ready.effect,
        layer: ready.layer,
        targetKind: whom.kind,
        targetIds: whom.ids,
        lessonId: ready.lessonId,
        words: words === null ? null : storable(words) || null,
        by: { id: actor.accountId, name: actor.name },
        toldBy: actor.name.slice(0, 200),
        from: now,
        until: ready.until,
      },
      now,
    );
    if (fresh) made.push(id);
  }
  return made;
}

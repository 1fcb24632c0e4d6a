import {
  addFavourite,
  changeFavourite,
  deleteFavourite,
  listFavourites,
} from '@lapwing/protocol/features/access/api.ts';
import { can, type Actor } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse, type Refused } from '../../platform/http/outcome.ts';
import { eachOnce, plain } from './check.ts';
import type { AccessDeps } from './parts.ts';
import { NOT_THEIRS, presentFavourite } from './present.ts';
import {
  deleteFavouriteRow,
  holdFavourite,
  insertFavourite,
  listFavouriteRows,
  updateFavourite,
  type FavouriteFields,
  type FavouriteRow,
} from './store-favourites.ts';
import { tellConsoles } from './told.ts';

/** Ready lists of sites for lessons: each keeps their own, and those who manage access policies the school's. */
export function addFavouriteRoutes({ routes, live }: Pick<AccessDeps, 'routes' | 'live'>): void {
  routes.school(listFavourites, {
    capability: 'access.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const rows = await listFavouriteRows(tx, actor.accountId);
      return unaudited({
        favourites: rows.map((row) => presentFavourite(row, actor)),
        may: {
          own: { allowed: true },
          school: can(actor, 'access.manage') ? { allowed: true } : { allowed: false, reason: NOT_THEIRS },
        },
      });
    },
  });

  routes.school(addFavourite, {
    capability: 'access.view',
    audit: 'access.add-favourite',
    async handle({ tx, actor, body }) {
      const refused = refusedTo(actor, body.personal);
      if (refused !== null) return refused;
      const fields = storable(body);
      const id = await insertFavourite(tx, fields, { id: actor.accountId, name: actor.name });
      tellConsoles(live, tx, fields.personal ? actor.accountId : null);
      return audited(presentFavourite(await found(tx, actor, id), actor), {
        summary: `Made the ready list “${fields.title}” ${whoseOf(fields.personal)}: ${fields.sites.join(', ')}`,
        subject: { kind: 'favourite', id },
      });
    },
  });

  routes.school(changeFavourite, {
    capability: 'access.view',
    audit: 'access.change-favourite',
    async handle({ tx, actor, params, body }) {
      const held = await holdFavourite(tx, actor.accountId, params.id);
      if (held === null) return notFound();
      const refused = refusedTo(actor, held.owner !== null) ?? refusedTo(actor, body.personal);
      if (refused !== null) return refused;
      if (held.revision !== body.revision) {
        return refuse(
          'conflict',
          'changed-meanwhile',
          `${held.byName} has changed this list since you opened it.`,
          { remedy: 'Look at it as it is now, and then save again; what you wrote has not been lost.' },
        );
      }
      const fields = storable(body);
      await updateFavourite(tx, held.id, fields, { id: actor.accountId, name: actor.name });
      tellConsoles(live, tx, fields.personal ? held.owner : null);
      return audited(presentFavourite(await found(tx, actor, held.id), actor), {
        summary: `Changed the ready list “${held.title}” ${whoseOf(held.owner !== null)}: ${changeInWords(held, fields)}`,
        subject: { kind: 'favourite', id: held.id },
      });
    },
  });

  routes.school(deleteFavourite, {
    capability: 'access.view',
    audit: 'access.delete-favourite',
    async handle({ tx, actor, params }) {
      const held = await holdFavourite(tx, actor.accountId, params.id);
      if (held === null) return notFound();
      const refused = refusedTo(actor, held.owner !== null);
      if (refused !== null) return refused;
      await deleteFavouriteRow(tx, held.id);
      tellConsoles(live, tx, held.owner);
      return audited({ done: true } as const, {
        summary: `Deleted the ready list “${held.title}” ${whoseOf(held.owner !== null)}: ${held.sites.join(', ')}`,
        subject: { kind: 'favourite', id: held.id },
      });
    },
  });
}

/** The sites of a ready list that the actor may use, with its title; null where they may not see it. */
export async function sitesOf(
  tx: SchoolTx,
  actor: Pick<Actor, 'accountId'>,
  favouriteId: string,
): Promise<{ readonly title: string; readonly sites: readonly string[] } | null> {
  const rows = await listFavouriteRows(tx, actor.accountId);
  const row = rows.find(({ id }) => id === favouriteId);
  return row === undefined ? null : { title: row.title, sites: row.sites };
}

function refusedTo(actor: Actor, personal: boolean): { ok: false; refused: Refused } | null {
  if (personal || can(actor, 'access.manage')) return null;
  return refuse('not-allowed', 'not-theirs', NOT_THEIRS, {
    field: 'personal',
    remedy: 'Keep it as a list of your own, or ask them.',
  });
}

async function found(tx: SchoolTx, actor: Actor, id: string): Promise<FavouriteRow> {
  const row = await holdFavourite(tx, actor.accountId, id);
  if (row === null) throw new Error('the list was there a moment ago');
  return row;
}

function storable(fields: FavouriteFields): FavouriteFields {
  return { ...fields, title: plain(fields.title), sites: eachOnce(fields.sites) };
}

function whoseOf(personal: boolean): string {
  return personal ? 'of their own' : 'of the school';
}

function changeInWords(before: FavouriteRow, after: FavouriteFields): string {
  const changes = [
    ...(before.title === after.title ? [] : [`title -> “${after.title}”`]),
    ...((before.owner !== null) === after.personal ? [] : [`now ${whoseOf(after.personal)}`]),
    ...(before.sites.join() === after.sites.join()
      ? []
      : [`sites: ${before.sites.join(', ')} -> ${after.sites.join(', ')}`]),
  ];
  return changes.length === 0 ? 'saved as it was' : changes.join('; ');
}

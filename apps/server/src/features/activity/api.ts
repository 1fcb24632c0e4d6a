import { ACTIVITY_PAGE, listActivity } from '@lapwing/protocol/features/activity/api.ts';
import { audited } from '../../permissions/routes.ts';
import { notFound } from '../../platform/http/outcome.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import type { ActivityParts } from './parts.ts';
import { presentActivity } from './present.ts';
import { findSettings } from './store-settings.ts';
import { droppedOf, listRows, nameWithin, type ActivityFilter, type Whose } from './store.ts';

/** What a person did, or what was done on a device. */
export function addActivityRoutes({ routes }: Pick<ActivityParts, 'routes'>): void {
  routes.school(listActivity, {
    capability: 'activity.view',
    audit: 'activity.list',
    async handle({ tx, reach, query }) {
      const whose: Whose =
        query.personId === undefined
          ? { kind: 'device', id: query.deviceId ?? '' }
          : { kind: 'person', id: query.personId };
      const name = await nameWithin(tx, reach, whose);
      if (name === null) return notFound();
      const between = { from: dateOf(query.from), until: dateOf(query.until) };
      const rows = await listRows(tx, reach, whose, {
        ...between,
        kind: query.kind,
        after: placeOf(query.after),
        limit: ACTIVITY_PAGE + 1,
      });
      const page = rows.slice(0, ACTIVITY_PAGE);
      const last = rows.length > ACTIVITY_PAGE ? page.at(-1) : undefined;
      const { settings } = await findSettings(tx);
      return audited(
        {
          activity: page.flatMap((row) => presentActivity(row) ?? []),
          next: last === undefined ? null : encodeCursor([last.at.toISOString(), last.id]),
          dropped: await droppedOf(tx, whose, between),
          keepDays: settings.keepDays,
        },
        {
          summary: `Looked at the activity of ${name} (${page.length} shown)`,
          subject: { kind: whose.kind, id: whose.id },
        },
      );
    },
  });
}

function dateOf(instant: string | undefined): Date | undefined {
  return instant === undefined ? undefined : new Date(instant);
}

/** A cursor that is none of ours starts the list anew. */
function placeOf(cursor: string | undefined): ActivityFilter['after'] {
  const [at, id] = decodeCursor(cursor, 2) ?? [];
  if (at === undefined || id === undefined || !/^[0-9a-f-]{36}$/.test(id)) return null;
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? null : { at: date, id };
}

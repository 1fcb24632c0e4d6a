import { listSeats, MOST_SEATS, type Seat } from '@lapwing/protocol/features/screens/api.ts';
import { DevicePlatform } from '@lapwing/protocol/features/devices/platform.ts';
import type { RemoteView } from '@lapwing/protocol/vocabulary.ts';
import { can, reachOf, type Actor } from '../../permissions/actor.ts';
import { audited, type Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound } from '../../platform/http/outcome.ts';
import { newCapturesBy, type NewCapturesRow } from '../captures/index.ts';
import type { Presence } from '../devices/index.ts';
import { findVisible } from '../groups/index.ts';
import {
  listSeatsOfDevices,
  listSeatsOfPeople,
  peopleWithin,
  plannedForMany,
  type SeatRow,
} from './store-seats.ts';

/** Where somebody sits, or who sits at a device; ids as the settings know them. */
export interface SettingSeat {
  readonly deviceId: string;
  readonly personId: string | null;
}
/** What holds for live views at each of the seats, by `deviceId`. */
export type RemoteViews = (
  tx: SchoolTx,
  seats: readonly SettingSeat[],
) => Promise<ReadonlyMap<string, RemoteView>>;

/** Adds the route that says who sits where. */
export function addSeatRoutes(deps: {
  readonly routes: Routes;
  readonly presence: Presence;
  readonly remoteViews: RemoteViews;
}): void {
  deps.routes.school(listSeats, {
    capability: 'screens.view',
    audit: 'screens.seats',
    async handle({ tx, actor, reach, query }) {
      const groups = reachOf(actor, 'groups.view');
      const viewer = groups === null ? null : { accountId: actor.accountId, reach: groups };
      const group = viewer === null ? null : await findVisible(tx, viewer, query.groupId);
      if (group === null) return notFound();
      const online = deps.presence.online(tx.schoolId);
      const asked = { groupId: query.groupId, reach, online, most: MOST_SEATS };
      const { rows, leftOut, views, captures, open } = await plannedForMany(tx, async () => {
        const listed =
          query.by === 'people' ? await listSeatsOfPeople(tx, asked) : await listSeatsOfDevices(tx, asked);
        return {
          ...listed,
          views: await deps.remoteViews(tx, listed.rows.map(settingSeatOf)),
          captures: await newCaptures(tx, actor, listed.rows),
          open: await openPeople(tx, actor, listed.rows),
        };
      });
      const connected = new Set(online);
      const seats = rows.map((row) =>
        presentSeat(row, {
          online: row.device_id !== null && connected.has(row.device_id),
          // Where nothing is known about it, nobody is shown.
          remoteView: views.get(settingSeatOf(row).deviceId) ?? 'deny',
          captures: captures === null ? null : (captures.get(ownerOf(row)) ?? 'none'),
          mayOpen: row.person_id !== null && open.has(row.person_id),
        }),
      );
      const reply = {
        seats,
        leftOut,
        may: {
          view: { allowed: true },
          record: { allowed: can(actor, 'screens.record') },
          control: mayControl(actor),
        },
      };
      return audited(reply, {
        summary: `Looked at who sits where in ${group.name} (${rows.length === 1 ? '1 place' : `${rows.length} places`})`,
        subject: { kind: 'group', id: query.groupId },
      });
    },
  });
}

/** A person without a device is looked up by themselves: groups know both by their ids. */
function settingSeatOf(row: SeatRow): SettingSeat {
  return row.device_id === null
    ? { deviceId: row.person_id ?? '', personId: null }
    : { deviceId: row.device_id, personId: row.person_id };
}

function ownerOf(row: SeatRow): string {
  return row.person_id ?? row.device_id ?? '';
}

/** Those of the people whose own page the actor may open. */
async function openPeople(
  tx: SchoolTx,
  actor: Actor,
  rows: readonly SeatRow[],
): Promise<ReadonlySet<string>> {
  const reach = reachOf(actor, 'people.view');
  const ids = rows.flatMap((row) => (row.person_id === null ? [] : [row.person_id]));
  return reach === null ? new Set() : peopleWithin(tx, reach, ids);
}

async function newCaptures(
  tx: SchoolTx,
  actor: Actor,
  rows: readonly SeatRow[],
): Promise<ReadonlyMap<string, NewCapturesRow> | null> {
  const reach = reachOf(actor, 'captures.view');
  if (reach === null) return null;
  const found = await newCapturesBy(tx, reach, {
    personIds: rows.flatMap((row) => (row.person_id === null ? [] : [row.person_id])),
    deviceIds: rows.flatMap((row) =>
      row.person_id === null && row.device_id !== null ? [row.device_id] : [],
    ),
  });
  return new Map(found.map((row) => [row.owner, row]));
}

/** One place, field by field. `captures` is null where they are not the viewer's to know. */
export function presentSeat(
  row: SeatRow,
  more: {
    online: boolean;
    remoteView: RemoteView;
    captures: NewCapturesRow | 'none' | null;
    mayOpen: boolean;
  },
): Seat {
  const { captures } = more;
  const some = captures === null || captures === 'none' ? null : captures;
  return {
    device: presentDevice(row, more.online),
    person: presentPerson(row, more.mayOpen),
    session:
      row.session_id === null || row.session_started_at === null
        ? null
        : { id: row.session_id, startedAt: row.session_started_at.toISOString() },
    remoteView: more.remoteView,
    newCaptures: captures === null ? null : (some?.count ?? 0),
    worstNew: some?.worst ?? null,
    newestCapture: some?.newest ?? null,
  };
}

function presentDevice(row: SeatRow, online: boolean): Seat['device'] {
  if (row.device_id === null || row.device_name === null) return null;
  const platform = DevicePlatform.safeParse(row.device_platform);
  return {
    id: row.device_id,
    name: row.device_name,
    room: row.device_room,
    online,
    lastSeenAt: row.device_last_seen_at?.toISOString() ?? null,
    system: platform.success ? platform.data.system : '',
    capabilities: platform.success ? platform.data.capabilities : [],
  };
}

function presentPerson(row: SeatRow, mayOpen: boolean): Seat['person'] {
  if (row.person_id !== null && row.person_name !== null) {
    return {
      id: row.person_id,
      name: row.person_name,
      username: row.person_username,
      form: row.person_form,
      mayOpen,
    };
  }
  return row.account_name === null
    ? null
    : { id: null, name: row.account_name, username: null, form: null, mayOpen: false };
}

function mayControl(actor: Actor): { allowed: boolean; reason?: string } {
  if (can(actor, 'screens.control')) return { allowed: true };
  const acting = actor.actingAs?.withheld.includes('screens.control') === true;
  return {
    allowed: false,
    reason: acting
      ? 'You see the console with another’s rights: control belongs to yourself alone.'
      : 'Your role does not include controlling screens.',
  };
}

import { z } from 'zod';
import { SEATS_BY, type SeatsBy, SHOWS, type Show, SORTS, type Sort } from './seat.ts';

/** Screens that are looked at large in one go. */
export const MOST_PANES = 9;

/** How a group is looked at; it stands in the address, so that a view can be linked, reloaded and gone back from. */
export interface ClassroomSearch {
  /** Null: people in a group of people, devices in a group of devices. */
  readonly by: SeatsBy | null;
  readonly show: Show;
  readonly sort: Sort;
  /** Key of the seat whose details are shown. */
  readonly at: string | null;
  /** Devices that are looked at large. */
  readonly live: readonly string[];
}

const KEY = /^[0-9a-z-]{1,80}$/;

const Search = z.object({
  by: z.enum(SEATS_BY).nullable().catch(null),
  show: z.enum(SHOWS).catch('all'),
  sort: z.enum(SORTS).catch('name'),
  at: z.string().regex(KEY).nullable().catch(null),
  live: z
    .string()
    .transform((text) => text.split(',').filter((id) => KEY.test(id)))
    .transform((ids) => [...new Set(ids)].slice(0, MOST_PANES))
    .catch([]),
});

/** Reads the view from an address; what is not understood is left out. */
export function parseClassroom(search: Readonly<Record<string, unknown>>): ClassroomSearch {
  return Search.parse(search);
}

/** The part of the address from `?`, or nothing for the usual view. */
export function classroomToSearch(view: ClassroomSearch): string {
  const query = new URLSearchParams();
  if (view.by !== null) query.set('by', view.by);
  if (view.show !== 'all') query.set('show', view.show);
  if (view.sort !== 'name') query.set('sort', view.sort);
  if (view.at !== null) query.set('at', view.at);
  if (view.live.length > 0) query.set('live', view.live.join(','));
  const text = query.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}

import { createDice, seedOf } from './dice.ts';
import type { Pupil, School } from './school.ts';

/** Length of a lesson with the change of rooms that follows it, in milliseconds of school time. */
export const PERIOD_MS = 55 * 60_000;
/** Within this time after a lesson has begun everybody is at their place. */
export const SETTLING_MS = 150_000;
const EMPTY_SEATS = 0.05;

/** What goes on in a room for one period. */
export interface Lesson {
  readonly room: string;
  readonly period: number;
  readonly subject: string;
  /** Milliseconds of school time. */
  readonly endsAt: number;
  /** Who sits at which device; a device that is not named stays off. */
  readonly seats: ReadonlyMap<string, Pupil>;
}

/**
 * The timetable: lessons follow one another day and night, so that there is a school to look at whenever one looks.
 * Rooms change at different times and draw on different forms, so nobody sits in two places.
 */
export function createTimetable(
  school: School,
  subjects: readonly string[],
): (room: string, schoolTime: number) => Lesson {
  const pools = poolsOf(school);
  const everywhere = subjects.filter((subject) => subject !== 'Library');
  return (room, schoolTime) => {
    const place = school.rooms.findIndex(({ name }) => name === room);
    const devices = school.rooms[place]?.devices ?? [];
    const offset = (place * PERIOD_MS) / Math.max(1, school.rooms.length);
    const period = Math.floor((schoolTime + offset) / PERIOD_MS);
    const dice = createDice(seedOf('lesson', room, period));
    const forms = pools[place] ?? [];
    const size = Math.max(1, forms[0]?.length ?? 1);
    const needed = Math.min(forms.length, Math.ceil(devices.length / size));
    const present = Array.from(
      { length: needed },
      (_, nth) => forms[(period * needed + nth) % forms.length] ?? [],
    );
    const pupils = dice.shuffled(present.flat());
    const seats = new Map<string, Pupil>();
    for (const [seat, device] of devices.entries()) {
      const pupil = pupils[seat];
      if (pupil !== undefined && !dice.chance(EMPTY_SEATS)) seats.set(device, pupil);
    }
    return {
      room,
      period,
      subject: room === 'Library' ? 'Library' : dice.pick(everywhere),
      endsAt: (period + 1) * PERIOD_MS - offset,
      seats,
    };
  };
}

/** The forms that belong to each room, in proportion to its devices; every form to one room, every room at least one. */
function poolsOf(school: School): Pupil[][][] {
  // Younger and older years in turn, so that a room sees more than one.
  const years = [
    ...school.years.filter((_, place) => place % 2 === 0),
    ...school.years.filter((_, place) => place % 2 === 1),
  ];
  const forms = years
    .flatMap((year) => year.forms)
    .map((form) => school.pupils.filter((pupil) => pupil.form === form))
    .filter((pupils) => pupils.length > 0);
  const devices = school.rooms.reduce((sum, room) => sum + room.devices.length, 0);
  let next = 0;
  return school.rooms.map((room, place) => {
    const roomsLeft = school.rooms.length - place - 1;
    const share = Math.max(1, Math.round((forms.length * room.devices.length) / Math.max(1, devices)));
    const count =
      roomsLeft === 0 ? forms.length - next : Math.min(share, Math.max(0, forms.length - next - roomsLeft));
    const mine = forms.slice(next, next + count);
    next += count;
    return mine;
  });
}

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Role } from '@lapwing/protocol/capabilities.ts';
import { createDice } from './dice.ts';

export interface Pupil {
  readonly name: string;
  /** As the devices' accounts name the pupil: year of entry, then initial and surname. */
  readonly username: string;
  readonly year: string;
  readonly form: string;
}

export interface StaffMember {
  /** Stable name of the account within the demo. */
  readonly key: string;
  readonly name: string;
  readonly email: string;
  /** For the table of accounts. */
  readonly job: string;
  readonly roles: readonly Role[];
  /** Names of the forms, years and rooms that the account is scoped to; empty for the whole school. */
  readonly groups: readonly string[];
}

export interface Year {
  readonly name: string;
  readonly forms: readonly string[];
}

export interface Room {
  readonly name: string;
  /** Names of its devices. */
  readonly devices: readonly string[];
  readonly system: string;
  readonly browser: string;
}

export interface School {
  readonly name: string;
  readonly years: readonly Year[];
  readonly pupils: readonly Pupil[];
  readonly staff: readonly StaffMember[];
  readonly rooms: readonly Room[];
}

export interface SchoolSize {
  readonly pupils: number;
  readonly devices: number;
}

/** The school of the demo. */
export const DEMO_SIZE: SchoolSize = Object.freeze({ pupils: 120, devices: 60 });

const YEARS = [7, 8, 9, 10] as const;
const FORM_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const PUPILS_IN_FORM = 15;
/** Year of entry of the oldest, as the usernames bear it. */
const FIRST_ENTRY = 23;

const Names = z.object({ pupils: z.array(z.tuple([z.string().min(1), z.string().regex(/^[a-z]+$/)])) });

/** The names that the school is made of: pupils as [name, what the username is made of]. */
export function readSchoolNames(): readonly (readonly [string, string])[] {
  const file = new URL('school-names.json', import.meta.url);
  return Names.parse(JSON.parse(readFileSync(file, 'utf8'))).pupils;
}

/**
 * A plausible school; the same seed, size and names give the same one. Beyond the given names, pupils are made of a first
 * name of one and the surname of another, so that a school of any size has distinct usernames.
 */
export function createSchool(
  seed: number,
  size: SchoolSize = DEMO_SIZE,
  names: readonly (readonly [string, string])[] = readSchoolNames(),
): School {
  const formsInYear = Math.max(1, Math.ceil(size.pupils / YEARS.length / PUPILS_IN_FORM));
  const years = YEARS.map((year) => ({
    name: `Year ${year}`,
    forms: Array.from({ length: formsInYear }, (_, form) => `${year}${formName(form)}`),
  }));
  return {
    name: 'Northfield School (demo)',
    years,
    pupils: createPupils(seed, size.pupils, years, names),
    staff: createStaff(years),
    rooms: createRooms(size.devices),
  };
}

function formName(index: number): string {
  const letter = FORM_LETTERS[index % FORM_LETTERS.length] ?? 'A';
  return index < FORM_LETTERS.length ? letter : `${letter}${Math.floor(index / FORM_LETTERS.length) + 1}`;
}

function createPupils(
  seed: number,
  count: number,
  years: readonly Year[],
  names: readonly (readonly [string, string])[],
): Pupil[] {
  const dice = createDice(seed);
  const mixed = dice.shuffled(names);
  const forms = years.flatMap((year) => year.forms.map((form) => ({ year: year.name, form })));
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    const [name, stem] = mixed[index] ?? madeUp(dice, names);
    const place = forms[index % forms.length] ?? { year: 'Year 7', form: '7A' };
    const entry = FIRST_ENTRY + YEARS.length - 1 - years.findIndex((year) => year.name === place.year);
    let username = `${entry}${stem}`;
    for (let twin = 2; taken.has(username); twin += 1) username = `${entry}${stem}${twin}`;
    taken.add(username);
    return { name, username, ...place };
  });
}

function madeUp(
  dice: ReturnType<typeof createDice>,
  names: readonly (readonly [string, string])[],
): [string, string] {
  const [one, oneStem] = dice.pick(names);
  const [other, otherStem] = dice.pick(names);
  const first = one.split(' ')[0] ?? one;
  const last = other.split(' ').at(-1) ?? other;
  return [`${first} ${last}`, `${oneStem.slice(0, 1)}${otherStem.slice(1)}`];
}

function createStaff(years: readonly Year[]): StaffMember[] {
  const formsOf = (place: number): readonly string[] => years[place]?.forms ?? [];
  const member = (
    key: string,
    name: string,
    job: string,
    roles: readonly Role[],
    groups: readonly string[] = [],
  ): StaffMember => ({ key, name, job, roles, groups, email: `${key}@northfield.example` });
  const teacher: readonly Role[] = ['teacher'];
  const pastoral: readonly Role[] = ['pastoral'];
  return [
    member('h.whitfield', 'Helen Whitfield', 'Head of safeguarding (DSL), administrator', [
      'administrator',
      'dsl',
    ]),
    member('s.adeyemi', 'Samuel Adeyemi', 'Deputy DSL', ['deputy']),
    member('m.kaczorowski', 'Marek Kaczorowski', 'Network manager', ['administrator']),
    member('r.banerjee', 'Ritu Banerjee', 'Head of Year 7', pastoral, ['Year 7']),
    member('d.llewellyn', 'Dylan Llewellyn', 'Head of Year 10', pastoral, ['Year 10']),
    member('f.hussain', 'Farah Hussain', 'English, Years 8 and 9', teacher, [...formsOf(1), ...formsOf(2)]),
    member('j.oconnor', "Joseph O'Connor", 'Computing, computer rooms 1 and 2', teacher, [
      'Computer room 1',
      'Computer room 2',
    ]),
    member('e.bengtsson', 'Eva Bengtsson', 'Librarian', teacher, ['Library']),
    member('c.mbeki', 'Chiara Mbeki', 'Science, Trolley B', teacher, [
      ...formsOf(2).slice(0, 1),
      'Trolley B',
    ]),
    member(
      'p.treharne',
      'Philippa Treharne-Smith',
      `Maths, ${formsOf(0)[0] ?? ''}`,
      teacher,
      formsOf(0).slice(0, 1),
    ),
    member('k.yamada', 'Kenji Yamada', 'Geography, Year 9', teacher, formsOf(2)),
    member('n.abubakar', 'Nadia Abubakar', `French, ${formsOf(3)[0] ?? ''}`, teacher, formsOf(3).slice(0, 1)),
  ];
}

/** Rooms share the devices as in the demo: about half in the first, then a smaller room, a library and a trolley. */
function createRooms(devices: number): Room[] {
  const second = Math.round(devices * (16 / 60));
  const library = Math.round(devices * (8 / 60));
  const trolley = Math.round(devices * (8 / 60));
  const first = devices - second - library - trolley;
  const room = (name: string, mark: string, count: number, system: string, browser: string): Room => ({
    name,
    devices: Array.from(
      { length: Math.max(0, count) },
      (_, place) => `${mark}-${String(place + 1).padStart(2, '0')}`,
    ),
    system,
    browser,
  });
  return [
    room('Computer room 1', 'CR1', first, 'Windows', 'Edge 156'),
    room('Computer room 2', 'CR2', second, 'Windows', 'Chrome 156'),
    room('Library', 'LIB', library, 'Linux', 'Chromium 156'),
    room('Trolley B', 'TRB', trolley, 'ChromeOS', 'Chrome 156'),
  ];
}

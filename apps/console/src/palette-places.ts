import type { Capability } from '@lapwing/protocol/capabilities.ts';
import type { Preferences } from '@lapwing/protocol/features/accounts/preferences.api.ts';
import { paths } from './paths.ts';
import { PLACES, SETTINGS } from './places.ts';
import { settingsFor } from './settings-list.ts';

/** A page to go to, or a setting of the person to change at once. */
export type PalettePlace = {
  readonly label: string;
  readonly hint: string;
} & ({ readonly href: string } | { readonly change: Preferences });

type Chosen = Pick<Preferences, 'theme' | 'density' | 'sound'>;

const THEMES = Object.freeze({ light: 'Light', dark: 'Dark', system: 'As the system has it' });

/** The pages and settings whose words begin with what was typed; the main pages when nothing was. */
export function findPlaces(
  words: string,
  who: {
    readonly capabilities: readonly Capability[];
    readonly scopedToGroups: boolean;
    readonly preferences: Chosen;
    /** The group whose screens one looks at, or with which one's lesson goes on. */
    readonly room: { readonly id: string; readonly name: string; readonly lesson: boolean } | null;
  },
): PalettePlace[] {
  const may = (capability: Capability): boolean => who.capabilities.includes(capability);
  const pages: PalettePlace[] = [
    ...PLACES.filter((place) => may(place.needs)).map(({ label, href }) => ({ label, hint: 'Page', href })),
    ...(may('groups.view') ? [{ label: 'Groups', hint: 'Page', href: paths.groups() }] : []),
    ...(may('policies.view')
      ? [
          { label: 'Guidance: what to do', hint: 'Policies', href: paths.guidance() },
          { label: 'Noisy terms: false positives', hint: 'Policies', href: paths.noisyTerms() },
        ]
      : []),
    ...(may('access.view')
      ? [
          { label: 'Ready lists of sites', hint: 'Access', href: paths.readyLists() },
          { label: 'Safe searching and YouTube', hint: 'Access', href: paths.safeSearching() },
        ]
      : []),
    ...(may('captures.view')
      ? [{ label: 'My alerts: pop-ups and mails', hint: 'Alerts', href: paths.myAlerts() }]
      : []),
    ...(may('alerts.view')
      ? [
          { label: 'Mail server', hint: 'Alerts', href: paths.mailServer() },
          { label: 'Chain and cover: who is next', hint: 'Alerts', href: paths.chain() },
        ]
      : []),
    ...(may('people.manage')
      ? [
          { label: 'Import people from a file', hint: 'People', href: paths.importPeople() },
          { label: 'Accounts not matched', hint: 'People', href: paths.unmatchedAccounts() },
        ]
      : []),
    ...roomCommands(who.room, may),
    ...(may('lessons.teach')
      ? [{ label: 'Timetable of lessons', hint: 'Lessons', href: paths.lessonTimetable() }]
      : []),
    ...(may('devices.enrol')
      ? [{ label: 'Add devices: school code and instructions', hint: 'Devices', href: paths.enrol() }]
      : []),
    { label: SETTINGS.label, hint: 'Page', href: SETTINGS.href },
    { label: 'My sign-ins, password and alerts', hint: 'Account', href: paths.account() },
  ];
  const named = new Set(pages.map((page) => ('href' in page ? page.href : '')));
  const settled: PalettePlace[] = settingsFor(who)
    .flatMap(({ entries }) => entries)
    .filter(({ href }) => !named.has(href))
    .map(({ label, href }) => ({ label, hint: SETTINGS.label, href }));
  // Pages below others come with the first letters: what is there at once is seen at once.
  if (words === '') return unique(pages.filter(({ hint }) => hint === 'Page' || hint === 'Account'));
  const { theme, density, sound } = who.preferences;
  const settings: PalettePlace[] = [
    ...(['light', 'dark', 'system'] as const)
      .filter((one) => one !== (theme ?? 'system'))
      .map((one) => ({ label: `Theme: ${THEMES[one]}`, hint: 'Setting', change: { theme: one } })),
    sound === true
      ? { label: 'Sound of Severe captures: off', hint: 'Setting', change: { sound: false } }
      : { label: 'Sound of Severe captures: on', hint: 'Setting', change: { sound: true } },
    density === 'compact'
      ? { label: 'Density: comfortable', hint: 'Setting', change: { density: 'comfortable' } }
      : { label: 'Density: compact', hint: 'Setting', change: { density: 'compact' } },
  ];
  return unique([...pages, ...settled, ...settings]).filter((place) =>
    fits(words, `${place.label} ${place.hint}`),
  );
}

/** What can be done in a room from wherever one is: it opens there, with its window. */
function roomCommands(
  room: Parameters<typeof findPlaces>[1]['room'],
  may: (capability: Capability) => boolean,
): PalettePlace[] {
  if (room === null) return [];
  const at = (command: string): string => paths.groupView(room.id, 'thumbnails', `?do=${command}`);
  const line = (label: string, command: string): PalettePlace => ({
    label,
    hint: room.name,
    href: at(command),
  });
  return [
    ...(may('restrictions.set')
      ? [
          line('Eyes to the front: lock the room', 'front'),
          line('Lock screens', 'lock'),
          line('Internet off', 'internet-off'),
        ]
      : []),
    ...(may('messages.send') ? [line('Message to the room', 'message')] : []),
    ...(may('lessons.teach')
      ? [room.lesson ? line('End lesson', 'end-lesson') : line('Start a lesson', 'start-lesson')]
      : []),
  ];
}

/** A page that the foot of the left side has already is not named twice. */
function unique(places: readonly PalettePlace[]): PalettePlace[] {
  return [...new Map(places.map((place) => [place.label, place])).values()];
}

function fits(words: string, label: string): boolean {
  const known = fold(label).split(/[^\p{L}\p{N}]+/u);
  return fold(words)
    .split(/\s+/)
    .every((word) => known.some((one) => one.startsWith(word)));
}

function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

import type { Coverage, CoverageGap, GapDevice } from '@lapwing/protocol/features/devices/coverage.api.ts';
import { sayDay, sayMoment } from '../../ui/dates.ts';

/** Each gap: its name, and what it means and what helps. */
export const GAP_WORDS: Readonly<Record<CoverageGap, { title: string; meaning: string; grave: boolean }>> =
  Object.freeze({
    'never-seen': {
      title: 'Never seen',
      meaning: 'Enrolled, and never connected since. Nothing on it is watched.',
      grave: true,
    },
    'not-seen-30-days': {
      title: 'Not seen for 30 days',
      meaning: 'Lost, broken, in a cupboard, or its agent was removed. Find it, or shut it out.',
      grave: true,
    },
    'not-watching': {
      title: 'Not watching',
      meaning: 'It has not confirmed the terms that it is to watch for, or refused them. Its page says why.',
      grave: true,
    },
    tampered: {
      title: 'Tampered with',
      meaning:
        'Within 30 days its agent was stopped, killed or changed, or its clock was moved. Its history says when, and who sat there.',
      grave: true,
    },
    'not-seen-7-days': {
      title: 'Not seen for 7 days',
      meaning: 'It may be at home or unused. Captures on it wait until it connects.',
      grave: false,
    },
    outdated: {
      title: 'Agent out of date',
      meaning:
        'It watches, but without what later versions can do. Update it: the extension by the browser, that of a desktop by its package.',
      grave: false,
    },
    'nobody-lately': {
      title: 'Nobody signed in for 30 days',
      meaning: 'It connects, and no account is known on it: captures there would have no name.',
      grave: false,
    },
    'captures-lost': {
      title: 'Captures lost',
      meaning: 'Its storage was full while it was not connected. Free space on it.',
      grave: false,
    },
  });

/** What Lapwing cannot see, whatever the device; said plainly, so that the school covers it otherwise. */
export const BLIND_SPOTS: readonly { title: string; lines: readonly string[] }[] = Object.freeze([
  {
    title: 'Browser extension (Chrome, Edge, ChromeOS)',
    lines: [
      'Programs outside the browser, and their windows.',
      'Browsers without the extension: let policy forbid them.',
      'Private windows, unless policy lets the extension into them or forbids them.',
      'Pages of the browser itself, its shop, and other extensions.',
      'Text inside pictures, videos and games, and what is said aloud.',
      'Passwords and payment fields: never, on purpose.',
    ],
  },
  {
    title: 'iPads, Android tablets and telephones',
    lines: ['No agent of Lapwing runs there. Use the school’s web filter, and supervision by staff.'],
  },
  {
    title: 'Everywhere',
    lines: [
      'Devices that are not enrolled, such as pupils’ own.',
      'A device while it is switched off; what waits on it comes when it connects.',
      'Cameras and microphones: never, on purpose.',
    ],
  },
]);

/** The shares of the devices by when they were seen last, in words and in order. */
export function seenInWords(
  seen: Coverage['seen'],
): readonly { key: string; label: string; value: number }[] {
  return [
    { key: 'day', label: 'Within a day', value: seen.day },
    { key: 'week', label: 'Within 7 days', value: seen.week },
    { key: 'month', label: 'Within 30 days', value: seen.month },
    { key: 'longer', label: 'Longer ago', value: seen.longer },
    { key: 'never', label: 'Never', value: seen.never },
  ];
}

/** The gaps as rows of a spreadsheet, the head first. */
export function coverageRows(coverage: Coverage): string[][] {
  return [
    ['Device', 'Room', 'Platform', 'Agent version', 'Last seen', 'Gaps'],
    ...coverage.list.map((device) => [
      device.name,
      device.room ?? '',
      device.system,
      device.agentVersion,
      device.lastSeenAt === null ? 'Never' : sayMoment(device.lastSeenAt),
      gapsInWords(device),
    ]),
  ];
}

/** `Not seen for 7 days, Agent out of date`. */
export function gapsInWords(device: Pick<GapDevice, 'gaps'>): string {
  return device.gaps.map((gap) => GAP_WORDS[gap].title).join(', ');
}

/** `Coverage of Northfield School 14 Nov 2026.csv`. */
export function coverageFileName(coverage: Coverage): string {
  const school = coverage.schoolName.replaceAll(/[^\p{L}\p{N} _-]/gu, '').trim();
  return `Coverage of ${school === '' ? 'school' : school} ${sayDay(coverage.at)}.csv`;
}

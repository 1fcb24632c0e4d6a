import type { DeviceControl, RestrictionShown } from '@lapwing/protocol/features/restrictions/api.ts';
import type { EffectKind } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { DeviceCapability } from '@lapwing/protocol/vocabulary.ts';
import { sayLeft } from '../../ui/dates.ts';

/** What can be done to screens from the room. */
export const KINDS = ['front', 'lock', 'internet-off', 'allow-only', 'block', 'mute'] as const;
export type Kind = (typeof KINDS)[number];

export interface KindWords {
  /** Heading of the window. */
  readonly title: string;
  /** The verb of the button, before `28 screens`. */
  readonly verb: string;
  /** In a status line: `Locked`, before `28 screens for 3 minutes`. */
  readonly done: string;
  readonly effect: EffectKind;
  readonly needs: DeviceCapability;
  /** Why it cannot be done with what was chosen. */
  readonly unable: string;
}

export const KIND_WORDS: Readonly<Record<Kind, KindWords>> = Object.freeze({
  front: {
    title: 'Eyes to the front',
    verb: 'Lock',
    done: 'Locked',
    effect: 'lock',
    needs: 'lock',
    unable: 'The program on these devices cannot lock the screen.',
  },
  lock: {
    title: 'Lock screens',
    verb: 'Lock',
    done: 'Locked',
    effect: 'lock',
    needs: 'lock',
    unable: 'The program on these devices cannot lock the screen.',
  },
  'internet-off': {
    title: 'Internet off',
    verb: 'Internet off for',
    done: 'Internet off for',
    effect: 'internet-off',
    needs: 'internet',
    unable: 'The program on these devices cannot close the internet.',
  },
  'allow-only': {
    title: 'Only these sites',
    verb: 'Limit',
    done: 'Limited',
    effect: 'allow-only',
    needs: 'internet',
    unable: 'The program on these devices cannot limit the internet.',
  },
  block: {
    title: 'Block sites',
    verb: 'Block on',
    done: 'Sites blocked on',
    effect: 'block',
    needs: 'internet',
    unable: 'The program on these devices cannot block sites.',
  },
  mute: {
    title: 'Mute the sound',
    verb: 'Mute',
    done: 'Muted',
    effect: 'mute',
    needs: 'mute',
    unable: 'The program on these devices cannot mute the sound.',
  },
});

/** The words that stand ready for calling a room to order. */
export const FRONT_WORDS = 'Eyes to the front, please';
/** Minutes after which it ends by itself. */
export const FRONT_MINUTES = 3;

/** `1 screen`, `28 screens`. */
export function screens(count: number): string {
  return `${count} ${count === 1 ? 'screen' : 'screens'}`;
}

/** `1 minute`, `45 minutes`, `1 hour`, `1 hour 30 minutes`. */
export function sayMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [
    ...(hours === 0 ? [] : [`${hours} ${hours === 1 ? 'hour' : 'hours'}`]),
    ...(rest === 0 && hours > 0 ? [] : [`${rest} ${rest === 1 ? 'minute' : 'minutes'}`]),
  ];
  return parts.join(' ');
}

/** The same as a whole: `2:41 left`, `to 16:00`. */
export function sayUntil(until: string, now: number): string {
  const left = sayLeft(until, now);
  return left.startsWith('to ') ? left : `${left} left`;
}

export interface StandingWords {
  readonly word: string;
  readonly shape: string;
  readonly detail: string;
}
export const STANDING_WORDS: Readonly<Record<DeviceControl['standing'], StandingWords>> = Object.freeze({
  agreed: { word: 'As it should be', shape: '✓', detail: 'The device says that it holds what it should.' },
  waiting: {
    word: 'On its way',
    shape: '…',
    detail: 'The device is told, and has not said yet that it is done.',
  },
  offline: {
    word: 'Not connected',
    shape: '○',
    detail: 'It goes by what it was told last, and lets go of it on time by itself.',
  },
  differs: { word: 'Differs', shape: '!', detail: 'The device says otherwise than it should be.' },
  unknown: { word: 'Not known', shape: '…', detail: 'The device has never said what it holds.' },
});

export const INTERNET_WORDS: Readonly<Record<DeviceControl['desired']['internet'], string>> = Object.freeze({
  open: 'Open',
  limited: 'Limited',
  off: 'Off',
});

/** Who set it, in words. */
export function sayBy(one: RestrictionShown): string {
  if (one.layer === 'sanction') return 'The device, about a finding';
  const who = one.by?.name ?? (one.target.kind === 'group' ? `Group ${one.target.name}` : 'Lapwing');
  return one.lesson === null ? who : `${who}, ${one.lesson.title}`;
}

/** Why somebody cannot restrict at all. */
export const NO_RIGHT =
  'Your role does not include restricting devices. An administrator can change that under Staff.';
export const NOBODY_CONNECTED = 'Nobody here sits at a connected device.';

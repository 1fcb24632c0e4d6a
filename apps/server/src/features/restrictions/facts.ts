import type { Effect, Layer } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { AccessRule, YOUTUBE_MODES } from '@lapwing/protocol/features/restrictions/rules.ts';

/** A restriction as it was set; times are milliseconds since 1970. */
export interface SetFact {
  readonly id: string;
  readonly effect: Effect;
  readonly layer: Layer;
  readonly targetKind: 'group' | 'lesson' | 'person' | 'device';
  readonly targetIds: readonly string[];
  /** The group that it is for: its own target, or the group of its lesson. */
  readonly groupId: string | null;
  /** Who did it, for staff: `Ms Khan, lesson 8B`. */
  readonly by: string;
  /** Who did it, as pupils are to read it. */
  readonly toldBy: string | null;
  readonly words: string | null;
  readonly from: number;
  /** When it is over by itself or with its lesson. */
  readonly until: number;
  readonly lifted: boolean;
  /** People, or devices with nobody known, for whom it was lifted. */
  readonly exceptions: ReadonlySet<string>;
}

/** Built-in groups that restrict whoever is in them (C3). */
export const RESTRICTING_GROUPS = [
  'internet-banned',
  'screens-locked',
  'sound-muted',
  'printing-disabled',
  'removable-media-disabled',
] as const;
export type RestrictingGroup = (typeof RESTRICTING_GROUPS)[number];

/** That somebody is in one of them. */
export interface BannedFact {
  /** Of the group. */
  readonly id: string;
  readonly name: string;
  readonly group: RestrictingGroup;
  readonly since: number;
  /** Null: until somebody takes them out. */
  readonly until: number | null;
  /** It is the person who is in it, not the device. */
  readonly personal: boolean;
}

/** A device, who is at it, and where both belong, as far as restrictions ask. */
export interface SeatFacts {
  readonly deviceId: string;
  readonly personId: string | null;
  /** Of the groups that restrictions are for, those that the person or the device is in or below. */
  readonly groups: ReadonlySet<string>;
  /** Of these, the device's own and those in which everybody is: they stay when somebody else sits there. */
  readonly ownGroups: ReadonlySet<string>;
  readonly banned: readonly BannedFact[];
}

/** What access policies and search settings make of a seat: the strongest policy first. */
export interface SeatAccess {
  readonly access: readonly AccessRule[];
  readonly search: { readonly safe: boolean; readonly youtube: (typeof YOUTUBE_MODES)[number] };
}

/** The clock by which access policies go. */
export interface SchoolClock {
  /** IANA name. */
  readonly timeZone: string;
  /** First and last days, `YYYY-MM-DD`. */
  readonly holidays: ReadonlyArray<{ readonly from: string; readonly to: string }>;
}

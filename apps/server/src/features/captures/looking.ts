import type { StaffName } from '@lapwing/protocol/features/captures/api.ts';
import { LOOKING_SECONDS } from '@lapwing/protocol/features/captures/triage.api.ts';
import type { Clock } from '../../platform/clock/clock.ts';

/** After this long without a word somebody looks no more: their page is closed, or their connection lost. */
const GONE_MS = 2.5 * LOOKING_SECONDS * 1000;

/** Who has which capture in front of them now; in memory alone. */
export interface Looking {
  /** @returns whether those who look are others than before */
  say(capture: CaptureKey, person: StaffName, looking: boolean): boolean;
  /** Those who look at it, the longest first. */
  at(capture: CaptureKey): StaffName[];
  /** The person has no console open any more, or said nothing for too long; @returns the captures that this changes. */
  gone(schoolId: string, accountId: string): CaptureKey[];
  expire(): CaptureKey[];
}

export interface CaptureKey {
  readonly schoolId: string;
  readonly captureId: string;
}

/** Keeps who looks at what. */
export function createLooking(clock: Clock): Looking {
  const captures = new Map<
    string,
    { readonly key: CaptureKey; readonly people: Map<string, { name: string; at: number }> }
  >();
  const nameOf = ({ schoolId, captureId }: CaptureKey): string => `${schoolId} ${captureId}`;

  function remove(goes: (schoolId: string, accountId: string, at: number) => boolean): CaptureKey[] {
    const touched: CaptureKey[] = [];
    for (const [name, { key, people }] of captures) {
      const before = people.size;
      for (const [accountId, { at }] of people)
        if (goes(key.schoolId, accountId, at)) people.delete(accountId);
      if (people.size < before) touched.push(key);
      if (people.size === 0) captures.delete(name);
    }
    return touched;
  }

  return {
    say(key, person, looking) {
      const entry = captures.get(nameOf(key)) ?? { key, people: new Map() };
      const known = entry.people.has(person.id);
      if (looking) {
        entry.people.set(person.id, { name: person.name, at: clock.now() });
        captures.set(nameOf(key), entry);
        return !known;
      }
      entry.people.delete(person.id);
      if (entry.people.size === 0) captures.delete(nameOf(key));
      return known;
    },
    at: (key) =>
      Array.from(captures.get(nameOf(key))?.people ?? [])
        .filter(([, { at }]) => clock.now() - at <= GONE_MS)
        .map(([id, { name }]) => ({ id, name })),
    gone: (schoolId, accountId) => remove((school, account) => school === schoolId && account === accountId),
    expire: () => remove((_school, _account, at) => clock.now() - at > GONE_MS),
  };
}

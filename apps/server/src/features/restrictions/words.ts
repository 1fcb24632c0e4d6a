import type { Effect } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { DeviceCapability } from '@lapwing/protocol/vocabulary.ts';

/** What an effect is called for staff: `Screen locked`, `Only “Rivers”: 4 sites`. */
export function whatOf(effect: Effect): string {
  switch (effect.kind) {
    case 'lock':
      return 'Screen locked';
    case 'internet-off':
      return 'Internet off';
    case 'block':
      return `Blocked: ${sitesOf([...effect.sites, ...effect.titles.map((title) => `“${title}”`)])}`;
    case 'allow-only':
      return `Only “${effect.title}”: ${effect.sites.length === 1 ? '1 site' : `${effect.sites.length} sites`}`;
    case 'allow':
      return `Allowed: ${sitesOf(effect.sites)}`;
    case 'mute':
      return 'Sound muted';
    case 'printing-off':
      return 'Printing off';
    case 'removable-media-off':
      return 'USB storage off';
  }
}

/** Sites in a line: the first two by name, the rest counted. */
function sitesOf(sites: readonly string[]): string {
  if (sites.length === 0) return 'nothing';
  const named = sites.slice(0, 2).join(', ');
  return sites.length > 2 ? `${named} and ${sites.length - 2} more` : named;
}

/** What a device must be able to do. */
export function neededFor(effect: Effect): DeviceCapability {
  switch (effect.kind) {
    case 'lock':
      return 'lock';
    case 'internet-off':
    case 'block':
    case 'allow-only':
    case 'allow':
      return 'internet';
    case 'mute':
      return 'mute';
    case 'printing-off':
      return 'printing';
    case 'removable-media-off':
      return 'removable-media';
  }
}

const CANNOT: Partial<Readonly<Record<DeviceCapability, string>>> = Object.freeze({
  lock: 'It cannot be locked.',
  internet: 'Its internet cannot be closed or limited.',
  mute: 'Its sound cannot be switched off.',
  printing: 'Its printing cannot be switched off.',
  'removable-media': 'Its USB storage cannot be switched off.',
});

export function cannotDo(effect: Effect): string {
  return CANNOT[neededFor(effect)] ?? 'It cannot do this.';
}

/** A length of time: `10 minutes`, `1 hour 30 minutes`. */
export function lengthOf(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [
    ...(hours === 0 ? [] : [hours === 1 ? '1 hour' : `${hours} hours`]),
    ...(rest === 0 && hours > 0 ? [] : [rest === 1 ? '1 minute' : `${rest} minutes`]),
  ];
  return parts.join(' ');
}

/** `1 person`, `12 people`. */
export function peopleOf(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}

/** Names in a line; of many, the rest is counted. */
export function namesOf(names: readonly string[], all = names.length, most = 5): string {
  const named = names.slice(0, most);
  const rest = all - named.length;
  if (rest > 0) return named.length === 0 ? `${all}` : `${named.join(', ')} and ${rest} more`;
  const last = named.at(-1) ?? '';
  return named.length < 2 ? last : `${named.slice(0, -1).join(', ')} and ${last}`;
}

/** What a device said that it could not do, in words. */
export function failedInWords(effect: Effect | null, why: 'not-possible' | 'failed'): string {
  const what = effect === null ? 'A rule' : whatOf(effect);
  return why === 'not-possible'
    ? `${what}: not possible on this device`
    : `${what}: the device tried and failed`;
}

/** What stands in the way on a device, in words. */
export const GAP_WORDS: Readonly<Record<'incognito-open' | 'no-host-access' | 'lock-left', string>> =
  Object.freeze({
    'incognito-open': 'Private windows are open to the pupil and not covered',
    'no-host-access': 'The browser does not let Lapwing see pages',
    'lock-left': 'The pupil left the lock',
  });

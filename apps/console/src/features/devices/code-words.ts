import type { LimitedCode } from '@lapwing/protocol/features/devices/limited-codes.api.ts';

/** How long a code for some devices may be good. */
export const CODE_LENGTHS = [
  { key: '1', label: '1 day', days: 1 },
  { key: '7', label: '1 week', days: 7 },
  { key: '30', label: '30 days', days: 30 },
  { key: '366', label: '1 year', days: 366 },
] as const;

/** What became of such a code. */
export const CODE_STATES: Readonly<
  Record<LimitedCode['state'], { readonly title: string; readonly tone: 'good' | 'quiet' }>
> = Object.freeze({
  'in-force': { title: 'In force', tone: 'good' },
  'used-up': { title: 'Used up', tone: 'quiet' },
  expired: { title: 'Run out', tone: 'quiet' },
  withdrawn: { title: 'Withdrawn', tone: 'quiet' },
});

/** `3 of 30 devices came in`. */
export function sayPlaces({ enrolled, devicesAtMost }: LimitedCode): string {
  const devices = devicesAtMost === 1 ? '1 device' : `${devicesAtMost.toLocaleString('en-GB')} devices`;
  return `${enrolled === 0 ? 'None' : enrolled.toLocaleString('en-GB')} of ${devices} came in`;
}

/** A number of devices as somebody types it; null when it is none from 1 to 10,000. */
export function readDevices(typed: string): number | null {
  const plain = typed.replaceAll(/[\s,]/gu, '');
  const count = /^\d{1,5}$/u.test(plain) ? Number(plain) : 0;
  return count >= 1 && count <= 10_000 ? count : null;
}

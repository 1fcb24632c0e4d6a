/** Why a device did not take what it is to watch for, and what helps; by the agent's own word for it. */
export const TERMS_PROBLEMS: Readonly<Partial<Record<string, string>>> = Object.freeze({
  'bad-signature': 'The signature did not fit this school. Enrol the device again.',
  'older-version':
    'It holds a newer version already, as after a backup was put back; it is told again by itself.',
  expired: 'It had run out before it came. Check the clock of the device.',
  'bad-document': 'Its agent does not understand it. Let the agent be updated.',
  'pack-missing': 'The terms could not be fetched. Check that the device reaches this server.',
  'pack-damaged': 'The terms came damaged. It tries again by itself.',
  'rules-missing':
    'What the school has decided could not be fetched; the last that it had holds. Check that the device reaches this server.',
  'rules-damaged':
    'What the school has decided could not be read; the last that it had holds. Let the agent be updated.',
  'pack-unsupported': 'Its agent does not read terms of this kind. Let the agent be updated.',
});

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `7.7 GB`; thousands, as it stands on the box. */
export function sayBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** step;
  return `${amount >= 100 || step === 0 ? Math.round(amount) : Math.round(amount * 10) / 10} ${UNITS[step] ?? ''}`;
}

/** How long something went on, in milliseconds: `2 h 5 min`, `40 s`. */
export function sayLength(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

/** Letters and figures that nobody mistakes for one another when reading aloud or from a board. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const LENGTH = 10;

/**
 * A new school code: ten signs, about 49 bits. It lets a device in to be watched, and nothing else.
 *
 * @param below a random whole number from 0 up to, and without, the one given; from a cryptographic source
 */
export function makeSchoolCode(below: (limit: number) => number): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[below(ALPHABET.length)] ?? '').join('');
}

/** As it is shown and read out: `ABCDE-FGHIJ`. */
export function formatSchoolCode(code: string): string {
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

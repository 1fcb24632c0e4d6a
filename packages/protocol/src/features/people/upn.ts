import { z } from 'zod';

/** The letters of a UPN by their value; I, O and S are left out because they look like figures. */
const LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';
const SHAPE = /^[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]$/;

/**
 * The letter that a unique pupil number must begin with: the other twelve places, each times its position, modulo 23.
 * A temporary number ends in a letter, which counts with its value. Department for Education, "Unique pupil numbers".
 *
 * @param rest the twelve characters after the check letter
 */
export function upnCheckLetter(rest: string): string {
  let sum = 0;
  for (const [place, character] of rest.split('').entries()) {
    const value = /[0-9]/.test(character) ? Number(character) : LETTERS.indexOf(character);
    sum += value * (place + 2);
  }
  return LETTERS.charAt(sum % LETTERS.length);
}

/** What is wrong with a unique pupil number, in words with the remedy; null when nothing is. */
export function upnProblem(upn: string): string | null {
  if (!SHAPE.test(upn)) {
    return 'must be a letter and twelve figures; a temporary one ends in a letter';
  }
  if (upnCheckLetter(upn.slice(1)) !== upn.charAt(0)) {
    return 'does not fit its first letter: one of the characters is wrong';
  }
  return null;
}

/** A unique pupil number: given to each pupil of a state school in England, and kept to those who keep the roster. */
export const Upn = z
  .string()
  .trim()
  .toUpperCase()
  .superRefine((upn, context) => {
    const problem = upnProblem(upn);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { refuse, type Refused } from '../../platform/http/outcome.ts';

/** Checks a new password in the context of who and where it is for; null when it may be used. */
export type PasswordRule = (
  password: string,
  context: { name: string; email: string; schoolName: string },
) => Refused | null;

/** Guesses that an attacker with a good word list would need; below this a password counts as common. */
const MIN_GUESSES_LOG10 = 10;

/**
 * The password rule of NIST SP 800-63B-4 (section 3.1.1.2) and of the NCSC: length and a list of what is common,
 * no rules on kinds of characters, no expiry. The list is weighed with the words of the context, so that
 * "northfield-school" is as common at Northfield School as "password" is anywhere.
 */
export function createPasswordRule(): PasswordRule {
  const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return (password, context) => {
    const words = [context.name, context.email, context.schoolName].flatMap((text) => [
      text,
      ...text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= 3),
    ]);
    const { guessesLog10 } = estimator.check(password.slice(0, 128), [
      'lapwing',
      'safeguarding',
      'school',
      ...words,
    ]);
    if (guessesLog10 >= MIN_GUESSES_LOG10) return null;
    return refuse('bad-request', 'password-too-common', 'This password is easily guessed.', {
      field: 'password',
      remedy: 'Use three random words that have nothing to do with you or the school.',
    }).refused;
  };
}

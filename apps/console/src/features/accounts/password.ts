import { NewPassword } from '@lapwing/protocol/features/accounts/api.ts';

/** What to say while somebody chooses a password. */
export interface PasswordAdvice {
  readonly tone: 'quiet' | 'warn' | 'good';
  readonly text: string;
}

const START =
  'At least 12 characters. Three random words are strong and easy to remember. Any characters will do.';

/**
 * Plain words on a password in the making. Length is what counts; the server also refuses passwords that are known to be
 * common (NCSC, password policy guidance).
 */
export function advise(password: string): PasswordAdvice {
  const length = Array.from(password).length;
  if (length === 0) return { tone: 'quiet', text: START };
  if (!NewPassword.safeParse(password).success) {
    if (length > 128) return { tone: 'warn', text: 'That is too long: use at most 128 characters.' };
    const missing = 12 - length;
    return {
      tone: 'quiet',
      text: `${missing} more ${missing === 1 ? 'character' : 'characters'}. Three random words are easy to remember.`,
    };
  }
  if (new Set(password.toLowerCase()).size < 5) {
    return { tone: 'warn', text: 'Long enough, but it repeats itself; it is easy to guess.' };
  }
  if (length < 16) return { tone: 'good', text: 'Long enough. One more word would make it stronger still.' };
  return { tone: 'good', text: 'Good: long passwords are strong ones.' };
}

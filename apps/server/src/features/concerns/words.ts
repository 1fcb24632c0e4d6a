import type { ConcernPart, FourC, ReferralTo } from '@lapwing/protocol/features/concerns/api.ts';
import type { FivePoint } from '@lapwing/protocol/features/concerns/five-points.ts';

/** What the record says of itself, in words for people; the chronology and the paper use the same. */
export const PART_WORDS: Readonly<Record<ConcernPart, string>> = Object.freeze({
  subject: 'subject',
  'other-pupil': 'other pupil',
  staff: 'member of staff',
  outside: 'from outside the school',
});
export const REFERRAL_WORDS: Readonly<Record<ReferralTo, string>> = Object.freeze({
  'social-care': "children's social care",
  police: 'the police',
  prevent: 'Prevent (Channel)',
  iwf: 'the Internet Watch Foundation',
  ceop: 'the CEOP Safety Centre',
  health: 'health services',
  other: 'somebody else',
});
export const FOUR_C_WORDS: Readonly<Record<FourC, string>> = Object.freeze({
  content: 'content',
  contact: 'contact',
  conduct: 'conduct',
  commerce: 'commerce',
});
export const POINT_WORDS: Readonly<Record<FivePoint, string>> = Object.freeze({
  adult: 'An adult is involved',
  pressure: 'Pressure, blackmail or grooming, or doubt whether they could agree',
  unusual: 'Acts unusual for the age, or violent',
  'under-13': 'A sexual act, with somebody under 13 in it',
  'immediate-risk': 'Somebody is at immediate risk of harm',
});
export const OTHER_RISK = 'Another risk';

/** The day by the school's clock as `2026-11-14`. */
export function dayIn(timeZone: string, now: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now);
}

/** What PostgreSQL can keep: it knows no NUL, and half a surrogate pair is no text. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

import type {
  ConcernDetail,
  ConcernPart,
  ConcernStatus,
  FourC,
  ReferralTo,
} from '@lapwing/protocol/features/concerns/api.ts';
import type { FivePoint, FivePointAnswer } from '@lapwing/protocol/features/concerns/five-points.ts';
import { sayDay } from '../../ui/dates.ts';

export const STATUS_WORDS: Readonly<Record<ConcernStatus, string>> = Object.freeze({
  open: 'Open',
  closed: 'Closed',
});

export const PART_WORDS: Readonly<Record<ConcernPart, string>> = Object.freeze({
  subject: 'Whom it is about',
  'other-pupil': 'Other pupil',
  staff: 'Member of staff',
  outside: 'From outside the school',
});

export const REFERRAL_WORDS: Readonly<Record<ReferralTo, string>> = Object.freeze({
  'social-care': 'Children’s social care',
  police: 'Police',
  prevent: 'Prevent (Channel)',
  iwf: 'Internet Watch Foundation',
  ceop: 'CEOP Safety Centre',
  health: 'Health services',
  other: 'Somebody else',
});

/** The four areas of risk online, each with what it means (Keeping children safe in education, part two). */
export const FOUR_C_WORDS: Readonly<Record<FourC, { word: string; means: string }>> = Object.freeze({
  content: { word: 'Content', means: 'what they see: harmful, hateful or false material' },
  contact: { word: 'Contact', means: 'who speaks with them: pressure, grooming, adults posing as children' },
  conduct: { word: 'Conduct', means: 'what they do: bullying, sending nudes, risky behaviour' },
  commerce: { word: 'Commerce', means: 'money: gambling, advertising, scams' },
});

/**
 * The five questions, in our own words, after UK Council for Internet Safety, "Sharing nudes and semi-nudes: advice for
 * education settings working with children and young people" (March 2024).
 */
export const POINT_QUESTIONS: Readonly<Record<FivePoint, { ask: string; more: string }>> = Object.freeze({
  adult: {
    ask: 'Is an adult involved, or might one be?',
    more: 'Somebody of 18 or over made it, asked for it, was sent it or passed it on.',
  },
  pressure: {
    ask: 'Was a child pressed, threatened, groomed or blackmailed, or is there doubt whether they could agree?',
    more: 'Think also of their needs and their stage of development.',
  },
  unusual: {
    ask: 'Does what you have been told speak of sexual acts that are unusual for the age, or of violence?',
    more: 'By what was said. Nobody looks to find out.',
  },
  'under-13': {
    ask: 'Does it show a sexual act, with a child under 13 in it?',
    more: 'Any pupil in the picture who is under 13 counts.',
  },
  'immediate-risk': {
    ask: 'Is a child at immediate risk of harm because of it?',
    more: 'For example they speak of suicide, hurt themselves, or are in danger at home.',
  },
});
export const ANSWER_WORDS: Readonly<Record<FivePointAnswer, string>> = Object.freeze({
  yes: 'Yes',
  no: 'No',
  'not-known': 'Not known',
});

/** A day without an hour, `2026-11-14`, as `14 Nov 2026`. */
export function sayDate(day: string): string {
  return sayDay(`${day}T12:00:00.000Z`);
}

/** How many of its actions wait, in words. */
export function sayActions(actions: { readonly open: number; readonly overdue: number }): string {
  if (actions.open === 0) return 'None open';
  const open = `${actions.open} open`;
  return actions.overdue === 0 ? open : `${open}, ${actions.overdue} overdue`;
}

/** Whether the five points are to be gone through. */
export function asksFivePoints(concern: Pick<ConcernDetail, 'nudes' | 'risk'>): boolean {
  return concern.nudes || concern.risk.key === 'sexting';
}

/** The day and the hour of a moment as form fields hold them, in the reader's own time. */
export function fieldsOf(at: number): { date: string; time: string } {
  const moment = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    date: `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`,
    time: `${two(moment.getHours())}:${two(moment.getMinutes())}`,
  };
}

/** The moment that two fields name; null while they name none. */
export function momentOf(date: string, time: string): string | null {
  const at = new Date(`${date}T${time}`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

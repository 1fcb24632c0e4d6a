import { z } from 'zod';

/**
 * The points of which any one calls for an immediate referral to the police or children's social care when intimate
 * pictures of children may be involved: an adult; coercion, blackmail or doubt about consent; acts unusual for the age
 * or violent; sexual acts with somebody under 13 in the picture; immediate risk of harm. In our own words, after UK
 * Council for Internet Safety, "Sharing nudes and semi-nudes: advice for education settings working with children and
 * young people" (March 2024), initial review meeting.
 */
export const FIVE_POINTS = ['adult', 'pressure', 'unusual', 'under-13', 'immediate-risk'] as const;
export const FivePoint = z.enum(FIVE_POINTS);
export type FivePoint = z.infer<typeof FivePoint>;

export const FivePointAnswer = z.enum(['yes', 'no', 'not-known']);
export type FivePointAnswer = z.infer<typeof FivePointAnswer>;

/** One answer for each point, in their order, and what the answers rest on. Nobody has looked at a picture for it. */
export const FivePoints = z.strictObject({
  answers: z.array(z.strictObject({ point: FivePoint, answer: FivePointAnswer })).length(FIVE_POINTS.length),
  /** With whom it was talked over, and what is known; never a description of a picture. */
  words: z.string().trim().max(4000),
});
export type FivePoints = z.infer<typeof FivePoints>;

/** Any yes: refer at once. What is not known is found out without looking, or asked of those who are referred to. */
export function refersAtOnce(answers: FivePoints['answers']): boolean {
  return answers.some(({ answer }) => answer === 'yes');
}

/** Whether each of the points is answered once. */
export function answersAll(answers: FivePoints['answers']): boolean {
  return FIVE_POINTS.every((point) => answers.filter((one) => one.point === point).length === 1);
}

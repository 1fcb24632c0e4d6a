import { AgreementContent, DECLINE_OUTCOMES } from '@lapwing/protocol/features/agreements/content.ts';
import { z } from 'zod';

export const AGREEMENT_PAGE = 'agreement.html';

/** What the page with an agreement asks of the background worker. */
export const AgreementMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agreement-look') }),
  z.object({
    kind: z.literal('agreement-answer'),
    id: z.string().max(64),
    version: z.number(),
    agree: z.boolean(),
  }),
]);
export type AgreementMessage = z.infer<typeof AgreementMessage>;

/** The agreement; null when it is not asked any more. */
export const ShownAgreement = z
  .object({
    content: AgreementContent,
    schoolName: z.string(),
    logo: z.string().nullable(),
    ofNo: z.enum(DECLINE_OUTCOMES),
  })
  .nullable();
export type ShownAgreement = z.infer<typeof ShownAgreement>;

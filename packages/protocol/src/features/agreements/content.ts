import { z } from 'zod';
import { Id } from '../../ids.ts';

/** Bytes of the picture of an agreement at most, before it becomes text. */
export const MOST_PICTURE_BYTES = 150 * 1024;

/** A part of an agreement's text as the pupil reads it. Plain text; nothing in it is code. */
export const AgreementBlock = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('heading'), text: z.string().trim().min(1).max(120) }),
  z.strictObject({ kind: z.literal('paragraph'), text: z.string().trim().min(1).max(2000) }),
  z.strictObject({
    kind: z.literal('bullets'),
    items: z.array(z.string().trim().min(1).max(300)).min(1).max(20),
  }),
]);
export type AgreementBlock = z.infer<typeof AgreementBlock>;

/** One version of an agreement as it is shown; a content by its hash, which many devices share. */
export const AgreementContent = z.object({
  format: z.literal(1),
  id: Id,
  version: z.number().int().min(1),
  title: z.string().max(120),
  /** BCP 47, for the screen reader and the direction of writing. */
  language: z.string().max(35),
  blocks: z.array(AgreementBlock).max(60),
  picture: z
    .object({
      data: z
        .string()
        .max(MOST_PICTURE_BYTES * 2)
        .regex(/^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=]+$/),
      /** For who cannot see it; empty for mere decoration. */
      alt: z.string().max(200),
    })
    .nullable(),
  agreeLabel: z.string().max(40),
  declineLabel: z.string().max(40),
});
export type AgreementContent = z.infer<typeof AgreementContent>;

/** What comes of a no. */
export const DECLINE_OUTCOMES = ['nothing', 'lock', 'log-off'] as const;
export type DeclineOutcome = (typeof DECLINE_OUTCOMES)[number];
/** When it is asked. */
export const AGREEMENT_TIMES = ['once', 'every-log-on'] as const;

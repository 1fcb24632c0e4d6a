import { z } from 'zod';
import { Cursor, Done, endpoint, pageOf, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { AGREEMENT_TIMES, AgreementBlock, DECLINE_OUTCOMES } from './content.ts';

const Staff = z.object({ id: z.string(), name: z.string() });
const AgreementParams = z.object({ id: Id });

/** What is written of an agreement. A change of what the pupil reads makes a new version, which is asked again. */
export const AgreementDraft = z.strictObject({
  title: z.string().trim().min(1, 'must not be empty').max(120),
  language: z.string().trim().min(2).max(35).default('en-GB'),
  blocks: z.array(AgreementBlock).min(1, 'must have some text').max(60),
  /** A picture uploaded before, by its id; its words for who cannot see it. */
  picture: z.strictObject({ id: Id, alt: z.string().trim().max(200) }).nullable(),
  agreeLabel: z.string().trim().min(1, 'must not be empty').max(40),
  declineLabel: z.string().trim().min(1, 'must not be empty').max(40),
});
export type AgreementDraft = z.infer<typeof AgreementDraft>;

/** Whom it is asked, when, and what comes of a no. */
export const AgreementTerms = z.strictObject({
  groupIds: z.array(Id).max(200),
  when: z.enum(AGREEMENT_TIMES),
  decline: z.enum(DECLINE_OUTCOMES),
  /** Asked again on this day of each year, `09-01`; null: not by itself. */
  yearlyOn: z
    .string()
    .regex(/^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'must be a day such as 09-01')
    .nullable(),
});
export type AgreementTerms = z.infer<typeof AgreementTerms>;

export const Agreement = z.object({
  id: Id,
  title: z.string(),
  state: z.enum(['draft', 'asked', 'retired']),
  /** Of what is asked; 0 for a draft that never was. */
  version: z.number().int(),
  publishedAt: Instant.nullable(),
  publishedBy: Staff.nullable(),
  groups: z.array(z.object({ id: Id, name: z.string() })),
  when: z.enum(AGREEMENT_TIMES),
  decline: z.enum(DECLINE_OUTCOMES),
  yearlyOn: z.string().nullable(),
  /** Of the people of its groups: all, and how they stand to the version that is asked. */
  people: z.number().int(),
  agreed: z.number().int(),
  declined: z.number().int(),
  /** True where the draft reads otherwise than what is asked. */
  changed: z.boolean(),
  revision: z.number().int(),
});
export type Agreement = z.infer<typeof Agreement>;

export const AgreementDetail = Agreement.extend({
  draft: AgreementDraft,
  /** `data:` address of the draft's picture. */
  pictureData: z.string().nullable(),
  versions: z.array(
    z.object({ version: z.number().int(), publishedAt: Instant, publishedBy: Staff.nullable() }),
  ),
  /** What could be better, each in a sentence: more than five bullets, long sentences. */
  advice: z.array(z.string()),
  may: z.object({ manage: Permitted }),
});
export type AgreementDetail = z.infer<typeof AgreementDetail>;

export const listAgreements = endpoint({
  method: 'GET',
  path: '/api/agreements',
  summary: 'The acceptable use agreements, with how many have agreed',
  reply: z.object({
    agreements: z.array(Agreement),
    /** Texts to begin with, written for Lapwing. */
    samples: z.array(
      z.object({ key: z.string(), title: z.string(), explains: z.string(), draft: AgreementDraft }),
    ),
    may: z.object({ manage: Permitted }),
  }),
});
export const showAgreement = endpoint({
  method: 'GET',
  path: '/api/agreements/:id',
  summary: 'One agreement: its text, whom it is asked, its versions',
  params: AgreementParams,
  reply: AgreementDetail,
});
export const showAgreementVersion = endpoint({
  method: 'GET',
  path: '/api/agreements/:id/versions/:version',
  summary: 'One version of an agreement, word for word as it was asked',
  params: z.object({ id: Id, version: z.coerce.number().int().min(1).max(1_000_000) }),
  reply: z.object({
    version: z.number().int(),
    publishedAt: Instant,
    publishedBy: Staff.nullable(),
    draft: AgreementDraft,
    pictureData: z.string().nullable(),
  }),
});
export const addAgreement = endpoint({
  method: 'POST',
  path: '/api/agreements',
  summary: 'Begin an agreement, as a draft that nobody is asked',
  body: z.strictObject({ id: Id, draft: AgreementDraft, terms: AgreementTerms }),
  reply: AgreementDetail,
});
export const changeAgreement = endpoint({
  method: 'PUT',
  path: '/api/agreements/:id',
  summary: 'Change the draft of an agreement and whom it is for, whole',
  params: AgreementParams,
  body: z.strictObject({ draft: AgreementDraft, terms: AgreementTerms, revision: z.number().int().min(0) }),
  reply: AgreementDetail,
});
export const publishAgreement = endpoint({
  method: 'POST',
  path: '/api/agreements/:id/publish',
  summary: 'Ask the people of its groups, from their next log-on; a changed text is a new version',
  params: AgreementParams,
  body: z.strictObject({ revision: z.number().int().min(0) }),
  reply: AgreementDetail,
});
export const retireAgreement = endpoint({
  method: 'POST',
  path: '/api/agreements/:id/retire',
  summary: 'Ask nobody any longer; the signatures stay',
  params: AgreementParams,
  body: z.strictObject({ revision: z.number().int().min(0) }),
  reply: AgreementDetail,
});
export const askAgain = endpoint({
  method: 'POST',
  path: '/api/agreements/:id/ask-again',
  summary: 'Ask somebody, or everybody, anew for the version that they have answered',
  params: AgreementParams,
  body: z.strictObject({
    /** Null: everybody. */
    personIds: z.array(Id).min(1).max(500).nullable(),
    reason: z.string().trim().min(3, 'must say why').max(300),
  }),
  reply: z.object({ people: z.number().int() }),
});
export const uploadAgreementPicture = endpoint({
  method: 'POST',
  path: '/api/agreements/pictures',
  summary: 'Keep a picture for an agreement; made smaller and free of what the camera wrote into it',
  body: z.strictObject({ data: z.string().max(8_000_000) }),
  reply: z.object({ id: Id, data: z.string() }),
});

/** How one person stands to an agreement. */
export const Signature = z.object({
  person: z.object({ id: Id, name: z.string(), form: z.string().nullable() }),
  state: z.enum(['agreed', 'declined', 'not-asked', 'asked-again', 'older-version']),
  version: z.number().int().nullable(),
  /** The database's time, and the device's own put right by its offset. */
  at: Instant.nullable(),
  device: z.string().nullable(),
});
export type Signature = z.infer<typeof Signature>;
export const listSignatures = endpoint({
  method: 'GET',
  path: '/api/agreements/:id/signatures',
  summary: 'Who has agreed, who has declined, who has not answered',
  params: AgreementParams,
  query: z.object({
    state: z.enum(['agreed', 'declined', 'open']).optional(),
    search: z.string().trim().max(200).optional(),
    groupId: Id.optional(),
    after: Cursor.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  reply: pageOf(Signature).extend({
    agreed: z.number().int(),
    declined: z.number().int(),
    open: z.number().int(),
  }),
});
/** CSV of all; audited. Cells that a spreadsheet would take for a formula are made plain. */
export const exportSignatures = endpoint({
  method: 'GET',
  path: '/api/agreements/:id/signatures.csv',
  summary: 'The signatures as a CSV file',
  params: AgreementParams,
  reply: z.instanceof(Uint8Array),
});
/** For the page of one person: everything that they have ever answered. */
export const listPersonAgreements = endpoint({
  method: 'GET',
  path: '/api/agreements/people/:id',
  summary: 'What one person was asked and answered',
  params: AgreementParams,
  reply: z.object({
    answers: z.array(
      z.object({
        agreement: z.object({ id: Id, title: z.string() }),
        version: z.number().int(),
        answer: z.enum(['agreed', 'declined']),
        at: Instant,
        device: z.string().nullable(),
      }),
    ),
    open: z.array(z.object({ id: Id, title: z.string() })),
  }),
});
export const deleteAgreement = endpoint({
  method: 'DELETE',
  path: '/api/agreements/:id',
  summary: 'Delete a draft that nobody was ever asked',
  params: AgreementParams,
  reply: Done,
});

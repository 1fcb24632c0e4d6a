import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id, Instant, Sha256 } from '../../ids.ts';
import { ConcernDetail, InvolvedPerson, ReferralTo } from './api.ts';
import { answersAll, FivePoints } from './five-points.ts';

const Params = z.object({ id: Id });
const Reason = z.string().trim().min(1, 'Write in a sentence why.').max(4000);
const AccountId = z.string().min(1).max(100);

export const addConcernPerson = endpoint({
  method: 'POST',
  path: '/api/concerns/:id/people',
  summary: 'Say that somebody is involved',
  params: Params,
  body: z.strictObject({ person: InvolvedPerson }),
  reply: ConcernDetail,
});
/** They stand in the chronology still: that they were named, and why they are no more. */
export const removeConcernPerson = endpoint({
  method: 'POST',
  path: '/api/concerns/:id/people/:entryId/remove',
  summary: 'Say that somebody is not involved after all, with the reason',
  params: Params.extend({ entryId: Id }),
  body: z.strictObject({ reason: Reason }),
  reply: ConcernDetail,
});
export const attachCaptures = endpoint({
  method: 'POST',
  path: '/api/concerns/:id/captures',
  summary: 'Attach captures to a concern',
  params: Params,
  body: z.strictObject({ captureIds: z.array(Id).min(1, 'Choose a capture.').max(200) }),
  reply: ConcernDetail,
});
export const removeConcernCapture = endpoint({
  method: 'POST',
  path: '/api/concerns/:id/captures/:captureId/remove',
  summary: 'Say that a capture does not belong to the concern after all, with the reason',
  params: Params.extend({ captureId: Id }),
  body: z.strictObject({ reason: Reason }),
  reply: ConcernDetail,
});
export const addConcernAction = endpoint({
  method: 'POST',
  path: '/api/concerns/:id/actions',
  summary: 'Agree an action with its owner and the day by which it is due',
  params: Params,
  body: z.strictObject({
    what: z.string().trim().min(1, 'Write what is to be done.').max(1000),
    ownerId: AccountId,
    due: z.iso.date(),
  }),
  reply: ConcernDetail,
});
export const finishConcernAction = endpoint({
  method: 'POST',
  path: '/api/concerns/:id/actions/:actionId/done',
  summary: 'Say that an action is done and what came of it',
  params: Params.extend({ actionId: Id }),
  body: z.strictObject({ words: z.string().trim().max(4000) }),
  reply: ConcernDetail,
});
export const addConcernReferral = endpoint({
  method: 'POST',
  path: '/api/concerns/:id/referrals',
  summary: 'Record a referral, or the decision not to make one, with the reason',
  params: Params,
  body: z.strictObject({
    to: ReferralTo,
    detail: z.string().trim().max(300),
    made: z.boolean(),
    on: z.iso.date(),
    decidedBy: z.string().trim().min(1, 'Write who decided.').max(200),
    reason: Reason,
  }),
  reply: ConcernDetail,
});
export const addReferralReply = endpoint({
  method: 'POST',
  path: '/api/concerns/:id/referrals/:referralId/replies',
  summary: 'Record what those who were referred to answered',
  params: Params.extend({ referralId: Id }),
  body: z.strictObject({
    words: z.string().trim().min(1, 'Write what they answered.').max(4000),
    happenedAt: Instant,
  }),
  reply: ConcernDetail,
});
export const answerFivePoints = endpoint({
  method: 'POST',
  path: '/api/concerns/:id/five-points',
  summary: 'Answer the five points that decide on an immediate referral; nobody looks at a picture',
  params: Params,
  body: FivePoints.refine(({ answers }) => answersAll(answers), {
    path: ['answers'],
    message: 'Answer each of the five points once.',
  }),
  reply: ConcernDetail,
});
/** Named staff see this concern and no other; the chronology says who shared it. */
export const shareConcern = endpoint({
  method: 'POST',
  path: '/api/concerns/:id/shares',
  summary: 'Share a concern with a member of staff, or end that',
  params: Params,
  body: z.strictObject({ accountId: AccountId, may: z.enum(['read', 'add', 'nothing']) }),
  reply: ConcernDetail,
});
/**
 * The record for the next school. `text` is JSON: `{"format","version","sha256","record"}`, where `sha256` is that of
 * `record` as compact JSON. Other pupils stand in it without their names; free text is as it was written.
 */
export const transferConcern = endpoint({
  method: 'GET',
  path: '/api/concerns/:id/transfer',
  summary: 'The concern as a file for the next school',
  params: Params,
  reply: z.object({ name: z.string(), text: z.string(), sha256: Sha256 }),
});

import { z } from 'zod';
import { Done, endpoint } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { Severity } from '../../vocabulary.ts';
import { CaptureDetail, StaffName } from './api.ts';
import { CAPTURE_STATUSES, CaptureStatus } from './status.ts';

const CaptureParams = z.object({ id: Id });
const Revision = z.number().int().min(0);
const Rationale = z.string().trim().min(1, 'Write in a sentence why you decided so.').max(4000);
const AccountId = z.string().min(1).max(100);
/** True: what is decided holds for the open ones of its incident as well. */
const Whole = z.boolean().default(false);

export const takeCapture = endpoint({
  method: 'POST',
  path: '/api/captures/:id/take',
  summary: 'Take a capture: the caller has it now',
  params: CaptureParams,
  body: z.strictObject({ revision: Revision, whole: Whole }),
  reply: CaptureDetail,
});
/** Gives it to somebody, or to nobody; whoever gets it is told. */
export const assignCapture = endpoint({
  method: 'POST',
  path: '/api/captures/:id/assign',
  summary: 'Give a capture to a member of staff who may see it',
  params: CaptureParams,
  body: z.strictObject({ accountId: AccountId.nullable(), revision: Revision, whole: Whole }),
  reply: CaptureDetail,
});
/** To a named person, or to whoever is next by the school's chain at this hour; they are alerted at once. */
export const escalateCapture = endpoint({
  method: 'POST',
  path: '/api/captures/:id/escalate',
  summary: 'Escalate a capture to a named person or to the next in the chain',
  params: CaptureParams,
  body: z.strictObject({
    /** Null: the next in the chain. */
    accountId: AccountId.nullable(),
    rationale: Rationale,
    revision: Revision,
    whole: Whole,
  }),
  reply: CaptureDetail,
});
/** Escalating has a route of its own, and so has letting the like pass. */
export const setCaptureStatus = endpoint({
  method: 'POST',
  path: '/api/captures/:id/status',
  summary: 'Set the status; closing asks for the reason',
  params: CaptureParams,
  body: z.strictObject({
    status: CaptureStatus.exclude(['escalated', 'false-positive-allowed']),
    rationale: z.string().trim().max(4000).nullable(),
    revision: Revision,
    whole: Whole,
  }),
  reply: CaptureDetail,
});
export const addCaptureNote = endpoint({
  method: 'POST',
  path: '/api/captures/:id/notes',
  summary: 'Add a note to the history; it cannot be changed afterwards',
  params: CaptureParams,
  body: z.strictObject({ text: z.string().trim().min(1, 'must not be empty').max(4000) }),
  reply: CaptureDetail,
});
/**
 * Resolves it as a false positive and lets the like pass (`Allowance` of the policies; its `captureId` is this one).
 * With `past`, open captures within the caller's reach that would have been let pass are resolved alike.
 */
export const allowFromCapture = endpoint({
  method: 'POST',
  path: '/api/captures/:id/allow',
  summary: 'Resolve as false positive and let the like pass from now on',
  params: CaptureParams,
  body: z.strictObject({
    /** Of the allowance, made by the console. */
    allowanceId: Id,
    value: z.unknown(),
    revision: Revision,
    past: z.boolean(),
  }),
  reply: z.object({ capture: CaptureDetail, pastResolved: z.number().int() }),
});
/** Takes the caller's own last change back, within minutes and if nobody has changed the capture since. */
export const undoCaptureChange = endpoint({
  method: 'POST',
  path: '/api/captures/undo',
  summary: "Take the caller's own last change of captures back",
  body: z.strictObject({ ids: z.array(Id).min(1).max(500) }),
  reply: z.object({ undone: z.array(Id), not: z.array(z.object({ id: Id, why: z.string() })) }),
});
/** Many at once; each is changed or left, and the answer says which and why. */
export const changeCaptures = endpoint({
  method: 'POST',
  path: '/api/captures/bulk',
  summary: 'Take, assign, or set the status of many captures at once',
  body: z.strictObject({
    captures: z
      .array(z.object({ id: Id, revision: Revision }))
      .min(1)
      .max(500),
    change: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('assign'), accountId: AccountId.nullable() }),
      z.strictObject({
        kind: z.literal('status'),
        status: CaptureStatus.exclude(['escalated', 'false-positive-allowed']),
        rationale: z.string().trim().max(4000).nullable(),
      }),
    ]),
    /** As of a single change: incidents stand as one line in the list, and are chosen as one. */
    whole: Whole,
  }),
  reply: z.object({ changed: z.array(Id), not: z.array(z.object({ id: Id, why: z.string() })) }),
});
/** Puts captures of one person together as the same thing; those that stand in incidents bring them along. */
export const joinCaptures = endpoint({
  method: 'POST',
  path: '/api/captures/join',
  summary: 'Treat captures as one incident',
  body: z.strictObject({ ids: z.array(Id).min(2).max(200) }),
  reply: z.object({ incidentId: Id, count: z.number().int() }),
});
export const partCapture = endpoint({
  method: 'POST',
  path: '/api/captures/:id/part',
  summary: 'Take a capture out of its incident: it was something else',
  params: CaptureParams,
  body: z.strictObject({ revision: Revision }),
  reply: CaptureDetail,
});

/** Said every `LOOKING_SECONDS` while the capture is open on somebody's screen; the others see it live. */
export const LOOKING_SECONDS = 10;
export const sayLooking = endpoint({
  method: 'POST',
  path: '/api/captures/:id/looking',
  summary: 'Say that the caller has the capture in front of them, or no more',
  params: CaptureParams,
  body: z.strictObject({ looking: z.boolean() }),
  reply: z.object({ people: z.array(StaffName) }),
});
/** Those to whom it can be given or escalated: staff who may see it. */
export const listCaptureStaff = endpoint({
  method: 'GET',
  path: '/api/captures/:id/staff',
  summary: 'Staff who may see a capture, and who is next in the chain',
  params: CaptureParams,
  reply: z.object({
    staff: z.array(StaffName.extend({ role: z.string() })),
    /** Why nobody is next stands in `why`. */
    next: StaffName.nullable(),
    why: z.string(),
  }),
});

/** What else is known of the time around the trigger: the person's captures, sessions and looks by staff, in order. */
export const showAround = endpoint({
  method: 'GET',
  path: '/api/captures/:id/around',
  summary: 'What happened around a capture, before and after',
  params: CaptureParams,
  query: z.object({ minutes: z.coerce.number().int().min(5).max(240).default(60) }),
  reply: z.object({
    entries: z.array(
      z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('capture'),
          at: Instant,
          id: Id,
          severity: Severity,
          policy: z.string(),
          site: z.string().nullable(),
          sentence: z.string().nullable(),
        }),
        z.object({
          kind: z.literal('session-started'),
          at: Instant,
          device: z.string(),
          room: z.string().nullable(),
        }),
        z.object({ kind: z.literal('session-ended'), at: Instant, device: z.string() }),
        /** A screenshot or recording by hand that the caller may see. */
        z.object({
          kind: z.literal('by-hand'),
          at: Instant,
          id: Id,
          what: z.enum(['screenshot', 'recording']),
          by: z.string(),
        }),
      ]),
    ),
  }),
});

/** What the school has agreed each status to mean; shown where it is chosen. */
export const StatusMeanings = z.strictObject({
  meanings: z
    .array(z.strictObject({ status: CaptureStatus, meaning: z.string().trim().max(300) }))
    .length(CAPTURE_STATUSES.length),
});
export type StatusMeanings = z.infer<typeof StatusMeanings>;
export const showMeanings = endpoint({
  method: 'GET',
  path: '/api/captures/meanings',
  summary: 'What the school means by each status',
  reply: StatusMeanings.extend({ own: z.boolean() }),
});
export const setMeanings = endpoint({
  method: 'PUT',
  path: '/api/captures/meanings',
  summary: 'Agree what each status means',
  body: StatusMeanings,
  reply: StatusMeanings.extend({ own: z.boolean() }),
});

/** A saved view: filters of the list under a name, of one person or for all who see captures. */
export const CaptureView = z.object({
  id: Id,
  name: z.string(),
  /** The part of the console's address after `/captures`, from `?`. */
  search: z.string(),
  shared: z.boolean(),
  /** Who saved it; only they, or for shared ones who may manage captures, can delete it. */
  mine: z.boolean(),
});
export type CaptureView = z.infer<typeof CaptureView>;
export const listViews = endpoint({
  method: 'GET',
  path: '/api/captures/views',
  summary: "The caller's saved views and those shared with all",
  reply: z.object({ views: z.array(CaptureView) }),
});
export const addView = endpoint({
  method: 'POST',
  path: '/api/captures/views',
  summary: 'Save the filters of the list under a name',
  body: z.strictObject({
    name: z.string().trim().min(1, 'must not be empty').max(60),
    search: z
      .string()
      .max(1000)
      .regex(/^(?:\?.*)?$/, 'must begin with ?'),
    shared: z.boolean(),
  }),
  reply: CaptureView,
});
export const deleteView = endpoint({
  method: 'DELETE',
  path: '/api/captures/views/:id',
  summary: 'Delete a saved view',
  params: CaptureParams,
  reply: Done,
});

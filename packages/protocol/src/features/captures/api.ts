import { z } from 'zod';
import { Cursor, endpoint, pageOf, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { PolicyKey, Severity, Source } from '../../vocabulary.ts';
import { CaptureStatus } from './status.ts';

const NamedPerson = z.object({ id: Id, name: z.string() });
const StaffName = z.object({ id: z.string(), name: z.string() });

/** One line of the list, and what a pop-up shows. Sealed captures carry no words of the text. */
export const CaptureSummary = z.object({
  id: Id,
  /** Null while the account at the device is matched to nobody; then `accountName` says what the device said. */
  person: NamedPerson.extend({ username: z.string(), form: z.string().nullable() }).nullable(),
  accountName: z.string().nullable(),
  groups: z.array(z.object({ id: Id, name: z.string() })),
  device: z.object({ id: Id, name: z.string(), room: z.string().nullable() }),
  policy: z.object({ key: PolicyKey, title: z.string() }),
  severity: Severity,
  source: Source,
  /** The sentence and where the match lies in it (UTF-16 units); null when sealed. */
  text: z.object({ sentence: z.string(), start: z.number().int(), end: z.number().int() }).nullable(),
  count: z.number().int(),
  application: z.string(),
  windowTitle: z.string(),
  /** The host of the page only; the whole address is in the detail. */
  site: z.string().nullable(),
  /** The database's time of arrival, and the device's own time of the trigger put right by its measured offset. */
  receivedAt: Instant,
  happenedAt: Instant,
  status: CaptureStatus,
  assignedTo: StaffName.nullable(),
  sealed: z.boolean(),
  evidence: z.enum(['none', 'coming', 'ready', 'lost']),
});
export type CaptureSummary = z.infer<typeof CaptureSummary>;

export const HistoryEntry = z.object({
  id: Id,
  at: Instant,
  by: StaffName.nullable(),
  event: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('captured') }),
    z.object({ kind: z.literal('amended'), severity: Severity, sentence: z.string().nullable() }),
    z.object({ kind: z.literal('evidence-arrived') }),
    z.object({ kind: z.literal('evidence-viewed') }),
    z.object({ kind: z.literal('taken') }),
    z.object({
      kind: z.literal('status'),
      from: CaptureStatus,
      to: CaptureStatus,
      rationale: z.string().nullable(),
    }),
    z.object({ kind: z.literal('note'), text: z.string() }),
    /** Its account was found to be this person's. */
    z.object({ kind: z.literal('matched'), person: z.string() }),
    /** That was a mistake: it belongs to nobody again. */
    z.object({ kind: z.literal('unmatched'), person: z.string() }),
  ]),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

export const CaptureDetail = CaptureSummary.extend({
  url: z.string().nullable(),
  severityBefore: Severity,
  /** Why it weighs what it weighs, one sentence each. */
  because: z.array(z.object({ rule: z.string(), sentence: z.string() })),
  term: z.object({ id: z.string(), definition: z.string() }),
  /** Which version of the library, and which change of the policies, was newest for what the device held then. */
  caughtBy: z.object({ library: z.string().nullable(), change: z.number().int().nullable() }),
  guidance: z.array(z.string()),
  evidenceItems: z.array(
    z.object({
      id: Id,
      kind: z.literal('screenshot'),
      state: z.enum(['coming', 'ready', 'lost']),
      takenAt: Instant,
      mediaType: z.string(),
      bytes: z.number().int(),
      /** SHA-256 of the original as the device sent it. */
      sha256: z.string(),
    }),
  ),
  /** Why there is no evidence, when there is none. */
  evidenceReason: z.string().nullable(),
  history: z.array(HistoryEntry),
  /** The person's other captures, newest first. */
  earlier: z.array(
    z.object({
      id: Id,
      happenedAt: Instant,
      severity: Severity,
      policy: z.object({ key: PolicyKey, title: z.string() }),
      status: CaptureStatus,
    }),
  ),
  /** Rises with each change; sent back with a change so that two people do not overwrite each other. */
  revision: z.number().int(),
  may: z.object({ triage: Permitted, viewEvidence: Permitted }),
});
export type CaptureDetail = z.infer<typeof CaptureDetail>;

const CaptureParams = z.object({ id: Id });
const Revision = z.number().int().min(0);

export const listCaptures = endpoint({
  method: 'GET',
  path: '/api/captures',
  summary: 'Captures that the caller may see, newest first',
  query: z.object({
    /** `open` is every status that is not closed. */
    status: z.union([CaptureStatus, z.literal('open')]).optional(),
    severity: Severity.optional(),
    policy: PolicyKey.optional(),
    groupId: Id.optional(),
    personId: Id.optional(),
    deviceId: Id.optional(),
    after: Cursor.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: pageOf(CaptureSummary).extend({
    open: z.object({ severe: z.number().int(), moderate: z.number().int(), minor: z.number().int() }),
  }),
});
/** Figures alone: what the header shows needs no look at anybody. */
export const countCaptures = endpoint({
  method: 'GET',
  path: '/api/captures/counts',
  summary: 'How many open captures the caller may see, by severity',
  reply: z.object({ severe: z.number().int(), moderate: z.number().int(), minor: z.number().int() }),
});
export const showCapture = endpoint({
  method: 'GET',
  path: '/api/captures/:id',
  summary: 'One capture with its context, history and guidance',
  params: CaptureParams,
  reply: CaptureDetail,
});
export const takeCapture = endpoint({
  method: 'POST',
  path: '/api/captures/:id/take',
  summary: 'Take a capture: the caller has it now',
  params: CaptureParams,
  body: z.strictObject({ revision: Revision }),
  reply: CaptureDetail,
});
export const setCaptureStatus = endpoint({
  method: 'POST',
  path: '/api/captures/:id/status',
  summary: 'Set the status; closing or escalating asks for the reason',
  params: CaptureParams,
  body: z.strictObject({
    status: CaptureStatus,
    rationale: z.string().trim().max(4000).nullable(),
    revision: Revision,
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
